//! Disputes: opened, answered, taken up level by level, and ended by what a mediator finds; no gate looks at them.

use sluis_protocol::core::{DisputeBar, Reply, Write, next_level};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{About, DisputeStep, DisputedClass, Found, Matter, Notice, Remedy};
use sluis_schemas::vocabulary::{
    DisputeAnswer, DisputeGround, DisputeLevel, DisputeMatter, DisputeState, Purpose, RecallGround, RefusalGround,
    Role, SignalType, UserRole,
};
use sluis_schemas::{Date, Words};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "be-ariec-oost";
const OTHER: &str = "de-rurheim";
const MEDIATOR: &str = "fr-prefecture";

/// The closed lunchroom, which goes to a Belgian and a German body, in a federation that has a mediator.
fn signal(net: &mut Net) -> Result<RecordId, SimError> {
    mediates(net, MEDIATOR)?;
    let signal = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    Ok(signal)
}

fn mediates(net: &mut Net, member: &str) -> Result<(), SimError> {
    let id = member.parse().unwrap();
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&id).unwrap().role = Role::Mediator;
    })?;
    net.run_until_quiet()
}

fn words(text: &str) -> Words {
    Words::new(text).unwrap()
}

fn case_of(matter: DisputeMatter) -> (Matter, Date) {
    let words = words("the closure was lifted in the meantime");
    (Matter { matter, ground: DisputeGround::Facts, words }, "2026-11-30".parse().unwrap())
}

fn about(of: &str, signal: RecordId) -> About {
    About { of: of.parse().unwrap(), signal }
}

/// What is said is let, and arrives; its record.
fn done(net: &mut Net, reply: Option<Reply>) -> Result<RecordId, SimError> {
    let Some(Reply::Done { notice: Some(record) }) = reply else { panic!("{reply:?}") };
    net.run_until_quiet()?;
    Ok(record)
}

fn says(net: &mut Net, by: &str, dispute: RecordId, step: DisputeStep) -> Result<RecordId, SimError> {
    let reply = net.member(by)?.dispute(dispute, step)?;
    done(net, reply)
}

fn barred(reply: Option<Reply>) -> DisputeBar {
    match reply {
        Some(Reply::Barred { why }) => why,
        other => panic!("{other:?}"),
    }
}

/// The holder disputes the grading.
fn opened(net: &mut Net) -> Result<(RecordId, RecordId), SimError> {
    let signal = signal(net)?;
    let reply = net.member(HOLDER)?.open_dispute(about(ORIGIN, signal), ORIGIN, case_of(DisputeMatter::Grading))?;
    let dispute = done(net, reply)?;
    Ok((signal, dispute))
}

fn answered(dispute: RecordId, level: DisputeLevel, view: DisputeAnswer) -> DisputeStep {
    DisputeStep::Answered { dispute, level, view, words: words("the decision stands, art. 13b") }
}

fn up(dispute: RecordId, level: DisputeLevel) -> DisputeStep {
    let mediator = (level >= DisputeLevel::Mediator).then(|| MEDIATOR.parse().unwrap());
    DisputeStep::Escalated { dispute, level, due: "2026-12-28".parse().unwrap(), mediator }
}

/// It was answered at each level, and taken to the next, up to the mediator.
fn brought(net: &mut Net, dispute: RecordId, by: &str, other: &str) -> Result<(), SimError> {
    for level in [DisputeLevel::Officer, DisputeLevel::Lawyer] {
        says(net, other, dispute, answered(dispute, level, DisputeAnswer::Upheld))?;
        says(net, by, dispute, up(dispute, next_level(level).unwrap()))?;
    }
    Ok(())
}

fn found(outcome: Remedy) -> Found {
    Found { outcome, words: words("the law of the holder knows no such grading") }
}

fn class() -> DisputedClass {
    let basis = "nl.gemeentewet".parse().unwrap();
    DisputedClass { r#type: SignalType::EnforcementMeasure, purpose: Purpose::LicenceDecision, basis }
}

fn state(net: &Net, member: &str, dispute: RecordId) -> Option<DisputeState> {
    net.disputed(member, dispute).map(|kept| kept.state())
}

#[test]
fn a_dispute_goes_up_level_by_level_and_ends_in_a_finding_that_both_parties_have() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    assert_eq!(net.disputed(ORIGIN, dispute).unwrap().level, DisputeLevel::Officer);
    brought(&mut net, dispute, HOLDER, ORIGIN)?;
    assert_eq!(net.disputed(MEDIATOR, dispute).unwrap().level, DisputeLevel::Mediator);

    let agreement = Remedy::Agreement { basis: "nl.gemeentewet".parse().unwrap() };
    let reply = net.member(MEDIATOR)?.find(dispute, &found(agreement.clone()))?;
    done(&mut net, reply)?;

    for member in [ORIGIN, HOLDER, MEDIATOR] {
        let kept = net.disputed(member, dispute).unwrap();
        assert_eq!(kept.found().map(|found| &found.outcome), Some(&agreement), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn a_mediator_learns_of_a_dispute_when_it_is_brought_there_and_never_of_which_record() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    says(&mut net, ORIGIN, dispute, answered(dispute, DisputeLevel::Officer, DisputeAnswer::Upheld))?;
    says(&mut net, HOLDER, dispute, up(dispute, DisputeLevel::Lawyer))?;
    assert!(net.disputed(MEDIATOR, dispute).is_none());
    assert!(net.holds(MEDIATOR).is_empty());
    says(&mut net, ORIGIN, dispute, answered(dispute, DisputeLevel::Lawyer, DisputeAnswer::Upheld))?;
    says(&mut net, HOLDER, dispute, up(dispute, DisputeLevel::Mediator))?;
    let kept = net.disputed(MEDIATOR, dispute).unwrap();
    assert_eq!((kept.opener.as_str(), kept.against.as_str(), kept.about), (HOLDER, ORIGIN, None));
    assert!(net.disputed(OTHER, dispute).is_none());

    // The steering group is the mediator's to bring it to, who hears how it goes on.
    net.advance(42)?;
    says(&mut net, ORIGIN, dispute, up(dispute, DisputeLevel::SteeringGroup))?;
    assert_eq!(net.disputed(MEDIATOR, dispute).unwrap().level, DisputeLevel::SteeringGroup);
    says(&mut net, HOLDER, dispute, DisputeStep::Withdrawn { dispute })?;
    assert_eq!(state(&net, MEDIATOR, dispute), Some(DisputeState::Withdrawn));
    net.finish().map(drop)
}

#[test]
fn a_finding_by_who_does_not_mediate_is_refused() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    brought(&mut net, dispute, HOLDER, ORIGIN)?;
    let gap = found(Remedy::Gap { class: class() });
    for member in [ORIGIN, HOLDER, OTHER] {
        let reply = net.member(member)?.find(dispute, &gap)?;
        assert_eq!(barred(reply), DisputeBar::NotMediator, "{member}");
    }
    // Nor is it brought to who is none, or is a party.
    mediates(&mut net, "it-appalti")?;
    assert!(matches!(net.member("it-appalti")?.find(dispute, &gap)?, Some(Reply::NotFound)));
    assert_eq!(state(&net, HOLDER, dispute), Some(DisputeState::Open));
    net.finish().map(drop)
}

#[test]
fn a_mediator_finds_nothing_in_its_own_dispute() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    mediates(&mut net, HOLDER)?;
    let reply = net.member(HOLDER)?.find(dispute, &found(Remedy::Gap { class: class() }))?;
    assert_eq!(barred(reply), DisputeBar::NotMediator);
    net.finish().map(drop)
}

#[test]
fn a_dispute_is_brought_to_a_mediator_of_the_register_alone() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    says(&mut net, ORIGIN, dispute, answered(dispute, DisputeLevel::Officer, DisputeAnswer::Upheld))?;
    says(&mut net, HOLDER, dispute, up(dispute, DisputeLevel::Lawyer))?;
    says(&mut net, ORIGIN, dispute, answered(dispute, DisputeLevel::Lawyer, DisputeAnswer::Upheld))?;
    let (level, due) = (DisputeLevel::Mediator, "2026-12-28".parse().unwrap());
    let to = |member: &str| DisputeStep::Escalated { dispute, level, due, mediator: member.parse().ok() };
    assert_eq!(barred(net.member(HOLDER)?.dispute(dispute, to(OTHER))?), DisputeBar::NotMediator);
    assert_eq!(barred(net.member(HOLDER)?.dispute(dispute, to(ORIGIN))?), DisputeBar::NotMediator);
    assert!(net.disputed(OTHER, dispute).is_none());
    net.finish().map(drop)
}

#[test]
fn an_overdue_dispute_is_listed_and_either_party_takes_it_up() -> Result<(), SimError> {
    for by in [ORIGIN, HOLDER] {
        let mut net = Net::new(1)?;
        let (_, dispute) = opened(&mut net)?;
        let lawyer = || up(dispute, DisputeLevel::Lawyer);
        assert_eq!(barred(net.member(by)?.dispute(dispute, lawyer())?), DisputeBar::TooEarly);
        net.advance(8)?;
        let today = Date::of(net.now());
        assert_eq!(net.overdue_disputes(ORIGIN, today), [dispute]);
        assert_eq!(net.overdue_disputes(HOLDER, today), [dispute]);
        let two_up = up(dispute, DisputeLevel::Mediator);
        assert_eq!(barred(net.member(by)?.dispute(dispute, two_up)?), DisputeBar::NotNext);

        says(&mut net, by, dispute, lawyer())?;

        for member in [ORIGIN, HOLDER] {
            assert_eq!(net.disputed(member, dispute).unwrap().level, DisputeLevel::Lawyer);
            assert!(net.overdue_disputes(member, today).is_empty());
        }
        net.finish()?;
    }
    Ok(())
}

#[test]
fn from_the_lawyers_on_it_is_for_the_policy_officer() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    says(&mut net, ORIGIN, dispute, answered(dispute, DisputeLevel::Officer, DisputeAnswer::Upheld))?;
    says(&mut net, HOLDER, dispute, up(dispute, DisputeLevel::Lawyer))?;
    let yielded = || answered(dispute, DisputeLevel::Lawyer, DisputeAnswer::Yielded);
    let officer = net.member(ORIGIN)?.in_roles(&[UserRole::Releaser]).dispute(dispute, yielded())?;
    assert!(matches!(officer, Some(Reply::Refused { rule }) if rule == "needs-role-policy-officer"));
    let reply = net.member(ORIGIN)?.in_roles(&[UserRole::PolicyOfficer]).dispute(dispute, yielded())?;
    done(&mut net, reply)?;
    assert_eq!(state(&net, HOLDER, dispute), Some(DisputeState::Settled));
    assert_eq!(barred(net.member(HOLDER)?.dispute(dispute, up(dispute, DisputeLevel::Mediator))?), DisputeBar::Over);
    net.finish().map(drop)
}

#[test]
fn who_has_no_part_in_a_record_disputes_nothing() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let grading = || case_of(DisputeMatter::Grading);
    // A member that does not have it; a holder with another holder; its origin with who does not have it.
    let stranger = net.member("it-appalti")?.open_dispute(about(ORIGIN, signal), ORIGIN, grading())?;
    assert!(matches!(stranger, Some(Reply::NotFound)));
    let sideways = net.member(HOLDER)?.open_dispute(about(ORIGIN, signal), OTHER, grading())?;
    assert_eq!(barred(sideways), DisputeBar::NotParty);
    let outside = net.member(ORIGIN)?.open_dispute(about(ORIGIN, signal), "it-appalti", grading())?;
    assert_eq!(barred(outside), DisputeBar::NotParty);
    let refusal = net.member(HOLDER)?.open_dispute(about(ORIGIN, signal), ORIGIN, case_of(DisputeMatter::Refusal))?;
    assert_eq!(barred(refusal), DisputeBar::NotDisputable);

    let reply = net.member(HOLDER)?.open_dispute(about(ORIGIN, signal), ORIGIN, grading())?;
    done(&mut net, reply)?;
    let again = net.member(HOLDER)?.open_dispute(about(ORIGIN, signal), ORIGIN, grading())?;
    assert_eq!(barred(again), DisputeBar::Disputed);
    net.finish().map(drop)
}

#[test]
fn an_origin_says_nothing_of_a_dispute_where_its_signal_does_not_go_any_more() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    net.cut("node-nl", "node-be")?;
    let ownership = case_of(DisputeMatter::Ownership);
    let reply = net.member(ORIGIN)?.open_dispute(about(ORIGIN, signal), HOLDER, ownership)?;
    let dispute = done(&mut net, reply)?;
    net.member(ORIGIN)?.recall(signal, RecallGround::Error)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert!(net.disputed(HOLDER, dispute).is_none());
    assert!(!net.holds(HOLDER).contains(&dispute));
    net.finish().map(drop)
}

/// A question that was refused, and the reply that its answerer may not send.
fn refused(net: &mut Net) -> Result<(RecordId, RecordId), SimError> {
    mediates(net, MEDIATOR)?;
    let request = net.member(ORIGIN)?.submit(&question(
        &ORIGIN.parse().unwrap(),
        &HOLDER.parse().unwrap(),
        Purpose::LicenceDecision,
    )?)?;
    net.run_until_quiet()?;
    let early = net.member(ORIGIN)?.open_dispute(about(ORIGIN, request), HOLDER, case_of(DisputeMatter::Refusal))?;
    assert_eq!(barred(early), DisputeBar::NothingRefused);
    let refused = Notice::Refused { ground: RefusalGround::Secrecy, basis: None };
    net.member(HOLDER)?.notify(request, ORIGIN, refused)?;
    net.run_until_quiet()?;
    let reply = net.member(ORIGIN)?.open_dispute(about(ORIGIN, request), HOLDER, case_of(DisputeMatter::Refusal))?;
    let dispute = done(net, reply)?;
    Ok((request, dispute))
}

#[test]
fn no_finding_opens_a_gate_and_a_gap_that_is_found_is_counted_where_the_answer_is_kept_from_going()
-> Result<(), SimError> {
    let basis = "be.law-2024-01-15".parse().unwrap();
    let remedies = [
        Remedy::Agreement { basis },
        Remedy::PackChange { country: "BE".parse().unwrap(), class: class() },
        Remedy::Gap { class: class() },
    ];
    for outcome in remedies {
        let mut net = Net::new(1)?;
        let (_, dispute) = refused(&mut net)?;
        let mut submission = case("c01")?.submission;
        submission.content.handling.legal_bases = ["be.law-2024-01-15".parse().unwrap()].into();
        let before = net.member(HOLDER)?.preview(&submission)?;
        assert_ne!(before.members.get(&ORIGIN.parse().unwrap()).map(String::as_str), Some("permitted"));
        brought(&mut net, dispute, ORIGIN, HOLDER)?;
        let gaps = net.gaps_of(HOLDER).len();

        let reply = net.member(MEDIATOR)?.find(dispute, &found(outcome.clone()))?;
        done(&mut net, reply)?;

        assert_eq!(state(&net, ORIGIN, dispute), Some(DisputeState::Found));
        let after = net.member(HOLDER)?.preview(&submission)?;
        assert_eq!((before.submit, before.members), (after.submit, after.members), "{outcome:?}");
        let is_gap = matches!(outcome, Remedy::Gap { .. });
        assert_eq!(net.gaps_of(HOLDER).len(), gaps + usize::from(is_gap), "{outcome:?}");
        assert!(net.gaps_of(ORIGIN).is_empty());
        net.finish()?;
    }
    Ok(())
}

#[test]
fn steps_that_cross_lead_both_parties_to_the_same() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (_, dispute) = opened(&mut net)?;
    net.cut("node-nl", "node-be")?;
    net.advance(8)?;
    says(&mut net, ORIGIN, dispute, answered(dispute, DisputeLevel::Officer, DisputeAnswer::Yielded))?;
    says(&mut net, HOLDER, dispute, up(dispute, DisputeLevel::Lawyer))?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    for member in [ORIGIN, HOLDER] {
        let kept = net.disputed(member, dispute).unwrap();
        assert_eq!((kept.state(), kept.level), (DisputeState::Settled, DisputeLevel::Lawyer), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn a_dispute_survives_crashes_of_who_opens_it_and_who_hears_it() -> Result<(), SimError> {
    for (node, point) in [("node-be", CrashPoint::AfterCommit), ("node-nl", CrashPoint::AfterCommit)] {
        let mut net = Net::new(1)?;
        let signal = signal(&mut net)?;
        net.crash_at(node, point, |write| matches!(write, Write::Dispute { .. }))?;
        net.member(HOLDER)?.open_dispute(about(ORIGIN, signal), ORIGIN, case_of(DisputeMatter::Condition))?;
        net.run_until_quiet()?;
        net.restart(node)?;
        net.run_until_quiet()?;
        net.finish()?;
    }
    Ok(())
}
