//! Consent of a signal's origin: asked by who holds it, granted, refused and withdrawn there, and ended with the signal.

use sluis_protocol::core::{ConsentStage, NoConsent, Reply, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{ConsentStep, ConsentTo};
use sluis_schemas::Date;
use sluis_schemas::vocabulary::{ConsentState, Purpose, RecallGround, RefusalGround, Use, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "be-ariec-oost";
const OTHER: &str = "de-rurheim";

/// The closed lunchroom, which goes to a Belgian and a German body: to be asked before it is cited.
fn signal(net: &mut Net) -> Result<RecordId, SimError> {
    let signal = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    Ok(signal)
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn asked(to: ConsentTo) -> ConsentStep {
    ConsentStep::Asked { to, case: "2026-114".to_owned(), until: day("2027-01-31") }
}

fn cite() -> ConsentStep {
    asked(ConsentTo::Cite)
}

fn granted(request: RecordId) -> ConsentStep {
    ConsentStep::Granted { request, until: day("2026-12-31") }
}

fn refused(request: RecordId) -> ConsentStep {
    ConsentStep::Refused { request, ground: RefusalGround::Secrecy }
}

/// Takes a step that must be let, and lets it arrive; its record.
fn takes(net: &mut Net, by: &str, signal: RecordId, to: &str, step: ConsentStep) -> Result<RecordId, SimError> {
    let reply = net.member(by)?.consent(signal, to, step)?;
    let Some(Reply::Done { notice: Some(record) }) = reply else { panic!("{reply:?}") };
    net.run_until_quiet()?;
    Ok(record)
}

/// Why a step is not let.
fn not_let(net: &mut Net, by: &str, signal: RecordId, to: &str, step: ConsentStep) -> Result<NoConsent, SimError> {
    match net.member(by)?.consent(signal, to, step)? {
        Some(Reply::NoConsent { why }) => Ok(why),
        other => panic!("{other:?}"),
    }
}

fn stage(net: &Net, member: &str, signal: RecordId, request: RecordId) -> Option<ConsentStage> {
    net.consents(member, signal).get(&request).map(|kept| kept.stage)
}

/// A signal, and a consent to cite it that its origin granted.
fn consented(net: &mut Net) -> Result<(RecordId, RecordId), SimError> {
    let signal = signal(net)?;
    let request = takes(net, HOLDER, signal, ORIGIN, cite())?;
    takes(net, ORIGIN, signal, HOLDER, granted(request))?;
    Ok((signal, request))
}

#[test]
fn a_holder_asks_to_cite_a_signal_and_its_origin_consents_for_so_long() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let request = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    for member in [ORIGIN, HOLDER] {
        assert_eq!(stage(&net, member, signal, request), Some(ConsentStage::Asked), "{member}");
    }

    takes(&mut net, ORIGIN, signal, HOLDER, granted(request))?;

    for member in [ORIGIN, HOLDER] {
        let kept = net.consents(member, signal)[&request].clone();
        assert_eq!(kept.state(day("2026-12-31")), ConsentState::Granted, "{member}");
        assert_eq!(kept.state(day("2027-01-01")), ConsentState::Expired, "{member}");
    }
    assert!(net.consents(OTHER, signal).is_empty(), "nobody else hears of it");
    net.finish().map(drop)
}

#[test]
fn an_origin_refuses_with_its_ground_and_the_holder_may_ask_again() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let request = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    takes(&mut net, ORIGIN, signal, HOLDER, refused(request))?;
    let stands = Some(ConsentStage::Refused { ground: RefusalGround::Secrecy });
    assert_eq!(stage(&net, HOLDER, signal, request), stands);
    assert_eq!(not_let(&mut net, ORIGIN, signal, HOLDER, granted(request))?, NoConsent::Answered);

    let again = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    takes(&mut net, ORIGIN, signal, HOLDER, granted(again))?;

    assert_eq!(stage(&net, HOLDER, signal, request), stands);
    assert!(matches!(stage(&net, HOLDER, signal, again), Some(ConsentStage::Granted { .. })));
    net.finish().map(drop)
}

#[test]
fn what_is_withdrawn_counts_no_more() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, request) = consented(&mut net)?;
    takes(&mut net, ORIGIN, signal, HOLDER, ConsentStep::Withdrawn { request })?;
    for member in [ORIGIN, HOLDER] {
        assert_eq!(stage(&net, member, signal, request), Some(ConsentStage::Withdrawn), "{member}");
    }
    let again = ConsentStep::Withdrawn { request };
    assert_eq!(not_let(&mut net, ORIGIN, signal, HOLDER, again)?, NoConsent::NotGranted);
    assert_eq!(not_let(&mut net, ORIGIN, signal, HOLDER, granted(request))?, NoConsent::Answered);
    net.finish().map(drop)
}

#[test]
fn another_purpose_is_asked_for_where_the_holder_has_a_mandate() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let purpose = |purpose| asked(ConsentTo::Purpose(purpose));
    let reasons = [(Purpose::TaxAssessment, NoConsent::NoMandate), (Purpose::PremisesMeasure, NoConsent::NotNeeded)];
    for (of, why) in reasons {
        assert_eq!(not_let(&mut net, HOLDER, signal, ORIGIN, purpose(of))?, why);
    }

    let request = takes(&mut net, HOLDER, signal, ORIGIN, purpose(Purpose::LicenceDecision))?;
    takes(&mut net, ORIGIN, signal, HOLDER, granted(request))?;

    let kept = net.consents(HOLDER, signal)[&request].clone();
    assert_eq!(kept.to, ConsentTo::Purpose(Purpose::LicenceDecision));
    assert!(matches!(kept.stage, ConsentStage::Granted { .. }));
    net.finish().map(drop)
}

#[test]
fn what_may_be_cited_needs_no_consent_and_what_is_for_insight_only_does() -> Result<(), SimError> {
    for (use_, is_needed) in [(Use::MayBeCited, false), (Use::LeadOnly, true)] {
        let mut net = Net::new(1)?;
        let mut submission = case("c01")?.submission;
        submission.content.handling.r#use = use_;
        let signal = net.member(ORIGIN)?.submit(&submission)?;
        net.run_until_quiet()?;
        if is_needed {
            takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
        } else {
            assert_eq!(not_let(&mut net, HOLDER, signal, ORIGIN, cite())?, NoConsent::NotNeeded);
        }
        net.finish()?;
    }
    Ok(())
}

#[test]
fn who_does_not_have_a_signal_cannot_ask_nor_who_may_not_release() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let reply = net.member("fr-prefecture")?.consent(signal, ORIGIN, cite())?;
    assert!(matches!(reply, Some(Reply::NotFound)), "{reply:?}");
    let reply = net.member(HOLDER)?.in_roles(&[UserRole::Submitter]).consent(signal, ORIGIN, cite())?;
    assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}");
    assert_eq!(not_let(&mut net, ORIGIN, signal, ORIGIN, cite())?, NoConsent::Own);
    let late = ConsentStep::Asked { to: ConsentTo::Cite, case: "2026-114".to_owned(), until: day("2026-11-22") };
    assert_eq!(not_let(&mut net, HOLDER, signal, ORIGIN, late)?, NoConsent::Past);
    net.finish().map(drop)
}

#[test]
fn what_came_by_another_member_is_not_asked_of_its_origin() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)?;
    let signal = net.member(ORIGIN)?.submit(&case("c21")?.submission)?;
    net.run_until_quiet()?;
    net.member(ORIGIN)?.relay(signal, OTHER, &["be-grensbeek"])?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("be-grensbeek"), [signal]);
    assert_eq!(not_let(&mut net, "be-grensbeek", signal, ORIGIN, cite())?, NoConsent::NotHeld);
    net.finish().map(drop)
}

#[test]
fn what_becomes_of_a_question_is_said_of_the_question() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let asked = question(&ORIGIN.parse().unwrap(), &OTHER.parse().unwrap(), Purpose::LicenceDecision)?;
    let request = net.member(ORIGIN)?.submit(&asked)?;
    net.run_until_quiet()?;
    assert_eq!(not_let(&mut net, OTHER, request, ORIGIN, cite())?, NoConsent::IsRequest);
    net.finish().map(drop)
}

#[test]
fn an_answer_counts_for_what_was_asked_and_to_who_asked_alone() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    assert_eq!(not_let(&mut net, ORIGIN, signal, HOLDER, granted(signal))?, NoConsent::NotAsked);
    let request = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    assert_eq!(not_let(&mut net, ORIGIN, signal, OTHER, granted(request))?, NoConsent::NotAsked);
    // Only the origin answers: another holder has nothing that it might answer.
    let reply = net.member(OTHER)?.consent(signal, HOLDER, granted(request))?;
    assert!(matches!(reply, Some(Reply::NotFound)), "{reply:?}");
    assert_eq!(stage(&net, HOLDER, signal, request), Some(ConsentStage::Asked));
    net.finish().map(drop)
}

#[test]
fn so_much_is_asked_of_a_signal_before_it_is_answered() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let first = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    for _ in 1..16 {
        takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    }
    assert_eq!(not_let(&mut net, HOLDER, signal, ORIGIN, cite())?, NoConsent::TooMany);
    takes(&mut net, ORIGIN, signal, HOLDER, refused(first))?;
    takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    net.finish().map(drop)
}

#[test]
fn what_is_asked_again_under_its_key_is_asked_once() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let mut ask = |step| net.member(HOLDER)?.consent_as(signal, ORIGIN, step, Some("one"));
    let [first, again] = [ask(cite())?, ask(cite())?];
    let (Some(Reply::Done { notice: one }), Some(Reply::Done { notice: two })) = (first, again) else { panic!() };
    assert!(one.is_some() && one == two);
    let other = ask(asked(ConsentTo::Purpose(Purpose::LicenceDecision)))?;
    assert!(matches!(other, Some(Reply::IdempotencyConflict)), "{other:?}");
    net.run_until_quiet()?;
    assert_eq!(net.consents(ORIGIN, signal).len(), 1);
    net.finish().map(drop)
}

#[test]
fn a_recall_ends_what_was_consented_to_and_asked() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, request) = consented(&mut net)?;
    let open = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    net.member(ORIGIN)?.recall(signal, RecallGround::Error)?;
    net.run_until_quiet()?;

    for (member, request) in [(ORIGIN, request), (HOLDER, request), (ORIGIN, open), (HOLDER, open)] {
        assert_eq!(stage(&net, member, signal, request), Some(ConsentStage::Ended), "{member}");
    }
    let reply = net.member(ORIGIN)?.consent(signal, HOLDER, granted(open))?;
    assert!(matches!(reply, Some(Reply::Closed { .. })), "{reply:?}");
    let reply = net.member(HOLDER)?.consent(signal, ORIGIN, cite())?;
    assert!(matches!(reply, Some(Reply::Closed { .. })), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn who_may_not_have_a_signal_any_more_has_no_consent_either() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, request) = consented(&mut net)?;
    let mut corrected = case("c01")?.submission;
    corrected.content.summary.clear();
    net.member(ORIGIN)?.correct(signal, &corrected)?;
    net.run_until_quiet()?;
    assert!(matches!(stage(&net, HOLDER, signal, request), Some(ConsentStage::Granted { .. })));

    corrected.distribution.exclude.insert(HOLDER.parse().unwrap());
    net.member(ORIGIN)?.correct(signal, &corrected)?;
    net.run_until_quiet()?;

    for member in [ORIGIN, HOLDER] {
        assert_eq!(stage(&net, member, signal, request), Some(ConsentStage::Ended), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn a_consent_that_crosses_its_withdrawal_on_a_cut_line_does_not_stand() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let request = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    net.cut("node-nl", "node-be")?;
    net.member(ORIGIN)?.consent(signal, HOLDER, granted(request))?;
    net.member(ORIGIN)?.consent(signal, HOLDER, ConsentStep::Withdrawn { request })?;
    net.advance_millis(60_000)?;
    assert_eq!(stage(&net, HOLDER, signal, request), Some(ConsentStage::Asked));

    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    assert_eq!(stage(&net, HOLDER, signal, request), Some(ConsentStage::Withdrawn));
    net.finish().map(drop)
}

#[test]
fn a_consent_stays_back_where_its_signal_may_not_go_any_more() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let request = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
    net.cut("node-nl", "node-be")?;
    // The line is known to be down: what waits has not joined its feed then.
    net.advance_millis(60_000)?;
    net.member(ORIGIN)?.consent(signal, HOLDER, granted(request))?;
    net.extend_register("node-nl", |register| {
        let member = register.members.get_mut(&HOLDER.parse().unwrap()).unwrap();
        member.mandates.retain(|mandate| mandate.purpose != Purpose::PremisesMeasure);
    })?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    for member in [ORIGIN, HOLDER] {
        assert_eq!(stage(&net, member, signal, request), Some(ConsentStage::Ended), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn a_consent_survives_a_crash_at_each_step() -> Result<(), SimError> {
    for point in [CrashPoint::BeforeCommit, CrashPoint::AfterCommit] {
        for at in ["node-nl", "node-be"] {
            let mut net = Net::new(1)?;
            let signal = signal(&mut net)?;
            let request = takes(&mut net, HOLDER, signal, ORIGIN, cite())?;
            net.crash_at(at, point, |write| matches!(write, Write::Consent { .. }))?;
            net.member(ORIGIN)?.consent(signal, HOLDER, granted(request))?;
            net.run_until_quiet()?;
            net.restart(at)?;
            net.run_until_quiet()?;
            if stage(&net, ORIGIN, signal, request) == Some(ConsentStage::Asked) {
                takes(&mut net, ORIGIN, signal, HOLDER, granted(request))?;
            }

            for member in [ORIGIN, HOLDER] {
                let stage = stage(&net, member, signal, request);
                assert!(matches!(stage, Some(ConsentStage::Granted { .. })), "{member}, {at}, {point:?}");
            }
            net.finish()?;
        }
    }
    Ok(())
}
