-- Keys that open what `sluis.db` holds, each wrapped with the storage key.

-- Says whether the storage and index keys are the right ones, and to which `sluis.db` this file belongs.
CREATE TABLE key_check (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    wrapped BLOB NOT NULL,
    index_hash BLOB NOT NULL
) STRICT;

-- One row for each holder of an item, so that one holder's key can be destroyed while a neighbour keeps its own.
-- Kinds: 1 record (its id), 2 draft (its id), 3 token (its hash), 4 a day of the journal.
-- `batch` is the commit it was made for: keys of a commit that never came are swept.
CREATE TABLE data_key (
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    item BLOB NOT NULL,
    holder TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    batch INTEGER NOT NULL,
    UNIQUE (kind, item, holder)
) STRICT;
