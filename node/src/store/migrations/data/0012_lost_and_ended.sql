-- Of what its receiver holds and nothing is kept of here: the signal, by its first version, where that is known; and up to
-- which version the receiver was told that a later one took its place, 4294967295 where the whole signal ended.
ALTER TABLE lost ADD COLUMN signal BLOB NOT NULL DEFAULT x'';
ALTER TABLE lost ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
UPDATE lost SET signal = record;
CREATE INDEX lost_by_signal ON lost (signal);
