-- What was signed with keys that ended.

-- Records that their signer attested again with a key that counts.
CREATE TABLE reaffirmed (
    record BLOB NOT NULL,
    signer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (record, signer)
) STRICT, WITHOUT ROWID;
CREATE INDEX reaffirmed_by_signer ON reaffirmed (signer);

-- Own records of which their member is to sign for a receiver that they stand.
CREATE TABLE to_reaffirm (
    feed INTEGER NOT NULL REFERENCES feed,
    record BLOB NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

-- What is kept unread: few at any time.
CREATE INDEX held_unread ON held (member, record) WHERE state = 2;
