-- What is asked again and again, without walking through what is long over.

-- The commit in which its member was told that it ended: its place among what came. NULL where it is held.
ALTER TABLE held ADD COLUMN ended_in INTEGER;
CREATE INDEX held_by_ending ON held (member, ended_in, record) WHERE ended_in IS NOT NULL;

-- Whether the receiver has still to say what became of it.
ALTER TABLE told ADD COLUMN open INTEGER NOT NULL DEFAULT 1;
UPDATE told SET open = 0 WHERE (
    SELECT e.state FROM exception e WHERE e.feed = told.feed AND e.epoch >= told.epoch AND e.lane = told.lane
    AND e.place = told.place ORDER BY e.epoch DESC LIMIT 1) IN (0, 2, 3, 4, 6);
CREATE INDEX told_open ON told (at) WHERE open = 1;
CREATE INDEX told_by_place ON told (feed, lane, place);
