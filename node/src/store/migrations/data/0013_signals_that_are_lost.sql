-- Of what its receiver holds and nothing is kept of here: the signal, by its first version, where that is known.
ALTER TABLE lost ADD COLUMN signal BLOB NOT NULL DEFAULT x'';
UPDATE lost SET signal = record;
DROP INDEX lost_by_record;
CREATE INDEX lost_by_signal ON lost (signal);
