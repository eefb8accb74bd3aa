-- How what is held ends: versions, recalls and retractions, retention, legal holds.

-- Whose key signed it, and which version of which signal it is. `first` is NULL where it is the first version itself.
-- `sealed` is empty once the last holder's content was destroyed.
ALTER TABLE record ADD COLUMN signer TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN first BLOB;
ALTER TABLE record ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
-- Before this, what a member disclosed it had signed.
UPDATE record SET signer = coalesce((SELECT source FROM held WHERE held.record = record.number LIMIT 1), '');
CREATE INDEX record_by_first ON record (first) WHERE first IS NOT NULL;
CREATE INDEX record_destroyed ON record (sealed) WHERE sealed = x'';

-- Where it came in its feed; NULL for a member's own and for notices.
ALTER TABLE held ADD COLUMN epoch INTEGER;
ALTER TABLE held ADD COLUMN lane INTEGER;
ALTER TABLE held ADD COLUMN place INTEGER;
-- When its content is to be destroyed.
ALTER TABLE held ADD COLUMN ends INTEGER;
-- How it ended (0 recalled, 1 retracted, 2 superseded, 3 expired): it is not to be read from then on.
ALTER TABLE held ADD COLUMN ending INTEGER;
ALTER TABLE held ADD COLUMN ended_at INTEGER;
-- 1 waits for an operator, 2 was let be destroyed by one.
ALTER TABLE held ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
-- Since when it is under legal hold.
ALTER TABLE held ADD COLUMN hold_at INTEGER;
-- The member's key to it is gone, and the member's tokens and private part.
ALTER TABLE held ADD COLUMN destroyed INTEGER NOT NULL DEFAULT 0;
-- Of an own record that is destroyed: what was submitted, for as long as it may still be recalled.
ALTER TABLE held ADD COLUMN fingerprint BLOB;
CREATE INDEX held_by_end ON held (ends, member, record)
    WHERE ends IS NOT NULL AND waits <> 1 AND hold_at IS NULL AND destroyed = 0;
CREATE INDEX held_ended ON held (record) WHERE ending IS NOT NULL AND destroyed = 0;
CREATE INDEX held_destroyed ON held (record, destroyed) WHERE destroyed = 1;
-- Read again at the next start, which fills in ends and places.
UPDATE held SET terms = NULL WHERE state <> 3;

-- Signers' records that are ended and never held again: recalled, or superseded where `recall` is NULL.
CREATE TABLE tombstone (
    record BLOB NOT NULL,
    signer TEXT NOT NULL,
    recall BLOB,
    at INTEGER NOT NULL,
    PRIMARY KEY (record, signer)
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_by_signer ON tombstone (signer, at) WHERE recall IS NOT NULL;

-- A keyed hash over member and submission, to know a draft's submission when it comes again.
ALTER TABLE draft ADD COLUMN fingerprint BLOB;
CREATE INDEX idempotency_by_draft ON idempotency (draft);
UPDATE draft SET fingerprint = (SELECT body FROM idempotency WHERE idempotency.draft = draft.id LIMIT 1);

-- Submissions that became a signal that was recalled.
CREATE TABLE refused_again (
    fingerprint BLOB PRIMARY KEY,
    signal BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The draft that an own record was, which is destroyed with it.
ALTER TABLE private ADD COLUMN draft TEXT;
CREATE INDEX draft_by_record ON draft (released, member);
UPDATE private SET draft = (SELECT d.id FROM record r JOIN draft d ON d.released = r.id AND d.member = private.member
                            WHERE r.number = private.record);
DROP INDEX draft_by_record;

-- To whom an own record was released, once the private part that says so is destroyed.
CREATE TABLE released_to (
    record INTEGER NOT NULL REFERENCES record,
    member TEXT NOT NULL,
    receiver TEXT NOT NULL,
    PRIMARY KEY (record, member, receiver)
) STRICT, WITHOUT ROWID;

-- Receivers told of a recall, once for each version that they had: where that stood in the feed, and at which place of
-- the urgent lane they are told.
CREATE TABLE told (
    signal BLOB NOT NULL,
    feed INTEGER NOT NULL REFERENCES feed,
    version INTEGER NOT NULL REFERENCES record,
    epoch INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    place INTEGER NOT NULL,
    urgent INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (signal, feed, version)
) STRICT, WITHOUT ROWID;

-- What receivers are no longer to have, until the retraction is signed.
CREATE TABLE to_retract (
    feed INTEGER NOT NULL REFERENCES feed,
    signal BLOB NOT NULL,
    ground TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (feed, signal)
) STRICT, WITHOUT ROWID;

-- When the newest receipt that is kept was signed. 0: none, or before this; then the receiver says everything again.
ALTER TABLE feed_state ADD COLUMN receipt_at INTEGER NOT NULL DEFAULT 0;

-- Receipts that moved a feed on or said what became of its entries: several may name the same places.
CREATE TABLE receipt_kept (
    number INTEGER PRIMARY KEY,
    feed INTEGER NOT NULL REFERENCES feed,
    epoch INTEGER NOT NULL,
    urgent_place INTEGER NOT NULL,
    bulk_place INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
INSERT INTO receipt_kept (feed, epoch, urgent_place, bulk_place, at, bytes)
    SELECT feed, epoch, urgent_place, bulk_place, at, bytes FROM receipt ORDER BY rowid;
DROP TABLE receipt;
ALTER TABLE receipt_kept RENAME TO receipt;
CREATE INDEX receipt_by_bulk ON receipt (feed, epoch, bulk_place, number);
CREATE INDEX receipt_by_urgent ON receipt (feed, epoch, urgent_place, number);

-- What was said since a moment.
CREATE INDEX exception_by_time ON exception (feed, at, lane, place);

-- Exports that were made of a record; who made them stands in the journal's entry.
CREATE TABLE export (
    record BLOB NOT NULL,
    member TEXT NOT NULL,
    seq INTEGER NOT NULL REFERENCES journal,
    PRIMARY KEY (record, member, seq)
) STRICT, WITHOUT ROWID;

-- Data keys that are to go. Written in the commit after which nothing needs them, and removed once they are gone.
CREATE TABLE doomed_key (
    number INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    item BLOB NOT NULL,
    holder TEXT NOT NULL
) STRICT;

-- The rules (register, packs, day: deterministic CBOR) under which all that was disclosed was judged last.
ALTER TABLE head ADD COLUMN reviewed BLOB;
