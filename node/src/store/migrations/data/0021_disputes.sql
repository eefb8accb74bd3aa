-- Disputes, named by the record that opened each, as members here keep them: as a party, or as a mediator, who is not told
-- which signal it is about. `kept` is JSON: ids, codes, dates and words that name nobody; the others repeat of it what is
-- searched for: the signal, the state, and the day after which it is overdue while it goes on.
CREATE TABLE dispute (
    number INTEGER PRIMARY KEY,
    member TEXT NOT NULL,
    id BLOB NOT NULL,
    signal BLOB,
    state TEXT NOT NULL,
    due TEXT,
    kept TEXT NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (member, id)
) STRICT;

CREATE INDEX dispute_signal ON dispute (member, signal) WHERE signal IS NOT NULL;
CREATE INDEX dispute_due ON dispute (member, due) WHERE due IS NOT NULL;
CREATE INDEX dispute_found ON dispute (id) WHERE state = 'found';
