//! Recalls, corrections and retractions: at once, everywhere, never back; and what keeps content from being destroyed.

use sluis_protocol::core::{Closed, Direction, Reply, Terms, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{Lane, State};
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Ending, Purpose, RecallGround, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const HOLDERS: [&str; 2] = ["be-grensbeek", "de-rurheim"];
const HOUR: u64 = 3_600_000;

/// A signal about a closed lunchroom, held on both sides of the border.
fn delivered(net: &mut Net) -> Result<RecordId, SimError> {
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    for holder in HOLDERS {
        assert!(net.inbox(holder).contains(&record), "{holder}");
    }
    Ok(record)
}

fn recall(net: &mut Net, record: RecordId) -> Result<RecordId, SimError> {
    match net.member(ORIGIN)?.recall(record, RecallGround::Error)? {
        Some(Reply::Recalled { recall }) => Ok(recall),
        other => panic!("not recalled but {other:?}"),
    }
}

/// What a holder's reader is told.
fn read(net: &mut Net, holder: &str, record: RecordId) -> Result<Option<Reply>, SimError> {
    net.member(holder)?.for_purpose(Purpose::PremisesMeasure, "z-1").read(record)
}

fn ending(reply: Option<Reply>) -> Option<Ending> {
    match reply {
        Some(Reply::Closed { why: Closed::Ended { ending, .. } }) => Some(ending),
        _ => None,
    }
}

/// The same signal with another text.
fn corrected() -> Submission {
    let mut submission = case("c01").unwrap().submission;
    submission.content.title = Some("Corrected".to_owned());
    submission
}

/// The correction without the Belgian town.
fn narrowed() -> Submission {
    let mut submission = corrected();
    submission.distribution.exclude.insert("be-grensbeek".parse().unwrap());
    submission
}

fn is_word_of_rurheim(write: &Write) -> bool {
    matches!(write, Write::Acknowledged { feed, .. } if feed.receiver.as_str() == "de-rurheim")
}

const fn is_end(write: &Write) -> bool {
    matches!(write, Write::End { .. })
}

const fn is_destruction(write: &Write) -> bool {
    matches!(write, Write::Destroy { .. })
}

#[test]
fn a_recalled_signal_is_closed_everywhere_at_once_and_destroyed_after_the_grace() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let record = delivered(&mut net)?;
    recall(&mut net, record)?;
    net.advance_millis(2_000)?;
    for holder in HOLDERS {
        assert_eq!(ending(read(&mut net, holder, record)?), Some(Ending::Recalled), "{holder}");
        assert!(net.holds(holder).iter().all(|held| *held != record));
    }
    assert_eq!(ending(read(&mut net, ORIGIN, record)?), Some(Ending::Recalled));
    assert!(net.store("node-de")?.has_record(record), "the grace is not over");
    net.advance_millis(HOUR)?;
    for (node, holder) in [("node-de", "de-rurheim"), ("node-be", "be-grensbeek")] {
        assert!(!net.store(node)?.has_record(record), "{holder}");
        assert_eq!(net.said_of(record, holder), Some(State::Erased), "{holder}");
    }
    assert!(!net.store("node-nl")?.has_record(record));
    net.finish().map(drop)
}

#[test]
fn who_was_away_hears_of_the_recall_before_anything_else() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = delivered(&mut net)?;
    net.crash("node-de")?;
    for _ in 0..3 {
        net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    }
    recall(&mut net, record)?;
    net.advance(2)?;
    net.restart("node-de")?;
    net.run_until_quiet()?;
    assert_eq!(ending(read(&mut net, "de-rurheim", record)?), Some(Ending::Recalled));
    let lanes: Vec<Lane> = net
        .journal("node-de")?
        .into_iter()
        .filter_map(|d| if let Detail::Arrival { lane, .. } = d { Some(lane) } else { None })
        .collect();
    assert_eq!(lanes, [Lane::Bulk, Lane::Urgent, Lane::Bulk]);
    net.finish().map(drop)
}

#[test]
fn a_signal_recalled_before_it_was_let_out_leaves_no_trace_in_a_feed() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    assert_eq!(net.outstanding(ORIGIN, "de-rurheim"), 1);
    let recall = recall(&mut net, record)?;
    assert_eq!(net.outstanding(ORIGIN, "de-rurheim"), 0);
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(!net.store("node-de")?.has_record(record));
    assert!(!net.holds("de-rurheim").contains(&recall), "that it existed is a sign");
    let told = |d: Detail| match d {
        Detail::Recall { told, unsent, .. } => Some((told, unsent)),
        _ => None,
    };
    let (told, unsent) = net.journal("node-nl")?.into_iter().find_map(told).unwrap();
    assert!(unsent.contains(&"de-rurheim".parse().unwrap()) && !told.contains(&"de-rurheim".parse().unwrap()));
    net.finish().map(drop)
}

#[test]
fn a_record_that_comes_after_its_recall_is_not_taken_in() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    // The record is on its way when the line breaks, and is sent on as an id alone once it was recalled.
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.cut("node-nl", "node-de")?;
    recall(&mut net, record)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(!net.store("node-de")?.has_record(record));
    net.finish().map(drop)
}

#[test]
fn a_recall_is_the_origins_alone_and_a_releasers() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let record = delivered(&mut net)?;
    let reply = net.member("de-rurheim")?.recall(record, RecallGround::Error)?;
    assert!(matches!(reply, Some(Reply::NotFound)), "{reply:?}");
    let reply = net.member(ORIGIN)?.in_roles(&[UserRole::Submitter]).recall(record, RecallGround::Error)?;
    assert!(matches!(&reply, Some(Reply::Refused { rule }) if rule == "needs-role-releaser"), "{reply:?}");
    assert!(net.inbox("de-rurheim").contains(&record));
    net.finish().map(drop)
}

#[test]
fn recalling_again_changes_nothing_and_resubmitting_is_refused() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let record = delivered(&mut net)?;
    let first = recall(&mut net, record)?;
    assert_eq!(recall(&mut net, record)?, first);
    net.advance_millis(2 * HOUR)?;
    let reply = net.member(ORIGIN)?.draft_as(&case("c01")?.submission, None)?;
    assert!(matches!(reply, Some(Reply::WasRecalled { signal }) if signal == record), "{reply:?}");
    assert!(matches!(net.member(ORIGIN)?.draft_as(&corrected(), None)?, Some(Reply::Draft { .. })));
    net.finish().map(drop)
}

#[test]
fn a_second_draft_of_what_was_recalled_since_is_not_released() -> Result<(), SimError> {
    let mut net = Net::new(25)?;
    let record = delivered(&mut net)?;
    let second = net.member(ORIGIN)?.draft(&case("c01")?.submission)?;
    recall(&mut net, record)?;
    let reply = net.member(ORIGIN)?.release(&second)?;
    assert!(matches!(reply, Some(Reply::WasRecalled { signal }) if signal == record), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn nothing_of_an_end_is_lost_in_a_crash() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        for (node, when) in [
            ("node-de", is_end as fn(&Write) -> bool),
            ("node-de", is_destruction),
            ("node-nl", is_end),
            ("node-nl", is_destruction),
        ] {
            let mut net = Net::new(7)?;
            let record = delivered(&mut net)?;
            net.crash_at(node, point, when)?;
            let _ = net.member(ORIGIN)?.recall(record, RecallGround::Unlawful);
            net.advance_millis(2 * HOUR)?;
            if !net.is_up(node) {
                net.restart(node)?;
            }
            net.run_until_quiet()?;
            recall(&mut net, record)?;
            net.advance_millis(2 * HOUR)?;
            net.run_until_quiet()?;
            assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased), "{node} {point:?}");
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn a_neighbour_on_the_node_is_closed_too_and_the_last_copy_is_said_to_be_erased() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    recall(&mut net, record)?;
    net.advance_millis(2 * HOUR)?;
    let states: Vec<State> = net
        .journal("node-nl")?
        .into_iter()
        .filter_map(|d| if let Detail::Destruction { destroyed, .. } = d { Some(destroyed) } else { None })
        .flatten()
        .map(|destroyed| destroyed.state)
        .collect();
    let (last, others) = states.split_last().unwrap();
    assert_eq!(*last, State::Erased);
    assert!(others.iter().all(|state| *state == State::Relinquished), "{states:?}");
    net.finish().map(drop)
}

#[test]
fn a_correction_takes_the_place_of_what_it_corrects() -> Result<(), SimError> {
    let mut net = Net::new(9)?;
    let first = delivered(&mut net)?;
    let second = net.member(ORIGIN)?.correct(first, &corrected())?;
    net.advance_millis(2_000)?;
    for holder in HOLDERS {
        assert_eq!(net.inbox(holder), [second], "{holder}");
        assert_eq!(ending(read(&mut net, holder, first)?), Some(Ending::Superseded), "{holder}");
    }
    recall(&mut net, first)?;
    net.advance_millis(2 * HOUR)?;
    for holder in HOLDERS {
        assert!(net.inbox(holder).is_empty(), "a recall ends every version");
        assert_eq!(net.said_of(second, holder), Some(State::Erased));
    }
    net.finish().map(drop)
}

#[test]
fn a_correction_overtakes_the_version_that_is_still_on_its_way() -> Result<(), SimError> {
    let mut net = Net::new(10)?;
    let first = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.cut("node-nl", "node-de")?;
    let second = net.member(ORIGIN)?.correct(first, &corrected())?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [second]);
    assert!(!net.store("node-de")?.has_record(first));
    net.finish().map(drop)
}

#[test]
fn a_correction_that_expires_before_it_gets_there_takes_the_version_before_along() -> Result<(), SimError> {
    let mut net = Net::new(12)?;
    let first = delivered(&mut net)?;
    let mut shorter = corrected();
    shorter.content.handling.retain_until = Some("2026-11-25".parse().unwrap());
    net.cut("node-nl", "node-be")?;
    let second = net.member(ORIGIN)?.correct(first, &shorter)?;
    net.advance(4)?;

    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    assert_eq!(ending(read(&mut net, "be-grensbeek", first)?), Some(Ending::Retracted), "{second} never came");
    net.finish().map(drop)
}

#[test]
fn who_is_no_longer_meant_by_a_correction_loses_the_signal() -> Result<(), SimError> {
    let mut net = Net::new(11)?;
    let first = delivered(&mut net)?;
    let second = net.member(ORIGIN)?.correct(first, &narrowed())?;
    net.advance_millis(2_000)?;
    assert_eq!(net.inbox("de-rurheim"), [second]);
    assert!(net.inbox("be-grensbeek").is_empty());
    assert_eq!(ending(read(&mut net, "be-grensbeek", first)?), Some(Ending::Retracted));
    net.advance_millis(2 * HOUR)?;
    assert!(!net.store("node-be")?.has_record(first));
    net.finish().map(drop)
}

#[test]
fn what_was_taken_back_may_be_disclosed_again() -> Result<(), SimError> {
    let mut net = Net::new(12)?;
    let first = delivered(&mut net)?;
    net.member(ORIGIN)?.correct(first, &narrowed())?;
    net.run_until_quiet()?;
    let third = net.member(ORIGIN)?.correct(first, &corrected())?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("be-grensbeek"), [third]);
    net.finish().map(drop)
}

#[test]
fn a_retraction_that_was_not_signed_before_a_crash_is_signed_after_it() -> Result<(), SimError> {
    let mut net = Net::new(13)?;
    let first = delivered(&mut net)?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, |write| matches!(write, Write::ToRetract { .. }))?;
    let _ = net.member(ORIGIN)?.correct(first, &narrowed());
    assert!(!net.is_up("node-nl"));
    net.restart("node-nl")?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    net.finish().map(drop)
}

#[test]
fn a_legal_hold_closes_and_keeps_and_the_receipt_says_restricted() -> Result<(), SimError> {
    let mut net = Net::new(14)?;
    let record = delivered(&mut net)?;
    net.member("de-rurheim")?.hold(record, true)?;
    net.run_until_quiet()?;
    let reply = read(&mut net, "de-rurheim", record)?;
    assert!(matches!(reply, Some(Reply::Closed { why: Closed::Restricted { .. } })), "{reply:?}");
    recall(&mut net, record)?;
    net.advance(4)?;
    assert!(net.store("node-de")?.has_record(record));
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Restricted));
    net.member("de-rurheim")?.hold(record, false)?;
    net.advance_millis(HOUR)?;
    assert!(!net.store("node-de")?.has_record(record));
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased));
    net.finish().map(drop)
}

#[test]
fn a_lifted_hold_leaves_the_signal_as_it_was() -> Result<(), SimError> {
    let mut net = Net::new(15)?;
    let record = delivered(&mut net)?;
    net.member("de-rurheim")?.hold(record, true)?;
    net.member("de-rurheim")?.hold(record, false)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Lifted));
    let reply = net.member("de-rurheim")?.in_roles(&[UserRole::Reader]).hold(record, true)?;
    assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn what_is_said_of_an_erasure_while_the_line_is_cut_is_said_again() -> Result<(), SimError> {
    let mut net = Net::new(16)?;
    let record = delivered(&mut net)?;
    recall(&mut net, record)?;
    net.advance_millis(2_000)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(2 * HOUR)?;
    assert!(!net.store("node-de")?.has_record(record));
    assert_eq!(net.said_of(record, "de-rurheim"), None);
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased));
    net.finish().map(drop)
}

/// A slow holder takes in what is new on a link together with the word how far its receipts were heard. Its origin dies as
/// soon as it heard the first of them: an older erasure that was not said by then would never be.
#[test]
fn an_erasure_that_was_not_heard_is_said_before_anything_newer() -> Result<(), SimError> {
    let mut hits = 0;
    for seed in 0..40 {
        let mut net = Net::new(seed)?;
        let record = delivered(&mut net)?;
        recall(&mut net, record)?;
        net.advance_millis(2_000)?;
        net.cut("node-nl", "node-de")?;
        net.cut("node-be", "node-de")?;
        net.advance_millis(2 * HOUR)?;
        net.member(ORIGIN)?.submit(&corrected())?;
        net.member("be-grensbeek")?.submit(&case("c13")?.submission)?;
        net.slow_disk("node-de", 500)?;
        net.crash_at("node-nl", CrashPoint::AfterCommit, is_word_of_rurheim)?;
        net.heal_all();
        net.run_until_quiet()?;
        hits += net.hits(CrashPoint::AfterCommit);
        net.restart("node-nl")?;
        net.run_until_quiet()?;
        assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased), "seed {seed}");
        net.finish()?;
    }
    assert!(hits > 0, "nothing was shown");
    Ok(())
}

/// More than one receipt holds, and the origin dies after the first.
#[test]
fn every_erasure_of_many_that_were_not_heard_is_said() -> Result<(), SimError> {
    const MANY: usize = 260;
    let mut net = Net::new(2)?;
    let mut records = Vec::with_capacity(MANY);
    for number in 0..MANY {
        let mut submission = corrected();
        submission.content.title = Some(number.to_string());
        records.push(net.member(ORIGIN)?.submit(&submission)?);
    }
    net.run_until_quiet()?;
    for record in &records {
        recall(&mut net, *record)?;
    }
    net.advance_millis(2_000)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(2 * HOUR)?;
    // Its journal goes on after they were destroyed.
    net.member("de-rurheim")?.draft(&case("c05")?.submission)?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, is_word_of_rurheim)?;
    net.heal_all();
    net.run_until_quiet()?;
    let said = |net: &Net| records.iter().filter(|record| net.said_of(**record, "de-rurheim").is_some()).count();
    assert!((1..MANY).contains(&said(&net)), "{} were said in one", said(&net));
    net.restart("node-nl")?;
    net.run_until_quiet()?;
    assert_eq!(said(&net), MANY);
    net.finish().map(drop)
}

/// All that the link let go ended before it arrived, and comes in one batch: one receipt does not say that much.
#[test]
fn a_receiver_says_of_very_many_at_once_that_only_their_ids_came() -> Result<(), SimError> {
    const MANY: usize = 520;
    let mut net = Net::new(21)?;
    delivered(&mut net)?;
    net.slow_disk("node-de", 60_000)?;
    let mut records = Vec::with_capacity(MANY);
    for number in 0..MANY {
        let mut submission = corrected();
        submission.content.title = Some(number.to_string());
        records.push(net.member(ORIGIN)?.submit(&submission)?);
    }
    net.advance_millis(1_000)?;
    net.crash("node-de")?;
    for record in &records {
        recall(&mut net, *record)?;
    }
    net.restart("node-de")?;
    net.slow_disk("node-de", 500)?;
    net.run_until_quiet()?;
    let said = records.iter().filter(|record| net.said_of(**record, "de-rurheim") == Some(State::Absent)).count();
    assert_eq!(said, MANY);
    net.finish().map(drop)
}

#[test]
fn what_is_kept_until_a_day_is_destroyed_after_it_with_proof() -> Result<(), SimError> {
    let mut net = Net::new(17)?;
    let mut submission = case("c01")?.submission;
    submission.content.handling.retain_until = Some("2026-11-25".parse().unwrap());
    let record = net.member(ORIGIN)?.submit(&submission)?;
    net.advance(4)?;
    net.run_until_quiet()?;
    assert!(!net.store("node-de")?.has_record(record) && !net.store("node-nl")?.has_record(record));
    assert_eq!(ending(read(&mut net, "de-rurheim", record)?), Some(Ending::Expired));
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased));
    net.finish().map(drop)
}

#[test]
fn a_recalled_question_is_answered_no_more() -> Result<(), SimError> {
    use sluis_protocol::core::Progress;
    let mut net = Net::new(18)?;
    let (asker, asked) = (ORIGIN.parse().unwrap(), "de-rurheim".parse().unwrap());
    let question = sluis_simulations::cases::question(&asker, &asked, Purpose::LicenceDecision)?;
    let request = net.member(ORIGIN)?.submit(&question)?;
    net.run_until_quiet()?;
    recall(&mut net, request)?;
    net.run_until_quiet()?;
    assert_eq!(net.progress(ORIGIN, request, "de-rurheim"), Some(Progress::Closed));
    assert_eq!(net.progress("de-rurheim", request, ORIGIN), Some(Progress::Closed));
    net.finish().map(drop)
}

#[test]
fn every_end_is_in_the_urgent_lane() -> Result<(), SimError> {
    let mut net = Net::new(19)?;
    let first = delivered(&mut net)?;
    let second = net.member(ORIGIN)?.correct(first, &corrected())?;
    let recall = recall(&mut net, first)?;
    net.run_until_quiet()?;
    let store = net.store("node-de")?;
    let feed =
        sluis_protocol::records::FeedId { discloser: ORIGIN.parse().unwrap(), receiver: "de-rurheim".parse().unwrap() };
    let urgent: Vec<RecordId> = store.lane(Direction::In, &feed, Lane::Urgent);
    assert_eq!(urgent, [second, recall]);
    net.finish().map(drop)
}

#[test]
fn a_recall_of_very_many_waits_for_an_operator() -> Result<(), SimError> {
    let mut net = Net::under(20, Terms::new(HOUR, 72 * HOUR, 2).unwrap())?;
    let mut records = Vec::new();
    for _ in 0..3 {
        records.push(delivered(&mut net)?);
    }
    for record in &records {
        recall(&mut net, *record)?;
        net.advance_millis(1_000)?;
    }
    net.advance_millis(2 * HOUR)?;
    assert!(
        records.iter().all(|record| net.store("node-de").unwrap().has_record(*record)),
        "one signer, three records"
    );
    assert!(net.inbox("de-rurheim").is_empty(), "closed all the same");
    net.member("de-rurheim")?.let_be_destroyed()?;
    net.run_until_quiet()?;
    for record in records {
        assert!(!net.store("node-de")?.has_record(record));
        assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Erased));
    }
    net.finish().map(drop)
}

/// Takes every mandate from a member.
fn without_mandates(net: &mut Net, member: &str) -> Result<(), SimError> {
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&member.parse().unwrap()).unwrap().mandates.clear();
    })
}

#[test]
fn a_mandate_that_ends_takes_back_what_was_disclosed_on_it() -> Result<(), SimError> {
    let mut net = Net::new(21)?;
    let record = delivered(&mut net)?;
    without_mandates(&mut net, "de-rurheim")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    assert_eq!(ending(read(&mut net, "de-rurheim", record)?), Some(Ending::Retracted));
    assert_eq!(net.inbox("be-grensbeek"), [record]);
    net.finish().map(drop)
}

#[test]
fn a_review_that_a_crash_broke_off_is_done_after_it() -> Result<(), SimError> {
    let mut net = Net::new(22)?;
    let _ = delivered(&mut net)?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, |write| matches!(write, Write::Register { .. }))?;
    let _ = without_mandates(&mut net, "de-rurheim");
    assert!(!net.is_up("node-nl"));
    net.restart("node-nl")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.finish().map(drop)
}

#[test]
fn an_answer_stays_with_whoever_asked_when_the_rules_are_looked_at_again() -> Result<(), SimError> {
    let mut net = Net::new(23)?;
    let (asker, asked) = (ORIGIN.parse().unwrap(), "de-rurheim".parse().unwrap());
    let question = sluis_simulations::cases::question(&asker, &asked, Purpose::LicenceDecision)?;
    let request = net.member(ORIGIN)?.submit(&question)?;
    net.run_until_quiet()?;
    let mut reply = case("c06")?.submission;
    reply.content.handling.in_reply_to = Some(request.to_string());
    reply.content.answer = Some(sluis_schemas::vocabulary::Answer::Full);
    let record = net.member("de-rurheim")?.submit(&reply)?;
    net.run_until_quiet()?;
    net.advance(2)?;
    assert!(net.inbox(ORIGIN).contains(&record));
    net.finish().map(drop)
}

#[test]
fn a_mandate_that_ends_while_a_review_is_under_way_takes_back_corrections_as_well() -> Result<(), SimError> {
    let mut net = Net::new(24)?;
    let first = delivered(&mut net)?;
    let second = net.member(ORIGIN)?.correct(first, &corrected())?;
    net.run_until_quiet()?;
    net.slow_disk("node-nl", 2_000)?;
    without_mandates(&mut net, "de-zoll")?;
    net.advance_millis(1_000)?;
    without_mandates(&mut net, "de-rurheim")?;
    net.advance_millis(60_000)?;
    net.run_until_quiet()?;
    assert!(!net.inbox("de-rurheim").contains(&second));
    net.finish().map(drop)
}
