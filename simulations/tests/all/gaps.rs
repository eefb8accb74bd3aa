//! Legal gaps: counted with the release that meets them, ended when the way opens or the signal ends, and nothing of the
//! signal left then. And what belongs to another channel waits until it was handed over there.

use sluis_protocol::core::{GapEnd, Reply, Write};
use sluis_protocol::journal::{Detail, RefusalId};
use sluis_schemas::vocabulary::{Answer, Channel, Purpose, RecallGround, SignalType, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const DAY: u64 = 24 * 3_600_000;
const CENTRE: &str = "be-ariec-oost";
const AGREED: &str = "de-rurheim";

/// What is missing now at a node for each member, by what it is.
fn open(net: &Net, node: &str) -> Vec<(String, String)> {
    let gaps = net.store(node).unwrap().open_gaps();
    gaps.map(|(_, receiver, gap, _)| (receiver.to_string(), gap.missing.clone())).collect()
}

fn ends(net: &Net, node: &str) -> Vec<GapEnd> {
    net.store(node).unwrap().closed_gaps().iter().map(|closed| closed.end).collect()
}

fn asks_first(receiver: &str, step: &str) -> (String, String) {
    (receiver.to_owned(), format!("ask-first:{step}"))
}

/// The Belgian centre's agreement with the Dutch town, with another member as well.
fn agree(net: &mut Net, with: &str) -> Result<(), SimError> {
    net.extend_register("node-nl", |register| {
        let centre = CENTRE.parse().unwrap();
        let known = register.agreements.iter().find(|agreement| agreement.between.contains(&centre));
        let mut agreement = known.unwrap().clone();
        agreement.between = [centre, with.parse().unwrap()].into();
        register.agreements.insert(agreement);
    })?;
    net.run_until_quiet()
}

fn refused(reply: Option<Reply>) -> (RefusalId, bool) {
    match reply {
        Some(Reply::WrongChannel { refusal, is_waiting, .. }) => (refusal, is_waiting),
        other => panic!("not refused for its channel but {other:?}"),
    }
}

#[test]
fn what_is_missing_is_counted_with_the_release_and_without_whom_it_is_about() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(1)?;
        net.crash_at("node-nl", point, |write| matches!(write, Write::Gap { .. }))?;
        let draft = net.member("nl-riec-zuid")?.draft(&case("c03")?.submission)?;
        let _ = net.member("nl-riec-zuid")?.release(&draft);
        net.restart("node-nl")?;
        net.member("nl-riec-zuid")?.release(&draft)?;
        let no_ground = |receiver: &str| (receiver.to_owned(), "no-ground".to_owned());
        let mut found = open(&net, "node-nl");
        found.sort();
        assert_eq!(found, [no_ground("be-ariec-oost"), no_ground("de-rurheim")], "{point:?}");
        let (_, _, gap, _) = net.store("node-nl")?.open_gaps().next().unwrap();
        assert_eq!((gap.origin.as_str(), gap.purpose), ("NL", Purpose::LicenceDecision));
        assert_eq!(gap.r#type, SignalType::LicenceIntegrityConcern);
        assert_eq!(gap.bases.iter().map(ToString::to_string).collect::<Vec<_>>(), ["nl.wgs"]);
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_gap_ends_for_the_member_that_a_releaser_lets_the_signal_go_to() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = net.member(CENTRE)?.submit(&case("c04")?.submission)?;
    net.run_until_quiet()?;
    let both = [asks_first(AGREED, "agreement"), asks_first("nl-riec-zuid", "agreement")];
    assert_eq!(open(&net, "node-be"), both);
    net.advance_millis(3 * DAY)?;
    net.member(CENTRE)?.widen(record, &[AGREED])?;
    assert_eq!(open(&net, "node-be"), both, "it was met again, and is counted once");
    agree(&mut net, AGREED)?;
    assert_eq!(open(&net, "node-be"), both, "the rules alone let nothing go");
    net.member(CENTRE)?.widen(record, &[AGREED])?;
    net.run_until_quiet()?;
    assert_eq!(open(&net, "node-be"), both[1..]);
    let closed = &net.store("node-be")?.closed_gaps()[0];
    assert_eq!((closed.end, closed.ended.days_since(closed.began)), (GapEnd::Widened, 3));
    net.finish().map(drop)
}

#[test]
fn a_correction_ends_what_it_may_pass_and_what_it_is_not_meant_for() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let record = net.member(CENTRE)?.submit(&case("c04")?.submission)?;
    agree(&mut net, AGREED)?;
    let mut narrower = case("c04")?.submission;
    narrower.distribution.audience.members.remove(&"nl-riec-zuid".parse().unwrap());
    net.member(CENTRE)?.correct(record, &narrower)?;
    assert_eq!(open(&net, "node-be"), []);
    assert_eq!(ends(&net, "node-be"), [GapEnd::Corrected, GapEnd::Dropped]);
    net.finish().map(drop)
}

#[test]
fn a_gap_that_a_correction_leaves_goes_on_since_its_first_day() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = net.member("nl-riec-zuid")?.submit(&case("c03")?.submission)?;
    let began = net.store("node-nl")?.open_gaps().next().unwrap().3;
    net.advance_millis(2 * DAY)?;
    net.member("nl-riec-zuid")?.correct(record, &case("c03")?.submission)?;
    let since: Vec<_> = net.store("node-nl")?.open_gaps().map(|(signal, _, _, began)| (signal, began)).collect();
    assert_eq!(since, [(record, began), (record, began)]);
    net.finish().map(drop)
}

#[test]
fn who_asks_and_is_answered_was_kept_waiting_no_longer() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let asker = "nl-maasdorp";
    net.member(AGREED)?.submit(&case("c05")?.submission)?;
    assert!(open(&net, "node-de").contains(&asks_first(asker, "request")));
    let asked = question(&asker.parse().unwrap(), &AGREED.parse().unwrap(), Purpose::LicenceDecision)?;
    let request = net.member(asker)?.submit(&asked)?;
    net.run_until_quiet()?;
    let mut reply = case("c06")?.submission;
    reply.content.handling.in_reply_to = Some(request.to_string());
    reply.content.answer = Some(Answer::Full);
    net.member(AGREED)?.submit(&reply)?;
    net.run_until_quiet()?;
    assert!(!open(&net, "node-de").contains(&asks_first(asker, "request")));
    assert_eq!(ends(&net, "node-de"), [GapEnd::Answered]);
    net.finish().map(drop)
}

#[test]
fn of_what_is_recalled_the_figure_stays_and_nothing_else() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let record = net.member("nl-riec-zuid")?.submit(&case("c03")?.submission)?;
    net.member("nl-riec-zuid")?.recall(record, RecallGround::Error)?;
    assert_eq!(open(&net, "node-nl"), []);
    assert_eq!(ends(&net, "node-nl"), [GapEnd::Recalled; 2]);
    net.finish().map(drop)
}

#[test]
fn what_is_over_is_kept_from_nobody() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let mut short = case("c03")?.submission;
    short.content.handling.retain_until = Some(sluis_schemas::Date::of(net.now()));
    net.member("nl-riec-zuid")?.submit(&short)?;
    assert_eq!(open(&net, "node-nl").len(), 2);
    net.advance(2)?;
    assert_eq!((open(&net, "node-nl"), ends(&net, "node-nl")), (vec![], vec![GapEnd::Expired; 2]));
    net.finish().map(drop)
}

#[test]
fn what_belongs_to_the_police_waits_once_until_it_was_handed_over() -> Result<(), SimError> {
    let (submitter, submission) = ("nl-maasdorp", case("c12")?.submission);
    let mut net = Net::new(8)?;
    let (refusal, is_waiting) = refused(net.member(submitter)?.draft_as(&submission, None)?);
    assert!(is_waiting);
    assert_eq!(refused(net.member(submitter)?.draft_as(&submission, Some("key"))?), (refusal, true));
    assert_eq!(net.store("node-nl")?.waiting_refusals(), 1);
    let told = |d: &Detail| matches!(d, Detail::Refusal { waits: Some(id), .. } if *id == refusal);
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| told(d)).count(), 1);

    let reply = net.member("nl-register")?.hand_over(refusal, Channel::Police)?;
    assert!(matches!(reply, Some(Reply::NotFound)), "another member's: {reply:?}");
    let reply = net.member(submitter)?.in_roles(&[UserRole::Reader]).hand_over(refusal, Channel::Police)?;
    assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}");
    let reply = net.member(submitter)?.hand_over(refusal, Channel::Police)?;
    assert!(matches!(reply, Some(Reply::Done { .. })), "{reply:?}");
    assert_eq!(net.store("node-nl")?.waiting_refusals(), 0);
    let reply = net.member(submitter)?.hand_over(refusal, Channel::Tax)?;
    assert!(matches!(reply, Some(Reply::HandedOver)), "{reply:?}");
    let told = |d: &Detail| matches!(d, Detail::HandOver { refusal: id, to: Channel::Police, .. } if *id == refusal);
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| told(d)).count(), 1);
    assert_eq!(refused(net.member(submitter)?.draft_as(&submission, None)?), (refusal, false));
    net.finish().map(drop)
}

#[test]
fn what_is_refused_for_another_reason_waits_for_nobody() -> Result<(), SimError> {
    let mut net = Net::new(9)?;
    let reply = net.member("nl-maasdorp")?.draft_as(&case("c15")?.submission, None)?;
    assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}");
    assert_eq!(net.store("node-nl")?.waiting_refusals(), 0);
    net.finish().map(drop)
}

#[test]
fn what_waits_and_may_not_go_any_more_is_counted_when_its_turn_comes_and_not_before() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    agree(&mut net, "nl-maasdorp")?;
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)?;
    let record = net.member(CENTRE)?.submit(&case("c29")?.submission)?;
    assert!(!open(&net, "node-be").contains(&asks_first("nl-maasdorp", "agreement")));
    net.extend_register("node-be", |register| register.agreements.clear())?;
    net.run_until_quiet()?;
    net.member(CENTRE)?.relay(record, "be-grensbeek", &["nl-maasdorp"])?;
    assert!(!open(&net, "node-be").contains(&asks_first("nl-maasdorp", "agreement")), "it waits for its turn");

    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.withheld(record, "nl-maasdorp").as_deref(), Some("ask-first:agreement"));
    assert!(open(&net, "node-be").contains(&asks_first("nl-maasdorp", "agreement")));
    net.member(CENTRE)?.recall(record, RecallGround::Error)?;
    assert!(open(&net, "node-be").is_empty());
    net.finish().map(drop)
}
