-- What members pass on that others signed.

-- Orders to pass a version of a signal on to a receiver, as their origin keeps them, and the relay that has them. `signal`
-- is the signal's first version; `signed` is the order, NULL until it is signed; `ended` since when it stands no more.
CREATE TABLE relay_order (
    keeper TEXT NOT NULL,
    record BLOB NOT NULL,
    receiver TEXT NOT NULL,
    relay TEXT NOT NULL,
    origin TEXT NOT NULL,
    signal BLOB NOT NULL,
    signed BLOB,
    -- At the relay: where it came in the feed of the origin.
    epoch INTEGER,
    lane INTEGER,
    place INTEGER,
    at INTEGER NOT NULL,
    ended INTEGER,
    PRIMARY KEY (keeper, record, receiver, relay)
) STRICT, WITHOUT ROWID;
CREATE INDEX relay_order_by_signal ON relay_order (keeper, signal, receiver);
CREATE INDEX relay_order_by_signed ON relay_order (signed, keeper) WHERE signed IS NOT NULL;
CREATE INDEX relay_order_to_sign ON relay_order (at) WHERE signed IS NULL AND ended IS NULL;
CREATE INDEX relay_order_standing ON relay_order (keeper, record, receiver) WHERE ended IS NULL AND keeper = origin;

-- What joined a feed though its discloser did not sign it, by which order: versions, and what ends them.
CREATE TABLE relayed (
    feed INTEGER NOT NULL REFERENCES feed,
    record BLOB NOT NULL,
    signed BLOB NOT NULL,
    PRIMARY KEY (feed, record)
) STRICT, WITHOUT ROWID;

-- What became of that at its receiver, as this attests to the origin; `state` is NULL where it is held.
CREATE TABLE relay_said (
    origin TEXT NOT NULL,
    signal BLOB NOT NULL,
    receiver TEXT NOT NULL,
    relay TEXT NOT NULL,
    record BLOB NOT NULL,
    state INTEGER,
    rule TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (origin, signal, receiver, relay, record)
) STRICT, WITHOUT ROWID;
