# What packs promise, and whether they keep it.

promise-special-and-minor = special categories and minors never leave
promise-no-administrative-use = H0 never leaves where administrative use is not allowed
promise-bibob-abroad = Bibob data never goes abroad
promise-uncorroborated-abroad = personal data that nobody corroborated never goes abroad
promise-floor = no pack lets leave what the floor holds back
promise-unsure = nothing leaves on a basis alone whose reading is unsure

reachable-based = every record names a basis, pictures of many cases apart
reachable-mandates = what a mandate covers or names, there is only with a mandate for the purpose
reachable-own-law = a mandate on the law of one country is held by members of that country
reachable-union = a member in one of the eight countries is in no third country
reachable-consent = a consent is given to who passes a record on
reachable-holder = where nobody passes it on, the holder’s country is the origin’s
reachable-term = a term that was over when it was submitted is over when it goes, and there is one

## The report

proof-decided = { $policies } policies, { $combinations } combinations of facts that exist, all decided
proof-days = On the rules of these days and all that follow: { $days }
proof-left-out = Left out, since they do not exist ({ $unreachable }):
proof-kept = ok   { $promise } ({ $regions ->
    [one] one region
   *[other] { $regions } regions
})
proof-broken = FAIL { $promise }
proof-example = This leaves all the same on { $day }; origin: { $origin }, { $originCountry }; receiver: { $receiver }, { $receiverCountry }:
proof-written = Written to `{ $folder }`; see for yourself: { $command }
proof-unlisted = FAIL the basis `{ $basis }` is named by a policy and has no entry in the list of bases
proof-no-packs = in `{ $folder }` there is no pack (*.cedar)
proof-folder = `{ $folder }` cannot be read: { $why }
proof-example-not-written = the example cannot be written to `{ $folder }`: { $why }

## What other packs change

proof-rules-added = new rules: { $rules }
proof-rules-dropped = rules that go: { $rules }
proof-rules-changed = rules that say something else: { $rules }
proof-nothing-differs = no rule says anything else
proof-nothing-leaves-otherwise = and nothing leaves otherwise, whatever is submitted
proof-more = { $origin } to { $receiver }: more leaves, for example: { $type }; origin: { $from }; receiver: { $to }
proof-less = { $origin } to { $receiver }: less leaves, for example no more: { $type }; origin: { $from }; receiver: { $to }
proof-elsewhere = { $countries } stand for every country that no rule names
proof-written-diff = Examples are written to `{ $folder }`; see for yourself with `sluis policy explain FILE --federation FILE`

## Packs in force

proof-held-nothing = Nothing would change for own signals.
proof-held = Taken back from members: { $retracted }; for a releaser to let go to members: { $released }
proof-held-retracted = taken back: { $outcome }
proof-held-to-release = for a releaser
proof-activate-ask = Put these packs in force for all members of the node?
proof-activate-not = nothing was put in force
proof-activate-unasked = say --yes where nobody can be asked; `sluis policy diff in-force PACKS` shows what would change
proof-activated = In force: { $set }; to go back: `sluis policy activate { $before } --reason …`
proof-activated-before = These packs were in force already: { $set }
proof-activated-unregistered = Not as the register names them: { $packs }. Personal records wait at links to nodes that have those.
proof-in-force-history = In force since, with the digest of the set, whose officer and why:
proof-in-force-additions = Additions of the operator: { $additions }
proof-in-force-not-shipped = This version of Sluis brings other packs: see `sluis policy diff in-force shipped`.
proof-registered = as named
proof-not-registered = another
