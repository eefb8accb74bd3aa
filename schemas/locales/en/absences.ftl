# When a member is absent: what is said of one that is not taken, and the words of `sluis absence`.

problem-title-ends-before-it-begins = ends before it begins
problem-title-own-delegate = the member itself
problem-title-delegate-not-competent = the other member could not
problem-title-delegate-absent = the other member is absent itself
problem-title-absent-already = absent already
problem-title-too-many-absences = too many absences

problem-ends-before-it-begins = give a last day that is not before the first
problem-own-delegate = name another member than your own
problem-delegate-not-competent = that member has no mandate for any purpose of yours, so it could be asked nothing instead: name another
problem-delegate-absent = that member is absent itself on one of these days: name another
problem-absent-already = your organisation is absent already on one of these days: end that absence first
problem-too-many-absences = too many absences are to come: end one first

cli-absent-from = from
cli-absent-until = until
cli-delegate = named instead
cli-absence-none = no absence was announced
cli-absence-ended = the absence from { $from } is over
