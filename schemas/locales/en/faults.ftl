# What is wrong with a document, place by place. Keys are `fault-` and the code of the fault; each sentence follows the
# place it speaks of.

problem-in-document = the document: { $fault }
problem-at = `{ $pointer }`: { $fault }

## Form

fault-not-json = is not JSON at line { $line }, column { $column }: { $detail }
fault-duplicate-field = stands more than once in its object, keep one
fault-missing = is missing
fault-unknown-field = is not a known field, remove it or check its spelling
fault-wrong-type = must be { $expected }
fault-unknown-code = `{ $given }` is not a code of the list { $list }, see `sluis vocabulary show { $list }`
fault-malformed = is not { $what }: { $rule }
fault-identifier = is not a valid { $scheme }: { $rule }
fault-not-matchable = is not asked about in a match, which takes the number of a legal entity, its premises, a vehicle or a vessel: { $scheme } may name a person, an account or a place
fault-too-long = is longer than { $max } characters
fault-too-many = has more than { $max } entries
fault-empty = is empty
fault-repeated = repeats an earlier entry of the list, keep one

## Submissions

fault-cited-with-h1 = `may-be-cited` never goes with handling code H1, choose `lead-only` or `ask-before-citing`
fault-measure-missing = is missing: an `enforcement-measure` says what was decided
fault-bases-missing = is empty: name at least one legal basis
fault-request-audience = must name exactly one member, and no countries or roles, in a `request`
fault-questions-outside-request = stands only in a `request`
fault-answer-without-request = stands only in a reply, name the request in `handling.inReplyTo`
fault-unknown-member = `{ $member }` is not a member of this federation
fault-subject-out-of-range = there is no subject { $given }, they count from 0 to { $last }
fault-period-reversed = ends before it begins

## Federation files

fault-unknown-node = `{ $node }` is not among the nodes
fault-threshold-out-of-range = must be more than half of the { $authorities } authorities and at most all of them
fault-agreement-parties = must name two different members
