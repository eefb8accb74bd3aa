-- Days on which nobody of a member here is there, both included, UTC, and the member that is named instead. Those of a
-- member never overlap. What is over is deleted: the journal has what was said.
CREATE TABLE absence (
    member TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    delegate TEXT NOT NULL,
    said INTEGER NOT NULL,
    PRIMARY KEY (member, from_day)
) STRICT, WITHOUT ROWID;

-- Last day, UTC, on which a signal is passed on by an order, where its origin gave one.
ALTER TABLE relay_order ADD COLUMN until TEXT;
