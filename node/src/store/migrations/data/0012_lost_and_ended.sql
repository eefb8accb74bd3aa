-- Of what its receiver holds and nothing is kept of here: up to which version the receiver was told that a later one took
-- its place; 4294967295 where the whole signal ended.
ALTER TABLE lost ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
CREATE INDEX lost_by_record ON lost (record);
