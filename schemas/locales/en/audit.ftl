# What an audit of the journal says, and what it finds.

audit-entries = { $count ->
    [one] One entry, root { $root }
   *[other] { $count } entries, root { $root }
}
audit-compared = { $opened } opened, { $erased } erased; { $rows } rows of other tables compared
audit-cosigned = { $witness } cosigned { $size } of them
audit-nobody-cosigned = no other node cosigned any: what was rewritten with all keys would not be found
audit-sound = ok   nothing was changed, removed, added or moved
audit-finding = FAIL { $table } { $row }: { $what }
audit-not-proved = there is no entry `{ $entry }`, or no other node has cosigned it yet: see `sluis audit verify`, try again in a minute
audit-exported = `{ $to }`: { $entries } entries, { $checkpoints } checkpoints, { $forks } forks
audit-folder = `{ $to }` cannot be made: name a folder that is not there yet ({ $why })

## Findings

audit-removed = removed
audit-removed-between = removed: the entries around it are there
audit-removed-at-the-end = removed: the journal’s head names them
audit-removed-cosigned = removed: { $witness } cosigned { $size } entries
audit-removed-told = removed: the journal tells of it
audit-added-at-the-end = added: the journal’s head ends before it
audit-added-subtree = added: no entries belong to it
audit-added-untold = added: the journal does not tell of it
audit-moved = moved or changed: it is earlier than the entry before it
audit-unreadable = changed: it does not read
audit-leaf-differs = changed: it is not what its leaf in the tree says
audit-does-not-open = changed, or moved from another entry: it does not open
audit-does-not-fit = changed together with its leaf, or its opening was: they do not fit
audit-other-kind = changed: it is of another kind than its opening
audit-subtree-differs = changed, or one of the entries { $first } to { $last } was with its leaf
audit-root-differs = changed: its root is not that of the entries, or the newest of them were changed
audit-cosigned-others = changed: { $witness } cosigned others at { $size } entries
audit-signature-fails = changed: a signature does not hold
audit-content-differs = changed: its content is not what its id names
audit-told-otherwise = changed: the journal tells otherwise
audit-chain-broken = changed: it does not continue the block before it
audit-other-version = changed: the journal tells of another version

## The decision log

audit-decisions = { $decisions } decisions
audit-decisions-erased = { $erased } entries cannot be opened any more: their keys were destroyed
audit-file = `{ $file }` cannot be made: name a file that is not there yet
audit-activities = `{ $given }` is no URI: name where the register of processing activities lies, such as `https://example.org/activities/`
audit-decided-submission = Decision to which members a signal may go
audit-decided-refusal = Decision that a signal may not be submitted
audit-decided-widening = Decision to which more members a signal may go since the rules changed
audit-decided-relay = Decision to which members a signal may be passed on
audit-decided-passed-on = Decision whether a request may go to the member that it was forwarded to
audit-decided-withheld = Decision that a record is held back when its turn comes to go
audit-replay-agree = { $count } decisions come out the same again
audit-replay-differs = FAIL entry { $entry }, { $member }: `{ $logged }` in the journal, `{ $replayed }` judged again
audit-replay-entry-erased = { $count } not judged again: what opens the entry was destroyed
audit-replay-content-erased = { $count } not judged again: their content was destroyed
audit-replay-other-packs = { $count } not judged again: they were decided by packs that were never in force here, or with other additions than now
audit-replay-other-register = { $count } not judged again: the register that they name is not held
audit-replay-request-not-told = { $count } not judged again: the entry does not say how the request stood that they answer
audit-replay-refused = { $count } not judged again: refused at submission, so that no content was kept
audit-replay-later = { $count } not judged again: later decisions also hang on how far the signal had come
