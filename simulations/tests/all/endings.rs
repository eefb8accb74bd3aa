//! Endings that meet: in one commit, on the way, and while answers and retractions are still to come.

use sluis_protocol::core::{Progress, Reply};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Answer, Purpose, RecallGround};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::Net;

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "de-rurheim";
const HOUR: u64 = 3_600_000;

/// A signal that the holder has.
fn delivered(net: &mut Net) -> Result<RecordId, SimError> {
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert!(net.inbox(HOLDER).contains(&record));
    Ok(record)
}

fn asked(net: &mut Net) -> Result<RecordId, SimError> {
    let question = question(&ORIGIN.parse().unwrap(), &HOLDER.parse().unwrap(), Purpose::LicenceDecision)?;
    let request = net.member(ORIGIN)?.submit(&question)?;
    net.run_until_quiet()?;
    Ok(request)
}

fn answer(request: RecordId) -> Result<Submission, SimError> {
    let mut reply = case("c06")?.submission;
    reply.content.handling.in_reply_to = Some(request.to_string());
    reply.content.answer = Some(Answer::None);
    Ok(reply)
}

fn both_see(net: &Net, request: RecordId, progress: &Progress) {
    for (member, other) in [(ORIGIN, HOLDER), (HOLDER, ORIGIN)] {
        assert_eq!(net.progress(member, request, other).as_ref(), Some(progress), "{member}");
    }
}

#[test]
fn a_question_is_not_corrected_and_the_journal_tells_of_the_try() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = asked(&mut net)?;
    let again = question(&ORIGIN.parse().unwrap(), &HOLDER.parse().unwrap(), Purpose::LicenceDecision)?;
    let draft = net.member(ORIGIN)?.draft_correction(request, &again)?;
    let reply = net.member(ORIGIN)?.release(&draft)?;
    assert!(matches!(&reply, Some(Reply::Refused { rule }) if rule == "request-not-corrected"), "{reply:?}");
    let told = net.journal("node-nl")?.into_iter().any(|d| matches!(d, Detail::Refusal { .. }));
    assert!(told, "a refusal without its entry");
    net.finish().map(drop)
}

#[test]
fn an_answer_that_is_corrected_before_it_came_ends_the_question_for_both() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let request = asked(&mut net)?;
    let reply = net.member(HOLDER)?.submit(&answer(request)?)?;
    net.cut("node-nl", "node-de")?;
    let corrected = net.member(HOLDER)?.correct(reply, &answer(request)?)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox(ORIGIN).contains(&corrected) && !net.store("node-nl")?.has_record(reply));
    both_see(&net, request, &Progress::Answered { answer: Answer::None });
    net.finish().map(drop)
}

#[test]
fn an_answer_that_came_and_was_recalled_before_its_receipt_ended_the_question_for_both() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let request = asked(&mut net)?;
    let reply = net.member(HOLDER)?.submit(&answer(request)?)?;
    net.member(HOLDER)?.recall(reply, RecallGround::Error)?;
    net.run_until_quiet()?;
    assert!(!net.inbox(ORIGIN).contains(&reply));
    both_see(&net, request, &Progress::Answered { answer: Answer::None });
    net.finish().map(drop)
}

#[test]
fn an_answer_that_came_after_its_end_does_not_count_for_who_was_put_back() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let request = asked(&mut net)?;
    let reply = net.member(HOLDER)?.submit(&answer(request)?)?;
    let mut corrected = answer(request)?;
    corrected.distribution.exclude.insert(ORIGIN.parse().unwrap());
    net.member(HOLDER)?.correct(reply, &corrected)?;
    net.cut("node-nl", "node-de")?;
    let copy = net.back_up("node-de")?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    both_see(&net, request, &Progress::Open);

    net.restore_from("node-de", copy)?;
    net.run_until_quiet()?;

    both_see(&net, request, &Progress::Open);
    net.finish().map(drop)
}

#[test]
fn who_may_not_have_a_correction_any_more_loses_what_it_corrects() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let first = delivered(&mut net)?;
    net.crash("node-de")?;
    net.advance_millis(2_000)?;
    net.member(ORIGIN)?.correct(first, &case("c01")?.submission)?;
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&HOLDER.parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.run_until_quiet()?;
    net.restart("node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox(HOLDER).is_empty());
    net.finish().map(drop)
}

#[test]
fn a_question_that_the_rules_take_back_is_closed_for_both() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let (asker, asked) = ("nl-arbeid", "de-zoll");
    let question = question(&asker.parse().unwrap(), &asked.parse().unwrap(), Purpose::LabourSupervision)?;
    let request = net.member(asker)?.submit(&question)?;
    net.run_until_quiet()?;
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&asked.parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.run_until_quiet()?;
    assert!(net.inbox(asked).is_empty());
    for (member, other) in [(asker, asked), (asked, asker)] {
        assert_eq!(net.progress(member, request, other), Some(Progress::Closed), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn what_is_disclosed_again_before_its_retraction_was_signed_stays() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    let first = delivered(&mut net)?;
    let mut narrowed = case("c01")?.submission;
    narrowed.distribution.exclude.insert(HOLDER.parse().unwrap());
    net.member(ORIGIN)?.correct(first, &narrowed)?;
    let third = net.member(ORIGIN)?.correct(first, &case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(HOLDER), [third]);
    net.finish().map(drop)
}

#[test]
fn of_two_holds_in_one_commit_the_later_counts() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let (busy, record) = (delivered(&mut net)?, delivered(&mut net)?);
    net.member(HOLDER)?.hold(record, true)?;
    net.slow_disk("node-de", 1_000)?;
    net.member(HOLDER)?.hold(busy, true)?;
    net.member(HOLDER)?.hold(record, false)?;
    net.member(HOLDER)?.hold(record, true)?;
    net.run_until_quiet()?;
    assert!(!net.inbox(HOLDER).contains(&record), "the hold was asked for last");
    net.finish().map(drop)
}

#[test]
fn what_ends_in_the_commit_of_another_destruction_is_destroyed_as_well() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let mut short = case("c01")?.submission;
    short.content.handling.retain_until = Some(sluis_schemas::Date::of(net.now()));
    let kept_today = net.member(ORIGIN)?.submit(&short)?;
    let record = delivered(&mut net)?;
    // The disk works over midnight: the end of the one day and the recall are handled together.
    net.advance_millis(15 * HOUR - 3_000)?;
    net.slow_disk("node-de", 5_000)?;
    net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.advance_millis(1_000)?;
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.advance_millis(2 * HOUR)?;
    assert!(!net.store("node-de")?.has_record(kept_today));
    assert!(!net.store("node-de")?.has_record(record), "it is never destroyed");
    net.finish().map(drop)
}

#[test]
fn what_waited_for_the_clock_to_be_believed_is_destroyed_as_soon_as_it_is() -> Result<(), SimError> {
    let mut net = Net::new(70)?;
    let record = delivered(&mut net)?;
    let jump = |net: &mut Net, millis| ["node-be", "node-de"].iter().try_for_each(|node| net.jump_clock(node, millis));
    jump(&mut net, 6 * 60_000)?;
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.advance_millis(HOUR + 60_000)?;
    assert!(net.store("node-nl")?.has_record(record), "two of four peers say that it is another time");
    jump(&mut net, -6 * 60_000)?;
    // No clock goes back: theirs wait until it is that late.
    net.advance_millis(3 * 60_000)?;
    let mut another = case("c01")?.submission;
    another.content.title = Some("Another".to_owned());
    net.member(ORIGIN)?.submit(&another)?;
    net.advance_millis(5_000)?;
    assert!(!net.store("node-nl")?.has_record(record), "it is not looked at again minutes later");
    net.finish().map(drop)
}
