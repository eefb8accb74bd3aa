# What the command line says around rules and outcomes: headings first.

cli-basis = Basis
cli-code = Code
cli-codes = Codes
cli-exported = Written to { $file }: { $bytes } bytes, as signed.
cli-exported-no-receipts = No member has acknowledged it yet, or it was received.
cli-exported-receipts = Receipts of: { $members }.
cli-label = Label
cli-list = List
cli-member = Member
cli-next-step = Next step
cli-name = Name
cli-outcome = Outcome
cli-answer = Answer
cli-rule = Rule
cli-why = Why
cli-id = Id
cli-from = From
cli-to = To
cli-at = At
cli-since = Since
cli-pack = Pack
cli-register = Register
cli-country = Country
cli-title = Title
cli-purpose = Purpose
cli-hold-until = Keep until
cli-delivery = Delivery
cli-waiting = Waiting
cli-without-receipt = Without receipt
cli-node = Node
cli-whose = Whose
cli-fault = Fault
cli-hash = Hash
cli-user = User
cli-roles = Roles
cli-no-link-with = No link with
cli-obstacle = Why
cli-side = Side
cli-with = With
cli-state = State
cli-due = Due
cli-changed = Changed

## Signals

cli-nothing-yet = Nothing yet.
cli-there-is-more = There is more: give a larger --limit.
cli-signed-by = from { $origin }, signed { $at }
cli-released-as = released as { $record }
cli-draft-kept = draft { $draft }, to be released with `sluis signals release`
cli-release-it = Release it to the members permitted?
cli-yes-or-no = {"[y/N]"}
cli-yes = y
cli-nobody-to-ask = there is nobody to ask: look at the table, then give --table-hash { $hash } or --yes

## Requests

cli-request-asking = asked by us
cli-request-asked = asked of us
cli-request-overdue = overdue
cli-request-written = the request is written to { $file }: look at it, complete it, and send it with `sluis request ask`
cli-match-waits = Some have not answered yet: look again with --id { $id }

## Deliveries

cli-delivery-withheld = withheld
cli-delivery-waiting = waits for a link
cli-delivery-sent = sent, no receipt yet
cli-delivery-accepted = accepted
cli-delivery-declined = declined
cli-delivery-deferred = deferred
cli-delivery-relinquished = given up
cli-delivery-absent = never came
cli-delivery-erased = erased
cli-delivery-restricted = restricted
cli-delivery-recalled = recalled, no receipt yet
cli-delivery-retracted = taken back, no receipt yet
cli-delivery-superseded = replaced, no receipt yet
cli-delivery-let-go = over, the account of it is kept no more
cli-through = by way of { $relay }

## Recall, correction, legal hold

cli-version = Version
cli-told = Told
cli-closed-since = Unreadable since
cli-said = Receipt
cli-count = Number
cli-signer = Signed by
cli-version-of = version { $version }, in place of { $previous }
cli-recall-told = told, no receipt yet
cli-recall-closed = unreadable, to be destroyed
cli-recall-relinquished = destroyed; a neighbour on its node holds it
cli-recall-absent = never came
cli-recall-erased = destroyed
cli-recall-restricted = kept under legal hold, unread
cli-recall-overdue = overdue
cli-recall-reaches = The recall reaches { $members }. It cannot be undone.
cli-recall-reaches-nobody = No other member has it. The recall cannot be undone.
cli-recall-it = Recall it?
cli-nobody-to-confirm = there is nobody to ask: look at `sluis signals board { $id }`, then give --yes
cli-recalled-since = recalled { $at }: { $ground }; to be destroyed everywhere by { $deadline }
cli-recall-complete = Everybody who had it has said what became of it.
cli-recall-incomplete = { $count ->
    [one] One member has not said yet what became of it.
   *[other] { $count } members have not said yet what became of it.
}
cli-recall-exports = { $count ->
    [one] It was exported here once: destroy that copy yourselves.
   *[other] It was exported here { $count } times: destroy those copies yourselves.
}
cli-recall-not-sent = Never went to: { $members }.
cli-widenings-none = Nobody new may have any of the own signals.
cli-widenings-how = Let one go: `sluis signals widen ID --to MEMBER`.
cli-widened-to-nobody = It goes to none of them.
cli-taken-back = taken back before: a correction may go there
cli-has-it = has it without a relay
cli-ordered = a relay is to pass it on
cli-held = under legal hold: { $id }
cli-hold-lifted = legal hold lifted: { $id }
cli-reaffirmed = `{ $id }` stands: everybody who has it is told so, signed with the key that counts now
cli-erasures-none = Nothing waits to be destroyed.
cli-erasures-waiting = Waits for you to be destroyed: `sluis erasures let --reason TEXT`
cli-erasures-why-mass = more of one member’s at once than goes by itself
cli-erasures-why-clock = due by a clock that is doubted
cli-erasures-clock = The clock disagrees with the peers’ clocks: nothing is destroyed by it. Mend the clock, or give `sluis erasures let`.
cli-erasures-overdue = Recalled longer ago than the deadline, and no receipt says what became of it
cli-erasures-let = let go: { $count } records are destroyed now
cli-status-erasures = waiting to be destroyed: { $waiting }; overdue elsewhere: { $overdue }; see `sluis erasures list`
cli-gaps-what = What
cli-gaps-missing = Missing
cli-gaps-count = Times
cli-gaps-open = Still
cli-gaps-days = Days
cli-gaps-median = Half within
cli-gaps-channel = Belongs to
cli-gaps-none = No legal gap has kept a signal of this member from going.
cli-gaps-total = { $count } times, { $open } of them still; { $days } days in all.
cli-gaps-exported = Written to { $file }: { $count } kinds of gaps, numbers below five not told. Exports of spans that overlap tell more together than each alone.
cli-gaps-nothing-waits = Nothing waits to be handed over.
cli-gaps-how = Once one is handed over: `sluis gaps hand-over ID --to CHANNEL`.
cli-gaps-handed-over = handed over to { $channel }: { $id }

## Status

cli-status-node = node { $node } ({ $version })
cli-status-register = register of `{ $name }`: version { $sequence }, digest { $digest }
cli-status-links = links: { $links }
cli-status-no-links = links: none
cli-status-journal = journal: { $entries } entries
cli-status-waiting = waiting for a link: { $waiting }
cli-status-register-contradicted = several versions were signed for one place of the register: { $versions }; what all of them let be is in force
cli-status-http = HTTP: { $http }
cli-status-for-nodes = for nodes: { $listening }
cli-status-serves = serves: { $members }
cli-status-quarantined = in quarantine since { $since } ({ $cause }): nothing is read or sent until these nodes have confirmed: { $awaited }
cli-status-restored = restored at { $since } ({ $cause }); not heard of since: { $awaited }
cli-status-lost = disclosed, lost here: { $count } records that members elsewhere hold and this node does not
cli-status-without-keys = without a data key: { $count } records, which count as destroyed
cli-status-evidence = evidence: { $count } signed statements of peers contradict earlier ones, see `sluis doctor --evidence`
cli-status-carried = { $node } is reached through { $through }, which passes on what it cannot read
cli-nobody = nobody
cli-backed-up = written to { $out }: { $what }
cli-backups-removed = removed { $count } older backups of data keys
cli-keys-in-backup = `keys/` is in this backup: who has it can speak as your members and read everything; encrypt it, and keep it apart
cli-restored = restored into { $dir }: quarantine begins at the first start, until peers have confirmed
cli-quarantine-lifted = the quarantine is lifted; the journal says why
cli-fault-ours = ours, it says
cli-fault-theirs = theirs

## Tokens

cli-revoked = revoked { $hash }
cli-token-written = token written to { $file }

## Nodes that do not answer

cli-no-token = no token: give --token-file or SLUIS_TOKEN; the operator makes one with `sluis token create`
cli-unreachable = no node answers at `{ $at }`: { $why }; is it running?
cli-not-sluis = what answers at `{ $at }` is no Sluis node of this version (status { $status })
cli-cannot-call = `{ $at }` cannot be called: { $why }

## Explain

cli-nobody-submits = nobody says who submits it: give `--from MEMBER`
cli-cannot-read = the file cannot be read: { $why }
cli-and-more = { $first }, and { $count } more
cli-english-only = There are no sentences in { $language }: they are in English. Labels are translated.

## Vocabulary

cli-no-such-list = there is no code list `{ $list }`: see `sluis vocabulary list`

## Register

cli-register-title = { $name } ({ $environment }), version { $version }
cli-register-drawn-up = drawn up { $at }
cli-register-digest = digest   { $digest }
cli-register-no-digest = digest   not before all is signed
cli-register-genesis = genesis  { $digest }
cli-register-authorities = { $threshold } of the authorities { $authorities } sign the root; each country signs its section
cli-register-lines = Root and sections
cli-register-root = root
cli-register-section = section of { $country }
cli-register-line-signed = { $line }: version { $version }, { $at }; { $signed } of { $needed } signatures
cli-register-line-held = { $line }: version { $version }, { $at }, digest { $digest }
cli-register-nodes = Nodes and their members
cli-register-removed = removed { $since }
cli-register-without-keys = without keys
cli-register-through = through { $nodes }
cli-register-third-country = third country
cli-register-successor = succeeded by { $successor }
cli-register-mandate = { $purpose } on { $basis }
cli-register-offences = offences
cli-register-sectors = sectors { $sectors }
cli-register-transfer = transfer on { $instrument }
cli-register-agreements = Agreements
cli-register-agreement = { $between }: on { $basis } since { $since }
cli-register-packs = Policy packs
cli-register-holds = the register of `{ $name }` ({ $environment }) holds
cli-register-chain = { $count } versions of root and sections, each signed by enough of those who have a say in it
cli-register-next = version  { $version }, { $threshold } of { $authorities } authorities must sign the next root
cli-register-same-packs = packs    the same as in this program
cli-register-other-packs = packs    other than in this program: { $packs }

## Tables

cli-outcomes-others = { $count ->
    [0] Every other member is in its audience.
    [one] One other member is not in its audience.
   *[other] { $count } other members are not in its audience.
}
