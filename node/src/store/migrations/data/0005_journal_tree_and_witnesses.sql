-- The journal becomes a Merkle tree, whose checkpoints other nodes cosign.

-- Hash of each entry's leaf, where the chain's hash was. An empty root says that leaves and subtrees are to be computed
-- from the entries, which the next start does.
ALTER TABLE journal RENAME COLUMN hash TO leaf;
ALTER TABLE head RENAME COLUMN journal_hash TO journal_root;
UPDATE head SET journal_root = zeroblob(0);
-- Grows where the journal has to begin anew.
ALTER TABLE head ADD COLUMN journal_log INTEGER NOT NULL DEFAULT 1;

-- Complete subtrees of levels 3, 6, 9, …: 2^level leaves from leaf number * 2^level on, counted from 0.
CREATE TABLE subtree (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

-- The newest checkpoint of another node's journal that this node cosigns, as signed by that node.
CREATE TABLE witnessed (
    node TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Checkpoints of this node's journal with one witness's signature: the newest of each day.
CREATE TABLE cosignature (
    witness TEXT NOT NULL,
    log INTEGER NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (witness, log, size)
) STRICT, WITHOUT ROWID;
CREATE INDEX cosignature_by_size ON cosignature (log, size);

-- Two checkpoints that a node signed, of which one does not continue the other: evidence.
CREATE TABLE journal_fork (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL,
    at INTEGER NOT NULL,
    held TEXT NOT NULL,
    shown TEXT NOT NULL,
    UNIQUE (node, held, shown)
) STRICT;
