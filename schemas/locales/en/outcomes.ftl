# Outcomes in a few words. Why stands in the rules, what to do in the next steps.

outcome-accepted = Accepted: it may go in.
outcome-refused = Refused: it may not go in like this.
outcome-not-in-audience = Not meant for this member.
outcome-forbidden = Forbidden: the law says no.
outcome-ask-first = Ask first: a step is missing.
outcome-no-ground = No ground: a gap in the law.
outcome-declined = Declined: the receiver’s own law does not let it hold this.
outcome-permitted = Permitted: it may be sent.
outcome-error = No decision: a rule could not be applied.
