-- How signals, named by their first versions, are followed up as members here keep it. `kept` is JSON: ids, codes and dates
-- only; the others repeat of it what is searched for: its state, who is asked or owns it, and the day after which it is
-- overdue. A signal without a row has no owner.
CREATE TABLE follow_up (
    member TEXT NOT NULL,
    signal BLOB NOT NULL,
    state TEXT NOT NULL,
    asked TEXT,
    due TEXT,
    kept TEXT NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (member, signal)
) STRICT, WITHOUT ROWID;

CREATE INDEX follow_up_due ON follow_up (member, due) WHERE due IS NOT NULL;
CREATE INDEX follow_up_asked ON follow_up (member, asked) WHERE asked IS NOT NULL;

-- What holders of own signals are to be told of their follow-up, once that is signed.
CREATE TABLE to_tell (
    discloser TEXT NOT NULL,
    receiver TEXT NOT NULL,
    signal BLOB NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (discloser, receiver, signal)
) STRICT, WITHOUT ROWID;
