-- Of requests: when who was asked first said that it works on it, or answered; when the first answer came, in part or in full;
-- what who asked says of it, as a code; and the last day of its term (`YYYY-MM-DD`), by which it is searched for. Of rows from
-- before this the last change says the most that is known of the first two. 35 days: where who asked names no day, or one that
-- was over.
ALTER TABLE request ADD COLUMN accepted INTEGER;
ALTER TABLE request ADD COLUMN replied INTEGER;
ALTER TABLE request ADD COLUMN rating TEXT;
ALTER TABLE request ADD COLUMN term TEXT NOT NULL DEFAULT '';

UPDATE request SET accepted = changed WHERE progress IN ('"accepted"', '"partly-answered"') OR progress LIKE '{"answered":%';
UPDATE request SET replied = changed WHERE progress = '"partly-answered"' OR progress LIKE '{"answered":%';
UPDATE request SET term = CASE
    WHEN due >= date(at / 1000, 'unixepoch') THEN due
    ELSE date(at / 1000, 'unixepoch', '+35 days')
END;

CREATE INDEX request_overdue ON request (member, term) WHERE open = 1;
