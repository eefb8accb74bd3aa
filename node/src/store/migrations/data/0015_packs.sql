-- Policy packs that were ever in force here, by the digest over all of a set: CBOR of their names, countries and texts.
CREATE TABLE pack_set (
    digest BLOB PRIMARY KEY,
    packs BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Which set was in force from when on, in order; the last is. The first came with the store.
CREATE TABLE in_force (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    digest BLOB NOT NULL REFERENCES pack_set (digest)
) STRICT;

-- Who put which in force, and why, is in the journal.
CREATE INDEX journal_of_activations ON journal (seq) WHERE kind = 28;
