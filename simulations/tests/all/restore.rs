//! Stores that are put back from a copy while their peers went on.

use sluis_protocol::core::{Contradiction, Reply, Terms, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::State;
use sluis_schemas::Date;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Purpose, RecallGround};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};
use sluis_simulations::store::MemoryStore;

fn submit(net: &mut Net) -> Result<RecordId, SimError> {
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    Ok(record)
}

/// What takes the place of the signal.
fn corrected() -> Result<Submission, SimError> {
    let mut submission = case("c01")?.submission;
    submission.content.title = Some("Version 2".to_owned());
    Ok(submission)
}

/// A copy of the Dutch node between two signals.
fn copied_between_two(seed: u64) -> Result<(Net, MemoryStore, [RecordId; 2]), SimError> {
    let mut net = Net::new(seed)?;
    let first = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    let second = submit(&mut net)?;
    Ok((net, copy, [first, second]))
}

fn sorted(records: impl IntoIterator<Item = RecordId>) -> Vec<RecordId> {
    let mut records: Vec<_> = records.into_iter().collect();
    records.sort();
    records
}

#[test]
fn a_restored_node_shows_nothing_until_its_peers_have_confirmed_and_then_goes_on() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(1)?;
    net.restore_from("node-nl", copy)?;
    assert!(net.is_quarantined("node-nl")?);
    let read = net.member("nl-maasdorp")?.for_purpose(Purpose::LicenceDecision, "z-1").read(first)?;
    assert!(matches!(read, Some(Reply::Quarantined)), "{read:?}");
    let draft = net.member("nl-maasdorp")?.draft_as(&case("c01")?.submission, None)?;
    assert!(matches!(draft, Some(Reply::Quarantined)), "{draft:?}");
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")?);
    let third = submit(&mut net)?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second, third]));
    net.finish().map(drop)
}

#[test]
fn what_a_peer_holds_and_a_restored_node_forgot_is_listed_and_not_sent_again() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(2)?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    let lost: Vec<_> = net.store("node-nl")?.lost().map(|(feed, id)| (feed.receiver.to_string(), id)).collect();
    assert!(lost.contains(&("de-rurheim".to_owned(), second)) && lost.iter().all(|(_, id)| *id != first), "{lost:?}");
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second]));
    net.finish().map(drop)
}

#[test]
fn a_copy_put_back_by_hand_is_found_by_what_peers_show_of_its_own_signature() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(3)?;
    net.roll_back("node-nl", copy)?;
    assert!(!net.is_quarantined("node-nl")?);
    net.run_until_quiet()?;
    let journal = net.journal("node-nl")?;
    assert!(journal.iter().any(|detail| matches!(detail, Detail::Quarantine { .. })));
    assert!(!net.is_quarantined("node-nl")?, "it came out again");
    assert!(net.faults("node-de")?.is_empty(), "{:?}", net.faults("node-de"));
    let third = submit(&mut net)?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second, third]));
    net.finish().map(drop)
}

#[test]
fn what_waited_in_the_copy_and_was_delivered_since_is_not_delivered_twice() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let waits = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.outstanding("nl-maasdorp", "de-rurheim"), 1);
    let copy = net.back_up("node-nl")?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [waits]);
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    assert_eq!(net.outstanding("nl-maasdorp", "de-rurheim"), 0);
    net.finish().map(drop)
}

#[test]
fn what_waited_in_the_copy_and_was_not_delivered_is_delivered_once() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let first = submit(&mut net)?;
    net.cut("node-nl", "node-de")?;
    let waits = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    let copy = net.back_up("node-nl")?;
    net.restore_from("node-nl", copy)?;
    net.advance_millis(10_000)?;
    assert!(net.is_quarantined("node-nl")?, "de is away");
    assert_eq!(net.inbox("de-rurheim"), [first]);
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, waits]));
    net.finish().map(drop)
}

#[test]
fn what_was_received_since_the_copy_is_sent_again_and_kept_as_evidence_of_a_restore() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let first = submit(&mut net)?;
    let copy = net.back_up("node-de")?;
    let second = submit(&mut net)?;
    net.restore_from("node-de", copy)?;
    assert_eq!(net.inbox("de-rurheim"), [first]);
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second]));
    let kinds: Vec<_> = net.store("node-nl")?.evidence().iter().map(|evidence| evidence.kind).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| *kind == Contradiction::WentBack), "{kinds:?}");
    assert!(net.faults("node-nl")?.is_empty());
    net.finish().map(drop)
}

#[test]
fn who_forgot_in_both_directions_has_counted_again_before_a_push_confirms() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(23)?;
    let theirs = net.member("de-rurheim")?.submit(&case("c13")?.submission)?;
    net.run_until_quiet()?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")? && net.inbox("nl-maasdorp").contains(&theirs));
    assert!(net.faults("node-de")?.is_empty(), "{:?}", net.faults("node-de"));
    let third = submit(&mut net)?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second, third]));
    net.finish().map(drop)
}

#[test]
fn what_a_peer_says_again_before_the_feeds_to_it_go_on_is_heard_then() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(24)?;
    net.member("nl-maasdorp")?.recall(first, RecallGround::Error)?;
    net.advance_millis(2 * 3_600_000)?;
    net.run_until_quiet()?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    assert!(net.faults("node-de")?.iter().all(|code| *code == "journal-restarted"), "{:?}", net.faults("node-de"));
    assert!(!net.is_quarantined("node-nl")?);
    assert_eq!(net.inbox("de-rurheim"), [second]);
    net.finish().map(drop)
}

#[test]
fn a_receiver_rolled_back_by_hand_learns_of_it_from_its_own_receipt() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let copy = net.back_up("node-de")?;
    let record = submit(&mut net)?;
    net.roll_back("node-de", copy)?;
    net.run_until_quiet()?;
    assert!(net.journal("node-de")?.iter().any(|detail| matches!(detail, Detail::Quarantine { .. })));
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn two_nodes_restored_at_the_same_time_come_out_and_deliver_once() -> Result<(), SimError> {
    let (mut net, nl, [first, second]) = copied_between_two(8)?;
    let de = net.back_up("node-de")?;
    let third = submit(&mut net)?;
    net.restore_from("node-nl", nl)?;
    net.restore_from("node-de", de)?;
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")? && !net.is_quarantined("node-de")?);
    let fourth = submit(&mut net)?;
    // The third is lost at both: its origin forgot it, and its receiver too.
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second, fourth]));
    assert!(net.inbox("be-grensbeek").contains(&third));
    net.finish().map(drop)
}

#[test]
fn a_receiver_restored_to_less_than_its_discloser_goes_on_from_gets_the_rest_in_a_new_epoch() -> Result<(), SimError> {
    let mut net = Net::new(9)?;
    let oldest = net.back_up("node-de")?;
    let first = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    let second = submit(&mut net)?;
    net.restore_from("node-de", oldest)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second]));
    net.finish().map(drop)
}

#[test]
fn an_operator_may_end_the_quarantine_and_who_was_away_is_asked_when_it_comes() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(10)?;
    net.cut("node-nl", "node-de")?;
    net.restore_from("node-nl", copy)?;
    net.advance(3)?;
    assert!(net.is_quarantined("node-nl")?);
    net.lift_quarantine("node-nl", "the German node is away for weeks")?;
    let told = net.journal("node-nl")?.into_iter().find_map(|detail| match detail {
        Detail::Cleared { released, missing, .. } => Some((released?.reason, missing.len())),
        _ => None,
    });
    assert_eq!(told, Some(("the German node is away for weeks".to_owned(), 1)));
    let third = submit(&mut net)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second, third]));
    let quarantines = net.journal("node-nl")?.iter().filter(|d| matches!(d, Detail::Quarantine { .. })).count();
    assert_eq!(quarantines, 1, "what it forgot was known to be forgotten");
    net.finish().map(drop)
}

#[test]
fn a_second_roll_back_is_a_new_quarantine() -> Result<(), SimError> {
    let (mut net, copy, [first, second]) = copied_between_two(11)?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    let again = net.back_up("node-nl")?;
    let third = submit(&mut net)?;
    net.roll_back("node-nl", again)?;
    net.run_until_quiet()?;
    let quarantines = net.journal("node-nl")?.iter().filter(|d| matches!(d, Detail::Quarantine { .. })).count();
    assert_eq!((quarantines, net.is_quarantined("node-nl")?), (2, false));
    let fourth = submit(&mut net)?;
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second, third, fourth]));
    net.finish().map(drop)
}

#[test]
fn what_was_recalled_after_the_copy_is_not_shown_again_at_its_origin() -> Result<(), SimError> {
    let mut net = Net::new(21)?;
    let record = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
    net.run_until_quiet()?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")?);
    let read = net.member("nl-maasdorp")?.for_purpose(Purpose::LicenceDecision, "z-1").read(record)?;
    assert!(matches!(read, Some(Reply::Closed { .. })), "{read:?}");
    let again = net.member("nl-maasdorp")?.draft_as(&case("c01")?.submission, None)?;
    assert!(!matches!(again, Some(Reply::Draft { .. })), "{again:?}");
    net.finish().map(drop)
}

#[test]
fn who_was_not_told_of_a_forgotten_recall_is_told_after_the_restore() -> Result<(), SimError> {
    let mut net = Net::new(22)?;
    let record = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record], "de is away");
    net.restore_from("node-nl", copy)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(!net.inbox("de-rurheim").contains(&record));
    net.finish().map(drop)
}

#[test]
fn who_was_not_told_of_the_recall_of_a_signal_that_is_lost_is_told_after_the_restore() -> Result<(), SimError> {
    // Given a signal that came to two nodes since the copy, and a recall that came to one of them
    for seed in 70..76 {
        let mut net = Net::new(seed)?;
        let copy = net.back_up("node-nl")?;
        let record = submit(&mut net)?;
        net.cut("node-nl", "node-de")?;
        net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("de-rurheim"), [record], "seed {seed}");

        // When the copy is put back
        net.restore_from("node-nl", copy)?;
        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;

        // Then the other does not keep it
        assert!(net.inbox("de-rurheim").is_empty() && net.inbox("be-grensbeek").is_empty(), "seed {seed}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn who_was_not_told_of_a_forgotten_correction_does_not_keep_what_it_corrected() -> Result<(), SimError> {
    let mut net = Net::new(26)?;
    let first = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let second = net.member("nl-maasdorp")?.correct(first, &corrected()?)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [first], "de is away");
    net.restore_from("node-nl", copy)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    assert_eq!(net.inbox("be-grensbeek"), [second], "who has the correction keeps it");
    net.finish().map(drop)
}

#[test]
fn who_was_not_told_of_the_last_of_two_forgotten_corrections_keeps_none_whoever_tells_of_it_first()
-> Result<(), SimError> {
    for (seed, is_lost_too) in (26..32).flat_map(|seed| [(seed, true), (seed, false)]) {
        // Given a receiver that has the first of two corrections, and others that have both
        let mut net = Net::new(seed)?;
        let before = net.back_up("node-nl")?;
        let first = submit(&mut net)?;
        let after = net.back_up("node-nl")?;
        let second = net.member("nl-maasdorp")?.correct(first, &corrected()?)?;
        net.run_until_quiet()?;
        net.cut("node-nl", "node-de")?;
        net.advance_millis(500)?;
        let third = net.member("nl-maasdorp")?.correct(first, &corrected()?)?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("de-rurheim"), [second], "de is away");

        // When the origin is put back to before both
        net.restore_from("node-nl", if is_lost_too { before } else { after })?;
        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;

        // Then that keeps neither, and who has the last keeps it
        assert!(net.inbox("de-rurheim").is_empty(), "seed {seed}, lost too: {is_lost_too}");
        assert_eq!(net.inbox("be-grensbeek"), [third], "seed {seed}, lost too: {is_lost_too}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_correction_that_its_origin_and_then_its_receiver_forgot_leaves_nobody_with_what_it_corrected()
-> Result<(), SimError> {
    for is_lost_too in [true, false] {
        // Given a copy of each store from before a correction, the origin's also from before the signal or not
        let mut net = Net::new(29)?;
        let before = net.back_up("node-nl")?;
        let first = submit(&mut net)?;
        let after = net.back_up("node-nl")?;
        let de = net.back_up("node-de")?;
        let second = net.member("nl-maasdorp")?.correct(first, &corrected()?)?;
        net.run_until_quiet()?;

        // When the origin is put back, and then a receiver that had told it of the correction
        net.restore_from("node-nl", if is_lost_too { before } else { after })?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("de-rurheim"), [second], "lost too: {is_lost_too}");
        net.restore_from("node-de", de)?;
        net.run_until_quiet()?;

        // Then that does not keep the version before it, and who has the correction does
        assert!(net.inbox("de-rurheim").is_empty(), "lost too: {is_lost_too}");
        assert_eq!(net.inbox("be-grensbeek"), [second], "lost too: {is_lost_too}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn who_is_put_back_to_before_a_lost_correction_and_then_to_after_it_keeps_neither_version() -> Result<(), SimError> {
    let mut net = Net::new(29)?;
    let nl = net.back_up("node-nl")?;
    let first = submit(&mut net)?;
    let before = net.back_up("node-de")?;
    let second = net.member("nl-maasdorp")?.correct(first, &corrected()?)?;
    net.run_until_quiet()?;
    let after = net.back_up("node-de")?;
    net.restore_from("node-nl", nl)?;
    net.run_until_quiet()?;
    for copy in [before, after] {
        net.restore_from("node-de", copy)?;
        net.run_until_quiet()?;
        assert!(net.inbox("de-rurheim").is_empty() && !net.is_quarantined("node-de")?);
    }
    assert_eq!(net.inbox("be-grensbeek"), [second]);
    net.finish().map(drop)
}

#[test]
fn a_forgotten_recall_that_comes_back_counts_though_its_key_was_retired() -> Result<(), SimError> {
    let mut net = Net::new(28)?;
    let record = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
    net.run_until_quiet()?;
    let end = net.now().plus_millis(1);
    net.rotate("nl-maasdorp", "node-nl", Some(end))?;
    net.run_until_quiet()?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    let read = net.member("nl-maasdorp")?.for_purpose(Purpose::LicenceDecision, "z-1").read(record)?;
    assert!(matches!(read, Some(Reply::Closed { .. })), "{read:?}");
    net.finish().map(drop)
}

#[test]
fn what_expired_while_its_receivers_store_was_put_back_is_not_missed() -> Result<(), SimError> {
    let mut net = Net::new(27)?;
    let copy = net.back_up("node-be")?;
    let mut submission = case("c01")?.submission;
    submission.content.handling.retain_until = Some(Date::of(net.now().plus_millis(86_400_000)));
    net.member("nl-maasdorp")?.submit(&submission)?;
    net.run_until_quiet()?;
    net.advance_millis(3 * 86_400_000)?;
    net.roll_back("node-be", copy)?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    net.finish().map(drop)
}

#[test]
fn what_comes_while_forgotten_entries_are_counted_again_does_not_end_the_counting() -> Result<(), SimError> {
    for seed in 30..40 {
        let mut net = Net::new(seed)?;
        let copy = net.back_up("node-de")?;
        let (asker, asked) = ("nl-maasdorp".parse().unwrap(), "de-rurheim".parse().unwrap());
        let asks = question(&asker, &asked, Purpose::LicenceDecision)?;
        let request = net.member("nl-maasdorp")?.submit(&asks)?;
        net.run_until_quiet()?;
        let mut reply = case("c06")?.submission;
        reply.content.handling.in_reply_to = Some(request.to_string());
        net.member("de-rurheim")?.submit(&reply)?;
        net.run_until_quiet()?;
        net.restore_from("node-de", copy)?;
        net.run_until_quiet()?;
        assert!(!net.is_quarantined("node-de")?, "seed {seed}");
        assert!(net.faults("node-nl")?.is_empty(), "seed {seed}: {:?}", net.faults("node-nl"));
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_node_whose_clock_was_ahead_before_the_restore_comes_out_of_its_quarantine() -> Result<(), SimError> {
    let mut net = Net::new(23)?;
    let first = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.jump_clock("node-nl", 2 * 86_400_000)?;
    let second = submit(&mut net)?;
    net.jump_clock("node-nl", -2 * 86_400_000)?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")?);
    assert_eq!(net.inbox("de-rurheim"), sorted([first, second]));
    net.finish().map(drop)
}

#[test]
fn of_two_corrections_with_one_number_the_later_takes_the_place_of_the_forgotten_one() -> Result<(), SimError> {
    let mut net = Net::new(24)?;
    let first = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    let mut submission = corrected()?;
    net.member("nl-maasdorp")?.correct(first, &submission)?;
    net.run_until_quiet()?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    submission.content.title = Some("Another version 2".to_owned());
    let second = net.member("nl-maasdorp")?.correct(first, &submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [second]);
    net.finish().map(drop)
}

#[test]
fn a_store_put_back_twice_from_one_copy_begins_two_logs_that_its_witnesses_tell_apart() -> Result<(), SimError> {
    let mut net = Net::new(25)?;
    let copy = net.back_up("node-it")?;
    for _ in 0..2 {
        net.restore_from("node-it", copy.clone())?;
        net.advance_millis(2 * 60_000)?;
    }
    let faults = net.faults("node-de")?;
    assert!(faults.iter().all(|code| code == "journal-restarted"), "{faults:?}");
    assert_eq!(net.cosigned("node-de", "node-it")?, net.journal("node-it")?.len() as u64);
    net.finish().map(drop)
}

#[test]
fn an_operator_who_is_quicker_than_the_node_finds_the_restore_in_the_journal_all_the_same() -> Result<(), SimError> {
    for node in ["node-it", "node-nl"] {
        let (mut net, ..) = copied_between_two(26)?;
        let copy = net.back_up(node)?;
        net.restore_from(node, copy)?;
        net.lift_quarantine(node, "the line is down for days")?;
        assert!(!net.is_quarantined(node)?);
        let quarantines = net.journal(node)?.into_iter().filter(|d| matches!(d, Detail::Quarantine { .. })).count();
        assert_eq!(quarantines, 1, "{node}");
        net.finish()?;
    }
    Ok(())
}

/// Three signals of one origin, the first of them recalled since the copy; the copy is back by hand, and its links are cut.
fn one_recall_forgotten_and_alone(seed: u64) -> Result<(Net, [RecordId; 3]), SimError> {
    let mut net = Net::new(seed)?;
    let signals = [submit(&mut net)?, submit(&mut net)?, submit(&mut net)?];
    let [first, ..] = signals;
    let copy = net.back_up("node-nl")?;
    net.member("nl-maasdorp")?.recall(first, RecallGround::Error)?;
    net.run_until_quiet()?;
    let others: Vec<_> = net.node_ids().iter().map(ToString::to_string).filter(|node| node != "node-nl").collect();
    others.iter().try_for_each(|other| net.cut("node-nl", other))?;
    net.roll_back("node-nl", copy)?;
    Ok((net, signals))
}

#[test]
fn what_was_recalled_before_a_copy_put_back_by_hand_met_anybody_is_recalled_everywhere() -> Result<(), SimError> {
    for seed in 40..60 {
        let (mut net, [first, second, third]) = one_recall_forgotten_and_alone(seed)?;
        net.member("nl-maasdorp")?.recall(second, RecallGround::Error)?;
        net.advance(1)?;
        net.heal_all();
        net.run_until_quiet()?;
        assert!(!net.is_quarantined("node-nl")?, "seed {seed}");
        assert_eq!(net.inbox("de-rurheim"), [third], "seed {seed}: {first} and {second} were recalled");
        net.member("nl-maasdorp")?.recall(third, RecallGround::Error)?;
        net.run_until_quiet()?;
        assert!(net.inbox("de-rurheim").is_empty(), "seed {seed}");
        assert!(net.faults("node-nl")?.is_empty(), "seed {seed}: {:?}", net.faults("node-nl"));
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_was_recalled_once_more_by_a_copy_put_back_by_hand_stays_recalled() -> Result<(), SimError> {
    let (mut net, [first, second, third]) = one_recall_forgotten_and_alone(60)?;
    net.member("nl-maasdorp")?.recall(first, RecallGround::Error)?;
    net.heal_all();
    net.run_until_quiet()?;
    assert!(!net.is_quarantined("node-nl")?);
    assert_eq!(net.inbox("de-rurheim"), sorted([second, third]));
    let read = net.member("nl-maasdorp")?.for_purpose(Purpose::LicenceDecision, "z-1").read(first)?;
    assert!(matches!(read, Some(Reply::Closed { .. })), "{read:?}");
    net.finish().map(drop)
}

/// Its peer is ready first, and sends what is new while this one still has counted what it forgot itself.
#[test]
fn what_is_destroyed_before_a_restored_node_goes_on_is_said_of_a_feed_that_it_did_not_know() -> Result<(), SimError> {
    for seed in 0..20 {
        let mut net = Net::under(seed, Terms::new(0, 3_600_000, 1_000).unwrap())?;
        let copy = net.back_up("node-de")?;
        for _ in 0..3 {
            net.member("de-rurheim")?.submit(&case("c13")?.submission)?;
        }
        net.run_until_quiet()?;
        net.restore_from("node-de", copy)?;
        net.slow_disk("node-de", 100)?;
        net.advance_millis(100 * seed)?;
        let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.advance_millis(200)?;
        let recalled = net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
        assert!(matches!(recalled, Some(Reply::Recalled { .. })), "{recalled:?}");
        net.run_until_quiet()?;
        let said = net.said_of(record, "de-rurheim");
        assert!(
            matches!(said, Some(State::Erased | State::Absent)) || net.withheld(record, "de-rurheim").is_some(),
            "seed {seed}: {said:?}"
        );
        net.finish()?;
    }
    Ok(())
}

/// What it said before is not so any more: it holds again, and says nothing of it.
#[test]
fn what_a_restored_holder_said_of_what_it_forgot_counts_no_more() -> Result<(), SimError> {
    for by_hand in [false, true] {
        let mut net = Net::new(31)?;
        let record = submit(&mut net)?;
        let copy = net.back_up("node-de")?;
        net.member("de-rurheim")?.hold(record, true)?;
        net.run_until_quiet()?;
        assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Restricted));
        if by_hand {
            submit(&mut net)?;
            net.roll_back("node-de", copy)?;
        } else {
            net.restore_from("node-de", copy)?;
        }
        net.run_until_quiet()?;
        assert!(net.inbox("de-rurheim").contains(&record));
        assert_eq!(net.said_of(record, "de-rurheim"), None, "by hand: {by_hand}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_arrived_before_the_rules_withheld_it_is_taken_back_also_after_a_restore() -> Result<(), SimError> {
    let mut taken_back = 0;
    for wait in (24..48).step_by(4) {
        let mut net = Net::new(71)?;
        let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.advance_millis(wait)?;
        net.cut("node-nl", "node-be")?;
        net.run_until_quiet()?;
        net.extend_register("node-nl", |register| {
            register.members.get_mut(&"be-grensbeek".parse().unwrap()).unwrap().mandates.clear();
        })?;
        net.run_until_quiet()?;
        let copy = net.back_up("node-nl")?;
        taken_back += usize::from(net.inbox("be-grensbeek") == [record]);
        net.restore_from("node-nl", copy)?;
        net.heal("node-nl", "node-be")?;
        net.run_until_quiet()?;
        assert!(net.inbox("be-grensbeek").is_empty(), "cut after {wait} ms");
        net.finish()?;
    }
    assert_ne!(taken_back, 0, "it was there before");
    Ok(())
}

/// Both accounts are heard in one batch: by the first alone it would seem that the other still has what was corrected.
#[test]
fn who_has_a_forgotten_correction_keeps_it_whoever_tells_of_it_first() -> Result<(), SimError> {
    for seed in 72..84 {
        let mut net = Net::new(seed)?;
        let first = submit(&mut net)?;
        let copy = net.back_up("node-nl")?;
        let second = net.member("nl-maasdorp")?.correct(first, &corrected()?)?;
        net.run_until_quiet()?;
        net.slow_disk("node-nl", 3_000)?;
        net.restore_from("node-nl", copy)?;
        net.run_until_quiet()?;
        for holder in ["de-rurheim", "be-grensbeek"] {
            assert_eq!(net.inbox(holder), [second], "{holder}, seed {seed}");
        }
        net.finish()?;
    }
    Ok(())
}

/// A signal waited by the copy, came there since, and may not be held there any more once its receiver's node is heard.
fn narrowed_before_its_receiver_was_heard(seed: u64) -> Result<Net, SimError> {
    let mut net = Net::new(seed)?;
    net.cut("node-nl", "node-be")?;
    net.run_until_quiet()?;
    let record = submit(&mut net)?;
    let copy = net.back_up("node-nl")?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("be-grensbeek"), [record]);
    net.cut("node-nl", "node-be")?;
    net.restore_from("node-nl", copy)?;
    net.lift_quarantine("node-nl", "the line is down for days")?;
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&"be-grensbeek".parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.run_until_quiet()?;
    net.heal("node-nl", "node-be")?;
    Ok(net)
}

#[test]
fn what_waited_by_the_copy_is_taken_back_where_the_rules_narrowed_before_its_receiver_was_heard() -> Result<(), SimError>
{
    let mut net = narrowed_before_its_receiver_was_heard(72)?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    net.finish().map(drop)
}

#[test]
fn what_is_to_be_judged_again_after_a_restore_is_so_after_a_crash_too() -> Result<(), SimError> {
    let mut net = narrowed_before_its_receiver_was_heard(73)?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, |write| matches!(write, Write::Epoch { .. }))?;
    net.run_until_quiet()?;
    assert_eq!(net.hits(CrashPoint::AfterCommit), 1);
    net.restart("node-nl")?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    net.finish().map(drop)
}

#[test]
fn who_is_put_back_to_before_a_forgotten_signal_and_then_to_after_it_holds_it_again_at_both_ends()
-> Result<(), SimError> {
    let mut net = Net::new(73)?;
    let (before, empty) = (net.back_up("node-nl")?, net.back_up("node-de")?);
    let record = submit(&mut net)?;
    let full = net.back_up("node-de")?;
    net.restore_from("node-nl", before)?;
    net.run_until_quiet()?;
    net.restore_from("node-de", empty)?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.restore_from("node-de", full)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn who_is_put_back_twice_to_before_another_chain_takes_no_entry_of_it_for_its_own() -> Result<(), SimError> {
    // Given a receiver that was put back to before a signal, and a copy of the origin from before it knew of that.
    let mut net = Net::new(74)?;
    let empty = net.back_up("node-de")?;
    let mut expires = case("c01")?.submission;
    expires.content.handling.retain_until = Some(Date::of(net.now().plus_millis(86_400_000)));
    net.member("nl-maasdorp")?.submit(&expires)?;
    net.run_until_quiet()?;
    net.restore_from("node-de", empty)?;
    net.cut("node-nl", "node-de")?;
    let stays = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    let copy = net.back_up("node-nl")?;
    net.advance_millis(2 * 86_400_000)?;
    // When the origin is put back to it, goes on in another epoch, and is put back to it once more.
    for _ in 0..2 {
        net.restore_from("node-nl", copy.clone())?;
        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;
    }
    // Then what waits in the copy has gone there once.
    assert_eq!(net.inbox("de-rurheim"), [stays]);
    assert_eq!(net.outstanding("nl-maasdorp", "de-rurheim"), 0);
    net.finish().map(drop)
}
