# What is wrong with a request as a whole: titles by kind, then what happened and what to do.

problem-title-malformed = malformed request
problem-title-refused = refused at submission
problem-title-not-allowed = not allowed
problem-title-not-found = not found
problem-title-method-not-allowed = method not allowed
problem-title-request-timeout = request timeout
problem-title-idempotency-conflict = another body under the same idempotency key
problem-title-table-changed = the outcome table changed
problem-title-record-too-large = the record is too large
problem-title-payload-too-large = payload too large
problem-title-unsupported-media-type = unsupported media type
problem-title-bad-request = bad request
problem-title-unauthorized = no valid token
problem-title-unavailable = not now
problem-title-quarantined = in quarantine
problem-title-not-ready = not ready
problem-title-internal = internal error
problem-title-handed-over = handed over before
problem-title-request-ended = the request has come too far for this
problem-title-others-step = the other member's step
problem-title-not-answered = there is no answer yet
problem-title-not-permitted = the rules do not let it go there
problem-title-over-quota = too much asked today
problem-title-changed = changed meanwhile
problem-title-already-released = already released
problem-title-too-many-requests = too many requests
problem-title-too-many-streams = too many streams
problem-title-precondition-required = precondition required
problem-title-recalled = recalled
problem-title-retracted = taken back
problem-title-superseded = replaced by a correction
problem-title-expired = retention period over
problem-title-restricted = under legal hold
problem-title-doubted = the key that signed it was stolen
problem-title-was-recalled = submitted before, and recalled
problem-title-request-not-corrected = a request is not corrected
problem-title-request-not-relayed = a request is not passed on
problem-title-relay-lacks-it = the relay does not have it
problem-title-member-succeeded = another is in its place
problem-title-packs-refused = the packs are refused
problem-title-not-applicable = the patch does not fit

problem-malformed-one = one thing is wrong with the request, see `errors`
problem-malformed-many = { $count } things are wrong with the request, see `errors`
problem-not-found = there is no { $what ->
    [draft] draft
    [signal] signal
    [member] member
    [token] token
    [request] request
    [match] match
    [recall] a recall of
    [refusal] refusal that waits
    [proposal] proposal
    [absence] absence from
   *[other] { $what }
} `{ $id }` for this member
problem-idempotency-conflict = this idempotency key was used with another submission
problem-table-changed = the outcome table changed: look at it again
problem-unsettled = the register or the packs changed while this was decided: try again
problem-record-too-large = the signed record would exceed { $max } bytes: shorten its texts
problem-no-key = this node holds no record key of `{ $member }` that the register knows: see `sluis check`
problem-quarantined = the node’s store was put back from a backup: it shows and takes in nothing until the nodes it exchanges with have said where their feeds stand. Come back later; its operator sees in `sluis status` who is awaited
problem-stopping = the node is stopping: try again
problem-internal = the node could not do this; its log says why
problem-needs-role = this takes the role { $role }, which the token does not have
problem-no-token = give a token: `Authorization: Bearer …`
problem-unknown-token = the token is not known here: it was never given, or taken back
problem-give-purpose = give the purpose it is read for: a code of the list purposes, among the member’s mandates
problem-give-case = give the case it is read in: it may hold personal data
problem-unknown-purpose = is not a code of the list purposes, see `sluis vocabulary show purposes`
problem-not-utf8 = is not UTF-8
problem-send-type = send the body as `Content-Type: { $type }`
problem-body-broke-off = the body broke off
problem-body-too-large = a body has at most { $max } bytes
problem-no-such-path = there is nothing at this path, see `/v1/openapi.json`
problem-see-allow = see the `Allow` header for what this path takes
problem-direction = is neither `sent` nor `received`
problem-cursor = is not the `next` of a page, begin without it
problem-limit = is not a number from 1 to { $max }
problem-table-hash = is not a table’s hash: 64 of 0-9 and a-f
problem-not-ready-database = the database cannot be read: see `sluis check`
problem-not-ready-keys = a member’s record key is missing: see `sluis check`
problem-not-ready-journal = nothing can be written to the journal: see the node’s log
problem-not-ready-quarantine = the store was put back from a backup and waits for other nodes to confirm: see `sluis status`
problem-not-ready-register = the register does not name this node with its keys: see `sluis register show`
problem-request-ended = the request is at this point already: { $state }
problem-others-step = only who asked closes a request or says whether an answer helped; only who was asked accepts, forwards, refuses or answers it
problem-not-answered = no answer came yet that could help or not
problem-handed-over = it was recorded before that the refusal `{ $id }` was handed over: see `sluis gaps waiting` for those that still wait
problem-day = is not a day: `YYYY-MM-DD`
problem-export = is neither `true` nor `false`
problem-half = is not half a year that has begun: `2026-H2`
problem-month = is not a month that has begun: `2026-11`
problem-sector = is not a division of NACE: two digits
problem-region = is not a NUTS region of level 2, such as `NL42`
problem-on = is not a day that has come: `YYYY-MM-DD`
problem-days = is not a number from { $min } to { $max }
problem-not-permitted = the request may not go to `{ $member }`: { $outcome }
problem-over-quota-user = you asked { $most } questions today, which is the most for one user: come back tomorrow (UTC)
problem-over-quota-case = { $most } questions were asked in this case today, which is the most: come back tomorrow (UTC)
problem-over-quota-member = your member asked `{ $member }` { $most } questions today, which is the most: come back tomorrow (UTC)
problem-changed = the draft is not the version that `If-Match` names: look at it again
problem-already-released = the draft was released as { $record }: what was released stays
problem-too-many-requests = more calls than this node takes from one token or address: come back in { $seconds } s
problem-too-many-streams = more streams at once than this node keeps open, { $most } for one token: close one first
problem-precondition-required = say which version was seen: `If-Match` with the `ETag` that it came with
problem-took-too-long = it took longer than this node gives a request
problem-unreadable = the request could not be read
problem-no-such-thing = there is no such thing for this member
problem-repeated = is there more than once
problem-entity-tags = is neither `*` nor a list of entity tags in quotes
problem-start = is neither `newest` nor `oldest`
problem-event-id = is not the id of an event of this member
problem-side = is neither `asking` nor `asked`
problem-open = is neither `true` nor `false`
problem-overdue = is not `true`
problem-recalled = the signal `{ $id }` was recalled by its origin on { $since }: it is no longer to be read or used, destroy what was made of it
problem-retracted = the signal `{ $id }` was taken back from this member on { $since }: it is no longer to be read or used
problem-superseded = this version of the signal, `{ $id }`, was replaced by a correction on { $since }: look for the newest version among your signals
problem-expired = the retention period of the signal `{ $id }` ended on { $since }
problem-restricted = the signal `{ $id }` is under legal hold since { $since }: it is kept and not read, ask your policy officer
problem-doubted = the signal `{ $id }` came when the key that signed it may have been in other hands, since { $since }: it is kept and not read until its member says that it stands
problem-was-recalled = this was submitted before as `{ $signal }`, which was recalled: what was recalled does not come back, submit only what is right
problem-request-not-corrected = a request is not corrected: close it with `sluis request close`, and ask anew
problem-request-not-relayed = a request is not passed on by a relay: ask the member itself
problem-relay-lacks-it = the relay has not acknowledged the newest version of the signal, and only who has it can pass it on: see `sluis signals show`
problem-member-succeeded = `{ $member }` was succeeded by `{ $by }`: submit as that one, and name that one; of `{ $member }` only what it submitted is corrected, and what it was asked or asked is answered
problem-packs-unusable = The packs cannot be used: see `sluis policy check --packs`.
problem-packs-undecided = Nothing can be proved of the packs: see `sluis policy check --packs`.
problem-packs-reading = The pack { $pack } says who may read. No promise is about that, so it comes with a version of Sluis alone: leave it as it ships.
problem-not-applicable = Operation { $operation } (from 0) does not fit the draft as it is: look at it again. Nothing was changed.
problem-operation-does-not-fit = what this operation names is not there or is not what it expects, or it is not one of add, replace, remove and test
problem-packs-broken = The packs do not keep what the floor promises; `sluis policy check --packs` shows what would leave.
