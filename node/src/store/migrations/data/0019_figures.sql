-- Figures: how often what happened to a member on a day (`YYYY-MM-DD`), by class; nothing leads to a signal. `what`: 0 an own
-- signal was let go to a member, 1 one was accepted, 2 a release came to an outcome for a member (`code`), 3 an own signal was
-- recalled (`code`: why), 4 a signal became known. What a class does not have is empty.
CREATE TABLE figure (
    member TEXT NOT NULL,
    what INTEGER NOT NULL,
    day TEXT NOT NULL,
    type TEXT NOT NULL DEFAULT '',
    purpose TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL DEFAULT '',
    sector TEXT NOT NULL DEFAULT '',
    region TEXT NOT NULL DEFAULT '',
    count INTEGER NOT NULL,
    PRIMARY KEY (member, what, day, type, purpose, country, code, sector, region)
) STRICT, WITHOUT ROWID;

-- The day on which counting began in a store that had been in use before; none in a new one.
CREATE TABLE counted_since (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    day TEXT NOT NULL
) STRICT;
INSERT INTO counted_since (one, day) SELECT 1, date(last_time / 1000, 'unixepoch') FROM head WHERE last_time > 0;

-- When the answer to a request is wanted; NULL where who asked does not say so, and in rows from before this.
ALTER TABLE request ADD COLUMN due TEXT;
