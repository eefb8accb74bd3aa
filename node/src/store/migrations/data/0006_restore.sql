-- What a store needs to come back from a restore, and what peers signed that contradicts what they signed before.

-- Names this life of the store, and says in JSON how far it has come back from a restore; NULL where nothing happened.
CREATE TABLE standing (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    incarnation BLOB NOT NULL,
    recovery TEXT
) STRICT;
INSERT INTO standing (one, incarnation) VALUES (1, randomblob(32));

-- Heads of the epoch before that a feed's epoch goes on from; NULL in the first.
ALTER TABLE feed_state ADD COLUMN anchor_urgent_place INTEGER;
ALTER TABLE feed_state ADD COLUMN anchor_urgent_hash BLOB;
ALTER TABLE feed_state ADD COLUMN anchor_bulk_place INTEGER;
ALTER TABLE feed_state ADD COLUMN anchor_bulk_hash BLOB;

-- The newest head received for each incoming feed, as signed.
CREATE TABLE feed_head (
    feed INTEGER PRIMARY KEY REFERENCES feed,
    epoch INTEGER NOT NULL,
    urgent_place INTEGER NOT NULL,
    bulk_place INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- Entries that their receiver holds and of which nothing is kept here.
CREATE TABLE lost (
    feed INTEGER NOT NULL REFERENCES feed,
    record BLOB NOT NULL,
    lane INTEGER NOT NULL,
    place INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

-- Two signed statements of one peer that contradict each other; the earlier one is missing where none was kept. `against`
-- says what the earlier is: 0 a head, 1 a receipt.
CREATE TABLE evidence (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL,
    discloser TEXT NOT NULL,
    receiver TEXT NOT NULL,
    kind INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    urgent_place INTEGER NOT NULL,
    bulk_place INTEGER NOT NULL,
    at INTEGER NOT NULL,
    against INTEGER NOT NULL,
    statement BLOB NOT NULL,
    earlier BLOB,
    UNIQUE (node, discloser, receiver, kind, epoch, urgent_place, bulk_place)
) STRICT;
