-- What holders of signals, named by their first versions, asked of the origins, and what those say, as members here keep it.
-- `kept` is JSON: ids, codes and dates only; what else was asked stands in the record that asks it.
CREATE TABLE consent (
    number INTEGER PRIMARY KEY,
    member TEXT NOT NULL,
    request BLOB NOT NULL,
    signal BLOB NOT NULL,
    kept TEXT NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (member, request)
) STRICT;

CREATE INDEX consent_signal ON consent (member, signal);
