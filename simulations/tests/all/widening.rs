//! More members may have a signal than when it was released: nothing goes by itself, and a releaser lets it go.

use std::collections::BTreeMap;

use sluis_protocol::core::{Reply, TAKEN_BACK, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_schemas::MemberId;
use sluis_schemas::federation::Mandate;
use sluis_schemas::vocabulary::{RecallGround, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const RECEIVER: &str = "de-rurheim";
const OTHER: &str = "be-grensbeek";

/// Takes a member's mandates; gives them.
fn mandates(net: &mut Net, member: &str, new: Vec<Mandate>) -> Result<Vec<Mandate>, SimError> {
    let mut before = Vec::new();
    net.extend_register("node-nl", |register| {
        let member = register.members.get_mut(&member.parse().unwrap()).unwrap();
        before = std::mem::replace(&mut member.mandates, new);
    })?;
    net.run_until_quiet()?;
    Ok(before)
}

/// A signal that was released while one receiver had no mandate, which has it again since.
fn released_without(net: &mut Net, receiver: &str) -> Result<RecordId, SimError> {
    let before = mandates(net, receiver, Vec::new())?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    mandates(net, receiver, before)?;
    assert!(net.inbox(receiver).is_empty(), "it went by itself");
    Ok(record)
}

fn outcomes(reply: Option<Reply>) -> BTreeMap<MemberId, String> {
    match reply {
        Some(Reply::Widened { outcomes }) => outcomes,
        other => panic!("not widened but {other:?}"),
    }
}

fn outcome(net: &mut Net, record: RecordId, to: &str) -> Result<String, SimError> {
    let mut found = outcomes(net.member(ORIGIN)?.widen(record, &[to])?);
    Ok(found.remove(&to.parse().unwrap()).unwrap())
}

#[test]
fn what_more_members_may_have_goes_to_them_once_a_releaser_lets_it() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let record = released_without(&mut net, RECEIVER)?;
    let reply = net.member(ORIGIN)?.in_roles(&[UserRole::Submitter]).widen(record, &[RECEIVER])?;
    assert!(matches!(&reply, Some(Reply::Refused { rule }) if rule == "needs-role-releaser"), "{reply:?}");
    for _ in 0..2 {
        assert_eq!(outcome(&mut net, record, RECEIVER)?, "permitted");
        net.run_until_quiet()?;
        assert_eq!(net.inbox(RECEIVER), [record]);
    }
    let told = |d: &Detail| matches!(d, Detail::Widening { record: id, .. } if *id == record);
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| told(d)).count(), 2);
    net.finish().map(drop)
}

#[test]
fn who_may_not_have_it_is_not_given_it() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let mut submission = case("c01")?.submission;
    submission.distribution.exclude.insert(OTHER.parse().unwrap());
    let record = net.member(ORIGIN)?.submit(&submission)?;
    let before = mandates(&mut net, RECEIVER, Vec::new())?;
    assert_ne!(outcome(&mut net, record, OTHER)?, "permitted");
    assert_eq!(outcome(&mut net, record, RECEIVER)?, TAKEN_BACK);
    mandates(&mut net, RECEIVER, before)?;
    assert_eq!(outcome(&mut net, record, RECEIVER)?, TAKEN_BACK, "a correction may go there");
    net.run_until_quiet()?;
    assert!(net.inbox(OTHER).is_empty() && net.inbox(RECEIVER).is_empty());
    let again = net.member(ORIGIN)?.correct(record, &submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [again]);
    net.finish().map(drop)
}

#[test]
fn who_was_given_it_later_hears_of_its_recall() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let record = released_without(&mut net, RECEIVER)?;
    outcome(&mut net, record, RECEIVER)?;
    net.run_until_quiet()?;
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.advance_millis(2 * 3_600_000)?;
    assert!(!net.store("node-de")?.has_record(record));
    let reply = net.member(ORIGIN)?.widen(record, &[RECEIVER])?;
    assert!(matches!(reply, Some(Reply::Closed { .. } | Reply::NotFound)), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn of_a_corrected_signal_the_newest_version_goes() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = released_without(&mut net, RECEIVER)?;
    let before = mandates(&mut net, RECEIVER, Vec::new())?;
    let mut submission = case("c01")?.submission;
    submission.content.title = Some("Corrected".to_owned());
    let second = net.member(ORIGIN)?.correct(record, &submission)?;
    mandates(&mut net, RECEIVER, before)?;
    assert_eq!(outcome(&mut net, record, RECEIVER)?, "permitted");
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [second]);
    net.finish().map(drop)
}

#[test]
fn nothing_of_it_is_lost_in_a_crash() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(5)?;
        let record = released_without(&mut net, RECEIVER)?;
        net.crash_at("node-nl", point, |write| matches!(write, Write::Widened { .. }))?;
        let _ = net.member(ORIGIN)?.widen(record, &[RECEIVER]);
        net.restart("node-nl")?;
        net.run_until_quiet()?;
        assert_eq!(outcome(&mut net, record, RECEIVER)?, "permitted");
        net.run_until_quiet()?;
        assert_eq!(net.inbox(RECEIVER), [record], "{point:?}");
        net.finish()?;
    }
    Ok(())
}
