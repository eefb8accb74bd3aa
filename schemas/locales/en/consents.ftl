# What the origin of a signal is asked to let a holder do: what is said of a step that cannot be taken, and the words of
# `sluis consent`.

problem-title-consent-not-needed = no consent is needed
problem-title-no-mandate = no mandate for that purpose
problem-title-may-not-be-passed-on = may not be passed on
problem-title-day-is-over = that day is over
problem-title-own-signal = the signal is the member's own
problem-title-too-many-asked = too much is asked
problem-title-not-asked = not asked
problem-title-consent-answered = answered already
problem-title-not-granted = not granted

problem-consent-not-needed = the signal may be used so without asking: it may be cited, or that is its own purpose; or who is to have it has it, or is to have it already
problem-no-mandate = your organisation has no mandate for that purpose, so consent would change nothing
problem-may-not-be-passed-on = the rules do not let the signal be passed on to that member, or its origin does not mean it for that member, so consent would change nothing
problem-day-is-over = give a last day that is not over
problem-own-signal = the signal is your own: nobody is to be asked
problem-too-many-asked = too much was asked of this signal that its origin has not answered: wait for that
problem-not-asked = nothing was asked so by that member
problem-consent-answered = that was answered: a refusal or a withdrawal stands until it is asked again
problem-not-granted = there is no consent that could be withdrawn

cli-holder = asked by
cli-use = use
cli-consent-to = to
cli-consent-until = until
cli-consent-none = nothing was asked
