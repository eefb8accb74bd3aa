-- Legal gaps: what was missing for a signal of a member to go to another. Days are `YYYY-MM-DD`. `missing` is an outcome,
-- `bases` are separated by spaces; `how` says how it ended. While it lasts, `signal` is the first version of what was kept
-- from going, and `receiver` the member that it was kept from; afterwards both are NULL, and nothing leads back to them.
CREATE TABLE gap (
    number INTEGER PRIMARY KEY,
    member TEXT NOT NULL,
    origin_country TEXT NOT NULL,
    receiver_country TEXT NOT NULL,
    purpose TEXT NOT NULL,
    type TEXT NOT NULL,
    bases TEXT NOT NULL,
    missing TEXT NOT NULL,
    began TEXT NOT NULL,
    ended TEXT,
    how INTEGER,
    signal BLOB,
    receiver TEXT,
    CHECK ((ended IS NULL) = (how IS NULL) AND (ended IS NULL) = (signal IS NOT NULL AND receiver IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX gap_open ON gap (signal, receiver) WHERE signal IS NOT NULL;
CREATE INDEX gap_waits ON gap (member, receiver, purpose) WHERE signal IS NOT NULL;
CREATE INDEX gap_by_member ON gap (member, began);

-- Submissions that were refused since they belong to another channel: their class, the entry of the journal that says by
-- whom, and that of their hand-over, once it is recorded.
CREATE TABLE refusal (
    id BLOB NOT NULL,
    member TEXT NOT NULL,
    at INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    type TEXT NOT NULL,
    rule TEXT NOT NULL,
    entry INTEGER NOT NULL,
    handed_over INTEGER,
    PRIMARY KEY (member, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refusal_waits ON refusal (member, entry) WHERE handed_over IS NULL;
