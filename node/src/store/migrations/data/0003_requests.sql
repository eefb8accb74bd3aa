-- Requests between a member here and one other: side 0 asked, 1 was asked. `progress` is JSON: how far it has come, with
-- the ground, answer or member that belongs to it; ids and codes only.
CREATE TABLE request (
    number INTEGER PRIMARY KEY,
    member TEXT NOT NULL,
    id BLOB NOT NULL,
    other TEXT NOT NULL,
    side INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    progress TEXT NOT NULL,
    open INTEGER NOT NULL,
    at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (member, id, other)
) STRICT;
-- As people list them: numbers grow with time.
CREATE INDEX request_by_member ON request (member, number);

-- Full and empty replies whose receipt will end their request.
CREATE TABLE awaited_reply (
    feed INTEGER NOT NULL REFERENCES feed,
    record INTEGER NOT NULL REFERENCES record,
    request BLOB NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;
