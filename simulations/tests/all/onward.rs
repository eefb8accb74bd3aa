//! A holder asks the origin of a signal to pass it on to one member: what is granted is the order, for that member alone.

use sluis_protocol::core::{Closed, ConsentStage, NoConsent, Reply, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{ConsentStep, ConsentTo};
use sluis_schemas::Date;
use sluis_schemas::vocabulary::{Ending, Purpose, RefusalGround};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "de-rurheim";
const RECEIVER: &str = "be-grensbeek";
const OTHER: &str = "be-ariec-oost";

fn day(day: &str) -> Date {
    day.parse().unwrap()
}

/// The German node alone has what those it went to may pass on with consent: the Dutch one does not reach the Belgian.
fn held(net: &mut Net) -> Result<RecordId, SimError> {
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)?;
    let signal = net.member(ORIGIN)?.submit(&case("c21")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!((net.inbox(HOLDER), net.inbox(RECEIVER), net.inbox(OTHER)), (vec![signal], vec![], vec![]));
    Ok(signal)
}

fn asked(receiver: &str) -> ConsentStep {
    let to = ConsentTo::Onward(receiver.parse().unwrap());
    ConsentStep::Asked { to, case: "2026-114".to_owned(), until: day("2026-12-31") }
}

fn granted(request: RecordId, until: &str) -> ConsentStep {
    ConsentStep::Granted { request, until: day(until) }
}

fn says(net: &mut Net, by: &str, signal: RecordId, to: &str, step: ConsentStep) -> Result<RecordId, SimError> {
    let reply = net.member(by)?.consent(signal, to, step)?;
    let Some(Reply::Done { notice: Some(record) }) = reply else { panic!("{reply:?}") };
    net.run_until_quiet()?;
    Ok(record)
}

fn ask(net: &mut Net, signal: RecordId, receiver: &str) -> Result<RecordId, SimError> {
    says(net, HOLDER, signal, ORIGIN, asked(receiver))
}

fn refused(net: &mut Net, by: &str, signal: RecordId, to: &str, step: ConsentStep) -> Result<NoConsent, SimError> {
    match net.member(by)?.consent(signal, to, step)? {
        Some(Reply::NoConsent { why }) => Ok(why),
        other => panic!("{other:?}"),
    }
}

fn stage(net: &Net, member: &str, signal: RecordId, request: RecordId) -> Option<ConsentStage> {
    net.consents(member, signal).get(&request).map(|kept| kept.stage)
}

fn ending(net: &mut Net, record: RecordId) -> Result<Option<Ending>, SimError> {
    let reply = net.member(RECEIVER)?.for_purpose(Purpose::PremisesMeasure, "z-1").read(record)?;
    Ok(match reply {
        Some(Reply::Closed { why: Closed::Ended { ending, .. } }) => Some(ending),
        _ => None,
    })
}

/// Asked, granted and passed on.
fn passed_on(net: &mut Net, until: &str) -> Result<(RecordId, RecordId), SimError> {
    let signal = held(net)?;
    let request = ask(net, signal, RECEIVER)?;
    assert!(net.inbox(RECEIVER).is_empty());
    says(net, ORIGIN, signal, HOLDER, granted(request, until))?;
    assert_eq!(net.inbox(RECEIVER), [signal]);
    Ok((signal, request))
}

#[test]
fn what_is_granted_is_passed_on_to_whom_it_was_asked_for() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, request) = passed_on(&mut net, "2026-12-31")?;
    let stands = Some(ConsentStage::Granted { until: day("2026-12-31") });
    assert_eq!((stage(&net, ORIGIN, signal, request), stage(&net, HOLDER, signal, request)), (stands, stands));
    // Who has it by that knows of no consent.
    assert!(net.consents(RECEIVER, signal).is_empty());
    assert_eq!(net.relay_said(signal, RECEIVER), Some((None, None)));
    net.finish().map(drop)
}

#[test]
fn consent_for_one_receiver_is_none_for_another() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = held(&mut net)?;
    let requests = [ask(&mut net, signal, RECEIVER)?, ask(&mut net, signal, OTHER)?];
    says(&mut net, ORIGIN, signal, HOLDER, granted(requests[0], "2026-12-31"))?;
    assert_eq!((net.inbox(RECEIVER), net.inbox(OTHER)), (vec![signal], vec![]));
    says(&mut net, ORIGIN, signal, HOLDER, granted(requests[1], "2026-12-31"))?;
    assert_eq!(net.inbox(OTHER), [signal]);
    // And what is taken back from one stays with the other.
    says(&mut net, ORIGIN, signal, HOLDER, ConsentStep::Withdrawn { request: requests[0] })?;
    assert_eq!(ending(&mut net, signal)?, Some(Ending::Retracted));
    assert!(matches!(stage(&net, HOLDER, signal, requests[1]), Some(ConsentStage::Granted { .. })));
    assert_eq!(net.inbox(OTHER), [signal]);
    net.finish().map(drop)
}

#[test]
fn what_the_rules_do_not_let_go_there_is_not_granted() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = held(&mut net)?;
    // The holder cannot know whom the origin means it for, and the origin does not go beyond that.
    let request = ask(&mut net, signal, "nl-riec-zuid")?;
    let granted = granted(request, "2026-12-31");
    assert_eq!(refused(&mut net, ORIGIN, signal, HOLDER, granted)?, NoConsent::NotPermitted);
    assert!(net.inbox("nl-riec-zuid").is_empty());
    for (receiver, why) in
        [(HOLDER, NoConsent::NotNeeded), (ORIGIN, NoConsent::NotNeeded), ("nl-nowhere", NoConsent::NotPermitted)]
    {
        assert_eq!(refused(&mut net, HOLDER, signal, ORIGIN, asked(receiver))?, why, "{receiver}");
    }
    let nobodys = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(refused(&mut net, HOLDER, nobodys, ORIGIN, asked(RECEIVER))?, NoConsent::NotPermitted);
    net.finish().map(drop)
}

#[test]
fn what_is_refused_goes_nowhere_and_who_has_it_needs_no_consent() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = held(&mut net)?;
    let request = ask(&mut net, signal, RECEIVER)?;
    let no = ConsentStep::Refused { request, ground: RefusalGround::Secrecy };
    says(&mut net, ORIGIN, signal, HOLDER, no)?;
    assert_eq!(stage(&net, HOLDER, signal, request), Some(ConsentStage::Refused { ground: RefusalGround::Secrecy }));
    assert!(net.inbox(RECEIVER).is_empty());

    let again = ask(&mut net, signal, RECEIVER)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [signal]);
    assert_eq!(refused(&mut net, ORIGIN, signal, HOLDER, granted(again, "2026-12-31"))?, NoConsent::NotNeeded);
    net.finish().map(drop)
}

#[test]
fn what_is_withdrawn_is_taken_back_from_whom_it_was_passed_on_to() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, request) = passed_on(&mut net, "2026-12-31")?;
    says(&mut net, ORIGIN, signal, HOLDER, ConsentStep::Withdrawn { request })?;
    assert_eq!(ending(&mut net, signal)?, Some(Ending::Retracted));
    assert_eq!(stage(&net, ORIGIN, signal, request), Some(ConsentStage::Withdrawn));
    assert!(!matches!(stage(&net, HOLDER, signal, request), Some(ConsentStage::Granted { .. })));
    // The holder has it as before.
    assert_eq!(net.inbox(HOLDER), [signal]);
    net.finish().map(drop)
}

#[test]
fn after_the_last_day_nothing_is_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = held(&mut net)?;
    let request = ask(&mut net, signal, RECEIVER)?;
    net.cut("node-de", "node-be")?;
    net.advance_millis(500)?;
    says(&mut net, ORIGIN, signal, HOLDER, granted(request, "2026-11-24"))?;
    net.advance(2)?;
    net.heal("node-de", "node-be")?;
    net.run_until_quiet()?;
    assert!(net.inbox(RECEIVER).is_empty());
    net.finish().map(drop)
}

#[test]
fn a_correction_after_the_last_day_takes_the_version_before_it_back() -> Result<(), SimError> {
    for (days, corrected) in [(0, true), (3, false)] {
        let mut net = Net::new(1)?;
        let (signal, _) = passed_on(&mut net, "2026-11-25")?;
        net.advance(days)?;
        let mut better = case("c21")?.submission;
        better.content.title = Some("Another title".to_owned());
        let correction = net.member(ORIGIN)?.correct(signal, &better)?;
        net.run_until_quiet()?;
        if corrected {
            assert_eq!(net.inbox(RECEIVER), [correction]);
        } else {
            assert_eq!(ending(&mut net, signal)?, Some(Ending::Retracted));
            assert!(net.inbox(RECEIVER).is_empty());
        }
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_was_granted_is_passed_on_after_a_crash_of_either() -> Result<(), SimError> {
    for point in [CrashPoint::BeforeCommit, CrashPoint::AfterCommit] {
        for at in ["node-nl", "node-de"] {
            let mut net = Net::new(1)?;
            let signal = held(&mut net)?;
            let request = ask(&mut net, signal, RECEIVER)?;
            net.crash_at(at, point, |write| matches!(write, Write::Ordered { .. }))?;
            net.member(ORIGIN)?.consent(signal, HOLDER, granted(request, "2026-12-31"))?;
            net.run_until_quiet()?;
            net.restart(at)?;
            net.run_until_quiet()?;
            assert_eq!(net.inbox(RECEIVER), [signal], "{at} {point:?}");
            net.finish()?;
        }
    }
    Ok(())
}
