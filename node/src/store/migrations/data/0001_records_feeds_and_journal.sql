-- What a node keeps but for its data keys. Content is ciphertext: columns named `sealed`.
-- Times are milliseconds since the Unix epoch; ids and hashes are blobs.

-- The state of the last commit, in one row.
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store_id BLOB NOT NULL,
    batch INTEGER NOT NULL,
    journal_seq INTEGER NOT NULL,
    journal_hash BLOB NOT NULL,
    last_time INTEGER NOT NULL
) STRICT;

-- Versions of the register, as signed.
CREATE TABLE register_version (
    sequence INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- Drafts and the record that each became.
CREATE TABLE draft (
    member TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    released BLOB,
    PRIMARY KEY (member, id)
) STRICT;

CREATE TABLE idempotency (
    key BLOB PRIMARY KEY,
    body BLOB NOT NULL,
    draft TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A record's bytes, once however many members hold it. Other tables name it by its number, which grows with time.
CREATE TABLE record (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- What never leaves the origin.
CREATE TABLE private (
    record INTEGER NOT NULL REFERENCES record,
    member TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (record, member)
) STRICT;

-- Which member holds which record; ordered as people list them.
CREATE TABLE held (
    member TEXT NOT NULL,
    at INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record,
    source TEXT NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (member, at, record)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX held_by_record ON held (record, member);

-- Feeds by number: direction 0 goes out, 1 comes in.
CREATE TABLE feed (
    number INTEGER PRIMARY KEY,
    direction INTEGER NOT NULL,
    discloser TEXT NOT NULL,
    receiver TEXT NOT NULL,
    UNIQUE (direction, discloser, receiver)
) STRICT;

CREATE TABLE feed_state (
    feed INTEGER PRIMARY KEY REFERENCES feed,
    epoch INTEGER NOT NULL,
    urgent_place INTEGER NOT NULL,
    urgent_hash BLOB NOT NULL,
    bulk_place INTEGER NOT NULL,
    bulk_hash BLOB NOT NULL,
    acked_urgent_place INTEGER NOT NULL,
    acked_urgent_hash BLOB NOT NULL,
    acked_bulk_place INTEGER NOT NULL,
    acked_bulk_hash BLOB NOT NULL
) STRICT;

-- Runs of entries of one lane (0 urgent, 1 bulk): record ids of 32 bytes, one after another.
CREATE TABLE block (
    feed INTEGER NOT NULL REFERENCES feed,
    epoch INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    first INTEGER NOT NULL,
    before BLOB NOT NULL,
    ids BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, epoch, lane, first)
) STRICT;
-- Finds the block that a record joined: it is among the first after the record.
CREATE INDEX block_by_time ON block (feed, at);

-- Records that wait to join a feed, oldest first.
CREATE TABLE outbox (
    feed INTEGER NOT NULL REFERENCES feed,
    seq INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outbox_by_record ON outbox (feed, record);

-- Records that may no longer go when their turn comes to join a feed, or to be sent in it.
CREATE TABLE withheld (
    feed INTEGER NOT NULL REFERENCES feed,
    record INTEGER NOT NULL REFERENCES record,
    outcome TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

-- What a receiver said of an entry other than that it holds it.
CREATE TABLE exception (
    feed INTEGER NOT NULL REFERENCES feed,
    epoch INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    place INTEGER NOT NULL,
    state INTEGER NOT NULL,
    rule TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, epoch, lane, place)
) STRICT, WITHOUT ROWID;

-- Every receipt that moved a feed on: the proof of delivery.
CREATE TABLE receipt (
    feed INTEGER NOT NULL REFERENCES feed,
    epoch INTEGER NOT NULL,
    urgent_place INTEGER NOT NULL,
    bulk_place INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (feed, epoch, bulk_place, urgent_place)
) STRICT;

-- Tokens by hash; the user's name is sealed.
CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    member TEXT NOT NULL,
    roles TEXT NOT NULL,
    at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;
CREATE INDEX token_by_member ON token (member);

-- The journal's chain, and apart from it what opens its commitments.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE opening (
    seq INTEGER PRIMARY KEY REFERENCES journal,
    day BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

-- What peers did wrong, or said that this node did.
CREATE TABLE fault (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL,
    at INTEGER NOT NULL,
    ours INTEGER NOT NULL,
    code TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
