-- What a receiver said of an entry, in whichever epoch: without this all that it said since is looked through.
CREATE INDEX exception_by_place ON exception (feed, lane, place, epoch);
