# Who follows a signal up: what is said of a step that cannot be taken, and the words of `sluis follow-up`.

problem-title-already-offered = already offered
problem-title-already-owned = already owned
problem-title-follow-up-closed = the follow-up is closed
problem-title-not-offered = not offered
problem-title-not-owner = not the owner
problem-title-not-origin = not the origin
problem-title-not-a-holder = does not have the signal
problem-title-already-proposed = already proposed
problem-title-is-a-request = a request is followed up as one
problem-title-no-calendar = working days are not known

problem-already-offered = the signal is offered to a member that has not answered: wait for it, or withdraw the offer
problem-already-owned = the signal has an owner: withdraw that first, or wait until it is handed over
problem-follow-up-closed = the follow-up is closed, and stays so
problem-not-offered = that offer does not stand: only whom the origin asked accepts or refuses, and only while it asks
problem-not-owner = only the owner of the signal closes it or hands it over
problem-not-origin = only the origin of the signal withdraws an offer
problem-not-a-holder = the member does not have the signal: let it go there first, see `sluis signals widen`
problem-already-proposed = that member was proposed before, or too many were
problem-is-a-request = a request is followed up with `sluis request`
problem-no-calendar = the working days of `{ $member }` are not known for that long: choose a shorter term, or another member
problem-follow-up-list = give `unowned`, `overdue` or `mine`

cli-owner = owner
cli-accept-by = accept by
cli-close-by = close by
cli-follow-up-proposed = could follow it up
cli-follow-up-overdue = overdue
cli-follow-up-nobody = not told
cli-follow-up-none = nothing in this list
