# Disputes: what is said of what cannot be, and the words of `sluis dispute`.

problem-title-not-a-party = not a party
problem-title-already-disputed = already disputed
problem-title-not-disputable = not to be disputed
problem-title-nothing-refused = nothing was refused
problem-title-dispute-over = the dispute is over
problem-title-not-yours-to-say = not yours to say
problem-title-term-runs = the term runs
problem-title-not-the-next-level = not the next level
problem-title-not-a-mediator = not a mediator
problem-title-no-dispute = no dispute

problem-not-a-party = only the origin of a signal or request and who has it dispute it with each other
problem-already-disputed = that is disputed already, or too much of this signal is: wait until it is over
problem-not-disputable = of a request its refusal is disputed; of a signal its conditions, its grading or who follows it up
problem-nothing-refused = the request was not refused, nor answered in part only: wait for the answer
problem-dispute-over = the dispute is over, and stays so
problem-not-yours-to-say = only who opened the dispute withdraws it, and only the other answers; else a party takes it to the next level
problem-term-runs = the term still runs and there is no answer: wait for the answer, or for the end of the term
problem-not-the-next-level = the dispute goes up level by level: officers, lawyers, mediator, steering group; a mediator belongs to the last two
problem-not-a-mediator = only a mediator of the register that the dispute was brought to finds in it, and it is no party
problem-no-dispute = this dispute is not known here
problem-dispute-list = give `open` or `overdue`

cli-dispute-parties = between
cli-dispute-about = about
cli-dispute-said = said
cli-dispute-level = level
cli-dispute-due = by
cli-dispute-overdue = overdue
cli-dispute-none = no disputes in this list
cli-dispute-mediator = mediator
cli-dispute-finding = finding
cli-dispute-year = year
cli-dispute-no-precedents = no finding was found
cli-dispute-no-draft = nothing is drafted from this: there is no finding, or it finds a gap
cli-dispute-no-federation = give with `--federation` the federation file that the agreement is added to
cli-dispute-draft = Proposed after the finding of a mediator. A draft: nobody has signed it.
