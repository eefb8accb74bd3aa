# Outcomes, next steps and channels.

## Outcomes

outcome-accepted = Accepted: it may go in.
outcome-refused = Refused: it may not go in like this.
outcome-not-in-audience = Not meant for this member.
outcome-forbidden = Forbidden: the law says no.
outcome-ask-first = Ask first: a step is missing.
outcome-no-ground = No ground: nothing forbids it and nothing allows it. A legal gap, counted as such.
outcome-declined = Declined: the receiver’s own law does not let it hold this.
outcome-permitted = Permitted: it may be sent.
outcome-error = No decision: a rule could not be evaluated. It is held back and the operator is told.

## Next steps

remedy-none = Nothing you can do changes this.
step-origin-consent = Ask the origin to consent that this holder passes it on to this receiver.
step-agreement = Have origin and receiver sign an agreement on the basis, and enter it in the register.
step-request = Wait for a request from the receiver for the same purpose, and answer that.
step-right-channel = Hand it over to { $purposeCode ->
    [criminal-investigation] { channel-criminal-investigation }
    [tax-assessment] { channel-tax-assessment }
   *[intelligence] { channel-intelligence }
} and record the hand-over.
step-leave-out-special = Leave the special categories out, and submit the rest.
step-leave-out-minor = Leave the data on the minor out, and submit the rest.
step-leave-out-categories = Leave out what belongs to a category, or choose a type and purpose that may hold it.
step-state-necessity-and-term = State why the receiver needs it, and a last day that is not past.
step-use-own-mandate = Name a purpose and bases of one’s own mandates, or leave it to a member that has them.
step-name-personal = Name the category of personal data, with necessity and term, or leave the person out.

## Channels for what does not belong here

channel-criminal-investigation = the police channel
channel-tax-assessment = the channel of the tax authorities
channel-intelligence = the intelligence services’ own channel
