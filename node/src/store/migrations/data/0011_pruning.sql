-- Feeds that are let go of from their oldest entries on.

-- Up to which place of each lane.
ALTER TABLE feed_state ADD COLUMN pruned_urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed_state ADD COLUMN pruned_bulk INTEGER NOT NULL DEFAULT 0;
