-- Finds what a member holds by keyed hashes, and in the order in which it came.

-- What a record is found by besides identifiers: 8 bytes a term, one after another, under a key of the member's own.
-- NULL in rows from before this, until the next start indexes them.
ALTER TABLE held ADD COLUMN terms BLOB;
-- The commit in which it came; NULL for the member's own and for what is not understood. 0: before this.
ALTER TABLE held ADD COLUMN arrival INTEGER;
UPDATE held SET arrival = 0 WHERE state = 1;
CREATE INDEX held_by_arrival ON held (member, arrival, record) WHERE arrival IS NOT NULL;
-- Empty but for the moments of that start.
CREATE INDEX held_without_terms ON held (member) WHERE terms IS NULL;

-- Identifiers: a token names member and identifier, and shows neither.
CREATE TABLE identifier (
    token BLOB NOT NULL,
    record INTEGER NOT NULL REFERENCES record,
    PRIMARY KEY (token, record)
) STRICT, WITHOUT ROWID;
