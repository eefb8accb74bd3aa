-- Questions of matches: those that members here put, what they answered to others, and what is counted of both. What a
-- question is about lies sealed with the key of its day, and goes when the journal of that day can be opened no more.

CREATE TABLE asked_match (
    query BLOB PRIMARY KEY NOT NULL,
    match TEXT NOT NULL,
    member TEXT NOT NULL,
    addressee TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- 1 for a hit, 0 for no answer; none while nothing came.
    hit INTEGER,
    day BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX asked_match_of ON asked_match (member, match);
CREATE INDEX asked_match_at ON asked_match (at);

CREATE TABLE answered_match (
    member TEXT NOT NULL,
    query BLOB NOT NULL,
    hit INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (member, query)
) STRICT, WITHOUT ROWID;

CREATE INDEX answered_match_at ON answered_match (at);

-- Token: a keyed hash of whom or what is counted.
CREATE TABLE match_count (
    token BLOB PRIMARY KEY NOT NULL,
    day TEXT NOT NULL,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX match_count_day ON match_count (day);
