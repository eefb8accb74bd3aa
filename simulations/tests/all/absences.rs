//! A member is absent: what it would let lie goes back to the origin, which learns whom to ask instead.

use sluis_protocol::core::{NoAbsence, Reply, Stage, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{OwnershipRefusal, OwnershipStep};
use sluis_schemas::Date;
use sluis_schemas::vocabulary::{FollowUpState, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const OWNER: &str = "be-ariec-oost";
const OTHER: &str = "de-rurheim";
/// At the node of the owner.
const NEIGHBOUR: &str = "be-grensbeek";
/// The day on which scenarios begin.
const TODAY: &str = "2026-11-23";

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

/// The closed lunchroom, which goes to a Belgian and a German body.
fn signal(net: &mut Net) -> Result<RecordId, SimError> {
    let signal = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    Ok(signal)
}

fn says(net: &mut Net, by: &str, signal: RecordId, to: &str, step: OwnershipStep) -> Result<RecordId, SimError> {
    let reply = net.member(by)?.own(signal, to, step)?;
    let Some(Reply::Done { notice: Some(record) }) = reply else { panic!("{reply:?}") };
    net.run_until_quiet()?;
    Ok(record)
}

/// Offered until the 30th, to be closed by the 21st of December.
fn offered(net: &mut Net, signal: RecordId) -> Result<RecordId, SimError> {
    let step = OwnershipStep::Offered { accept_by: day("2026-11-30"), close_by: day("2026-12-21") };
    says(net, ORIGIN, signal, OWNER, step)
}

fn absent(net: &mut Net, from: &str, until: &str, delegate: &str) -> Result<(), SimError> {
    let reply = net.member(OWNER)?.absent(day(from), day(until), delegate)?;
    assert!(matches!(reply, Some(Reply::Done { .. })), "{reply:?}");
    net.run_until_quiet()
}

fn not_taken(net: &mut Net, by: &str, from: &str, until: &str, delegate: &str) -> Result<NoAbsence, SimError> {
    match net.member(by)?.absent(day(from), day(until), delegate)? {
        Some(Reply::NoAbsence { why }) => Ok(why),
        other => panic!("{other:?}"),
    }
}

fn state(net: &Net, member: &str, signal: RecordId) -> Option<FollowUpState> {
    net.follow_up(member, signal).map(|kept| kept.stage.state())
}

/// At the origin: refused as absent, and whom it named waits to be asked.
fn is_given_away(net: &Net, signal: RecordId) -> bool {
    let kept = net.follow_up(ORIGIN, signal).unwrap();
    let absent = |why: &OwnershipRefusal| matches!(why, OwnershipRefusal::Absent { .. });
    matches!(&kept.stage, Stage::Refused { why, .. } if absent(why)) && kept.proposed == [OTHER.parse().unwrap()]
}

#[test]
fn what_an_absent_member_is_asked_goes_back_and_its_delegate_waits_to_be_asked() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    absent(&mut net, TODAY, "2026-12-04", OTHER)?;

    offered(&mut net, signal)?;

    assert!(is_given_away(&net, signal));
    assert_eq!(net.unowned(ORIGIN), [signal]);
    // Nobody was asked by that.
    assert_eq!(state(&net, OTHER, signal), None);
    let step = OwnershipStep::Offered { accept_by: day("2026-12-02"), close_by: day("2026-12-21") };
    let offer = says(&mut net, ORIGIN, signal, OTHER, step)?;
    says(&mut net, OTHER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    assert_eq!(net.owned_by(OTHER), [signal]);
    net.finish().map(drop)
}

#[test]
fn what_is_due_after_it_is_back_waits_for_it() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    absent(&mut net, TODAY, "2026-11-29", OTHER)?;
    let offer = offered(&mut net, signal)?;
    assert_eq!(state(&net, ORIGIN, signal), Some(FollowUpState::Offered));
    says(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    assert_eq!(net.owned_by(OWNER), [signal]);
    net.finish().map(drop)
}

#[test]
fn what_it_owns_and_is_due_meanwhile_is_handed_over_on_its_first_day() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let offer = offered(&mut net, signal)?;
    says(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    absent(&mut net, "2026-12-14", "2026-12-24", OTHER)?;
    assert_eq!(state(&net, ORIGIN, signal), Some(FollowUpState::Owned));

    net.advance(20)?;
    assert_eq!(state(&net, ORIGIN, signal), Some(FollowUpState::Owned));
    net.advance(1)?;

    for member in [ORIGIN, OWNER] {
        assert_eq!(state(&net, member, signal), Some(FollowUpState::HandedOver), "{member}");
    }
    assert_eq!(net.follow_up(ORIGIN, signal).unwrap().proposed, [OTHER.parse().unwrap()]);
    net.finish().map(drop)
}

#[test]
fn an_absence_outlives_a_crash_and_what_was_not_said_then_is_said() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(1)?;
        let signal = signal(&mut net)?;
        absent(&mut net, TODAY, "2026-12-04", OTHER)?;
        net.crash_at("node-be", point, |write| matches!(write, Write::FollowUp { .. }))?;
        offered(&mut net, signal)?;
        net.restart("node-be")?;
        net.run_until_quiet()?;
        assert!(is_given_away(&net, signal), "{point:?}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn an_absence_ends_by_itself_or_before_by_its_first_day() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let first = signal(&mut net)?;
    absent(&mut net, TODAY, "2026-12-04", OTHER)?;
    let reply = net.member(OWNER)?.end_absence(day(TODAY))?;
    assert!(matches!(reply, Some(Reply::Done { .. })), "{reply:?}");
    assert!(matches!(net.member(OWNER)?.end_absence(day(TODAY))?, Some(Reply::NotFound)));
    offered(&mut net, first)?;
    assert_eq!(state(&net, ORIGIN, first), Some(FollowUpState::Offered));

    absent(&mut net, "2026-11-24", "2026-11-25", OTHER)?;
    net.advance(3)?;
    // Those days are over: they may be said of nobody any more, and new ones may.
    assert_eq!(not_taken(&mut net, OWNER, "2026-11-24", "2026-11-25", OTHER)?, NoAbsence::Past);
    assert_eq!(state(&net, ORIGIN, first), Some(FollowUpState::Offered));
    absent(&mut net, "2026-11-26", "2026-11-26", OTHER)?;
    net.finish().map(drop)
}

#[test]
fn a_member_names_another_that_is_there_and_could() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let cases = [
        ("2026-12-04", TODAY, OTHER, NoAbsence::Reversed),
        ("2026-11-01", "2026-11-22", OTHER, NoAbsence::Past),
        (TODAY, "2026-12-04", OWNER, NoAbsence::OwnDelegate),
        (TODAY, "2026-12-04", "nl-nowhere", NoAbsence::NotCompetent),
        (TODAY, "2026-12-04", "nl-terminal-a", NoAbsence::NotCompetent),
    ];
    for (from, until, delegate, why) in cases {
        assert_eq!(not_taken(&mut net, OWNER, from, until, delegate)?, why, "{delegate}");
    }
    absent(&mut net, "2026-12-01", "2026-12-04", OTHER)?;
    assert_eq!(not_taken(&mut net, OWNER, "2026-12-04", "2026-12-08", OTHER)?, NoAbsence::Overlaps);
    let reply = net.member(OWNER)?.in_roles(&[UserRole::Reader]).absent(day("2026-12-10"), day("2026-12-11"), OTHER)?;
    assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn two_members_do_not_stand_in_for_each_other_on_the_same_day() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    absent(&mut net, "2026-12-01", "2026-12-04", NEIGHBOUR)?;
    let reversed = not_taken(&mut net, NEIGHBOUR, "2026-12-04", "2026-12-08", OWNER)?;
    assert_eq!(reversed, NoAbsence::DelegateAbsent);
    let later = net.member(NEIGHBOUR)?.absent(day("2026-12-05"), day("2026-12-08"), OWNER)?;
    assert!(matches!(later, Some(Reply::Done { .. })), "{later:?}");
    net.finish().map(drop)
}
