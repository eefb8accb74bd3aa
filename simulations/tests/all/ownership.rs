//! Who follows a signal up: offered, accepted, refused, handed over, closed, and what others learn of it.

use sluis_protocol::core::{Figure, NotNow, Reply, Stage, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::{OwnershipRefusal, OwnershipStep};
use sluis_schemas::vocabulary::{Answer, FollowUpOutcome, FollowUpState, OwnCheck, Purpose, RecallGround, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const OWNER: &str = "be-ariec-oost";
const OTHER: &str = "de-rurheim";

/// The closed lunchroom, which goes to a Belgian and a German body.
fn signal(net: &mut Net) -> Result<RecordId, SimError> {
    let signal = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    Ok(signal)
}

fn offered() -> OwnershipStep {
    OwnershipStep::Offered { accept_by: "2026-11-30".parse().unwrap(), close_by: "2026-12-21".parse().unwrap() }
}

/// Takes a step that must be let, and lets it arrive; its record.
fn takes(net: &mut Net, by: &str, signal: RecordId, to: &str, step: OwnershipStep) -> Result<RecordId, SimError> {
    let reply = net.member(by)?.own(signal, to, step)?;
    let Some(Reply::Done { notice: Some(record) }) = reply else { panic!("{reply:?}") };
    net.run_until_quiet()?;
    Ok(record)
}

/// Why a step is not let.
fn not_now(net: &mut Net, by: &str, signal: RecordId, to: &str, step: OwnershipStep) -> Result<NotNow, SimError> {
    match net.member(by)?.own(signal, to, step)? {
        Some(Reply::NotNow { why }) => Ok(why),
        other => panic!("{other:?}"),
    }
}

fn state(net: &Net, member: &str, signal: RecordId) -> Option<FollowUpState> {
    net.follow_up(member, signal).map(|kept| kept.stage.state())
}

fn owned(net: &mut Net) -> Result<(RecordId, RecordId), SimError> {
    let signal = signal(net)?;
    let offer = takes(net, ORIGIN, signal, OWNER, offered())?;
    takes(net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    Ok((signal, offer))
}

fn closed(offer: RecordId) -> OwnershipStep {
    OwnershipStep::Closed { offer, outcome: FollowUpOutcome::MeasureTaken, check: OwnCheck::Confirmed }
}

#[test]
fn a_signal_is_listed_until_it_has_an_owner_and_others_learn_that_it_has_one() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    for member in [ORIGIN, OWNER, OTHER] {
        assert_eq!(net.unowned(member), [signal], "{member}");
    }
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    assert_eq!(net.owned_by(OWNER), [signal]);
    assert_eq!(net.unowned(ORIGIN), [signal]);

    takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;

    for member in [ORIGIN, OWNER, OTHER] {
        assert_eq!(state(&net, member, signal), Some(FollowUpState::Owned), "{member}");
        assert!(net.unowned(member).is_empty(), "{member}");
    }
    assert!(net.follow_up(OTHER, signal).unwrap().stage.offer().is_none());

    takes(&mut net, OWNER, signal, ORIGIN, closed(offer))?;

    for member in [ORIGIN, OWNER, OTHER] {
        assert_eq!(state(&net, member, signal), Some(FollowUpState::Closed), "{member}");
    }
    let kept = net.follow_up(ORIGIN, signal).unwrap();
    assert!(matches!(kept.stage, Stage::Closed { outcome: FollowUpOutcome::MeasureTaken, .. }));
    net.finish().map(drop)
}

#[test]
fn what_its_term_passes_for_is_overdue_at_both_ends() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, _) = owned(&mut net)?;
    let on = |day: &str| day.parse().unwrap();
    for member in [ORIGIN, OWNER] {
        assert!(net.overdue(member, on("2026-12-21")).is_empty());
        assert_eq!(net.overdue(member, on("2026-12-22")), [signal]);
    }
    assert!(net.overdue(OTHER, on("2026-12-22")).is_empty());
    net.finish().map(drop)
}

#[test]
fn who_refuses_names_who_could_and_that_waits_at_the_origin() -> Result<(), SimError> {
    let better = OTHER.parse().unwrap();
    let whys = [OwnershipRefusal::NotCompetent { better }, OwnershipRefusal::Insufficient, OwnershipRefusal::Duplicate];
    for why in whys {
        let mut net = Net::new(1)?;
        let signal = signal(&mut net)?;
        let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
        takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Refused { offer, why: why.clone() })?;

        for member in [ORIGIN, OWNER] {
            assert_eq!(state(&net, member, signal), Some(FollowUpState::Refused));
            assert_eq!(net.unowned(member), [signal]);
        }
        let named = matches!(why, OwnershipRefusal::NotCompetent { .. });
        assert_eq!(net.follow_up(ORIGIN, signal).unwrap().proposed.len(), usize::from(named));
        takes(&mut net, ORIGIN, signal, OTHER, offered())?;
        assert!(net.follow_up(ORIGIN, signal).unwrap().proposed.is_empty());
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_is_handed_over_has_no_owner_until_the_next_accepts() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, offer) = owned(&mut net)?;
    takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::HandedOver { offer, to: OTHER.parse().unwrap() })?;
    assert_eq!(state(&net, ORIGIN, signal), Some(FollowUpState::HandedOver));
    assert_eq!(state(&net, OTHER, signal), Some(FollowUpState::Unowned));
    assert_eq!(net.unowned(ORIGIN), [signal]);

    let next = takes(&mut net, ORIGIN, signal, OTHER, offered())?;
    takes(&mut net, OTHER, signal, ORIGIN, OwnershipStep::Accepted { offer: next })?;

    let before = net.follow_up(OWNER, signal).unwrap();
    assert!(before.stage.state() == FollowUpState::Owned && before.stage.offer().is_none());
    assert_eq!(not_now(&mut net, OWNER, signal, ORIGIN, closed(offer))?, NotNow::NotOwner);
    net.finish().map(drop)
}

#[test]
fn of_two_offers_at_once_the_first_stands() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    net.member(ORIGIN)?.own(signal, OWNER, offered())?;
    assert_eq!(not_now(&mut net, ORIGIN, signal, OTHER, offered())?, NotNow::Offered);
    net.run_until_quiet()?;
    assert_eq!(state(&net, OTHER, signal), None);
    net.finish().map(drop)
}

#[test]
fn of_two_who_propose_themselves_at_once_the_origin_keeps_the_order() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    for by in [OTHER, OWNER] {
        takes(&mut net, by, signal, ORIGIN, OwnershipStep::Proposed { owner: by.parse().unwrap() })?;
    }
    let proposed = net.follow_up(ORIGIN, signal).unwrap().proposed;
    assert_eq!(proposed.iter().map(|m| m.as_str()).collect::<Vec<_>>(), [OTHER, OWNER]);
    assert_eq!(net.unowned(ORIGIN), [signal]);
    net.finish().map(drop)
}

#[test]
fn nobody_accepts_what_was_not_offered_nor_closes_what_another_owns() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let accepted = |offer| OwnershipStep::Accepted { offer };
    assert_eq!(not_now(&mut net, OTHER, signal, ORIGIN, accepted(signal))?, NotNow::NotOffered);
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    assert_eq!(not_now(&mut net, OTHER, signal, ORIGIN, accepted(offer))?, NotNow::NotOffered);
    assert_eq!(not_now(&mut net, OWNER, signal, ORIGIN, closed(offer))?, NotNow::NotOwner);
    takes(&mut net, OWNER, signal, ORIGIN, accepted(offer))?;
    for step in [closed(offer), OwnershipStep::HandedOver { offer, to: OTHER.parse().unwrap() }] {
        assert_eq!(not_now(&mut net, OTHER, signal, ORIGIN, step)?, NotNow::NotOwner);
    }
    assert_eq!(not_now(&mut net, ORIGIN, signal, OTHER, offered())?, NotNow::Owned);
    net.finish().map(drop)
}

#[test]
fn a_signal_is_offered_to_who_has_it_and_by_a_releaser_alone() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    assert_eq!(not_now(&mut net, ORIGIN, signal, "fr-prefecture", offered())?, NotNow::NotHeld);
    let reply = net.member(ORIGIN)?.in_roles(&[UserRole::Submitter]).own(signal, OWNER, offered())?;
    assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}");
    let reply = net.member("fr-prefecture")?.own(signal, ORIGIN, OwnershipStep::Accepted { offer: signal })?;
    assert!(matches!(reply, Some(Reply::NotFound)), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn who_took_a_signal_itself_closes_it_itself() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let offer = takes(&mut net, ORIGIN, signal, ORIGIN, offered())?;
    assert_eq!(state(&net, OWNER, signal), Some(FollowUpState::Owned));
    takes(&mut net, ORIGIN, signal, ORIGIN, closed(offer))?;
    assert_eq!(state(&net, OTHER, signal), Some(FollowUpState::Closed));
    net.finish().map(drop)
}

#[test]
fn an_offer_that_is_withdrawn_while_the_line_is_cut_is_not_accepted() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    net.cut("node-nl", "node-be")?;
    net.member(OWNER)?.own(signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    net.member(ORIGIN)?.own(signal, OWNER, OwnershipStep::Withdrawn { offer })?;
    net.advance_millis(60_000)?;
    assert_eq!(net.owned_by(OWNER), [signal]);

    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    assert!(net.owned_by(OWNER).is_empty());
    for member in [ORIGIN, OWNER, OTHER] {
        assert_eq!(net.unowned(member), [signal], "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn what_is_offered_while_the_line_is_cut_arrives_behind_its_signal() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.cut("node-nl", "node-be")?;
    let signal = signal(&mut net)?;
    net.member(ORIGIN)?.own(signal, OWNER, offered())?;
    net.advance_millis(60_000)?;
    assert_eq!(state(&net, OWNER, signal), None);

    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    assert_eq!(state(&net, OWNER, signal), Some(FollowUpState::Offered));
    net.finish().map(drop)
}

#[test]
fn ownership_survives_a_crash_at_each_step() -> Result<(), SimError> {
    for point in [CrashPoint::BeforeCommit, CrashPoint::AfterCommit] {
        for at in ["node-nl", "node-be"] {
            let mut net = Net::new(1)?;
            let signal = signal(&mut net)?;
            let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
            net.crash_at(at, point, |write| matches!(write, Write::FollowUp { .. }))?;
            net.member(OWNER)?.own(signal, ORIGIN, OwnershipStep::Accepted { offer })?;
            net.run_until_quiet()?;
            net.restart(at)?;
            net.run_until_quiet()?;
            if state(&net, OWNER, signal) == Some(FollowUpState::Offered) {
                takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
            }

            for member in [ORIGIN, OWNER, OTHER] {
                assert_eq!(state(&net, member, signal), Some(FollowUpState::Owned), "{member}, {at}, {point:?}");
            }
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn what_others_are_to_be_told_is_told_after_a_crash() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, |write| matches!(write, Write::ToTell { .. }))?;
    takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    assert_eq!(state(&net, OTHER, signal), None);

    net.restart("node-nl")?;
    net.run_until_quiet()?;

    assert_eq!(state(&net, OTHER, signal), Some(FollowUpState::Owned));
    net.finish().map(drop)
}

#[test]
fn a_recall_ends_what_was_owned() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, offer) = owned(&mut net)?;
    net.member(ORIGIN)?.recall(signal, RecallGround::Error)?;
    net.run_until_quiet()?;

    for member in [ORIGIN, OWNER, OTHER] {
        assert!(net.unowned(member).is_empty() && net.owned_by(member).is_empty(), "{member}");
        assert!(net.overdue(member, "2027-12-31".parse().unwrap()).is_empty(), "{member}");
    }
    let reply = net.member(OWNER)?.own(signal, ORIGIN, closed(offer))?;
    assert!(matches!(reply, Some(Reply::Closed { .. })), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn a_close_that_crosses_a_recall_changes_nothing() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, offer) = owned(&mut net)?;
    net.cut("node-nl", "node-be")?;
    net.member(OWNER)?.own(signal, ORIGIN, closed(offer))?;
    net.member(ORIGIN)?.recall(signal, RecallGround::Error)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    assert_eq!(state(&net, ORIGIN, signal), Some(FollowUpState::Owned));
    assert!(net.owned_by(OWNER).is_empty());
    net.finish().map(drop)
}

#[test]
fn a_correction_leaves_the_owner_and_one_that_is_not_meant_for_the_owner_takes_it_away() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, _) = owned(&mut net)?;
    let mut corrected = case("c01")?.submission;
    corrected.content.summary.clear();
    net.member(ORIGIN)?.correct(signal, &corrected)?;
    net.run_until_quiet()?;
    assert_eq!(net.owned_by(OWNER), [signal]);

    corrected.distribution.exclude.insert(OWNER.parse().unwrap());
    net.member(ORIGIN)?.correct(signal, &corrected)?;
    net.run_until_quiet()?;

    assert_eq!(state(&net, ORIGIN, signal), Some(FollowUpState::Unowned));
    assert_eq!(state(&net, OTHER, signal), Some(FollowUpState::Unowned));
    assert!(net.owned_by(OWNER).is_empty());
    assert_eq!(net.unowned(ORIGIN), [signal]);
    net.finish().map(drop)
}

#[test]
fn an_origin_that_was_put_back_before_its_offer_makes_another() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let copy = net.back_up("node-nl")?;
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    assert_eq!(net.unowned(ORIGIN), [signal]);

    let next = takes(&mut net, ORIGIN, signal, OTHER, offered())?;
    takes(&mut net, OTHER, signal, ORIGIN, OwnershipStep::Accepted { offer: next })?;

    assert!(net.owned_by(OWNER).is_empty());
    assert_eq!(net.owned_by(OTHER), [signal]);
    net.finish().map(drop)
}

#[test]
fn nobody_is_asked_about_a_signal_that_does_not_reach_it_any_more() -> Result<(), SimError> {
    for wait in [0, 60_000] {
        let mut net = Net::new(1)?;
        net.run_until_quiet()?;
        net.cut("node-nl", "node-de")?;
        // The line is known to be down at the second time: what waits has not joined its feed then.
        net.advance_millis(wait)?;
        let signal = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
        net.member(ORIGIN)?.own(signal, OTHER, offered())?;
        net.extend_register("node-nl", |register| {
            let member = register.members.get_mut(&OTHER.parse().unwrap()).unwrap();
            member.mandates.retain(|m| m.purpose != Purpose::PremisesMeasure);
        })?;
        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;

        assert!(net.inbox(OTHER).is_empty());
        assert_eq!(state(&net, OTHER, signal), None, "{wait}");
        assert_eq!(net.unowned(ORIGIN), [signal]);
        net.finish()?;
    }
    Ok(())
}

#[test]
fn an_answer_to_an_offer_that_was_made_anew_does_not_count() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let signal = signal(&mut net)?;
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    net.cut("node-nl", "node-be")?;
    net.member(OWNER)?.own(signal, ORIGIN, OwnershipStep::Accepted { offer })?;
    net.member(ORIGIN)?.own(signal, OWNER, OwnershipStep::Withdrawn { offer })?;
    net.member(ORIGIN)?.own(signal, OWNER, offered())?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    for member in [ORIGIN, OWNER] {
        assert_eq!(state(&net, member, signal), Some(FollowUpState::Offered), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn who_gets_a_signal_later_learns_that_it_has_an_owner() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let mut submission = case("c01")?.submission;
    submission.distribution.exclude.insert(OTHER.parse().unwrap());
    let signal = net.member(ORIGIN)?.submit(&submission)?;
    net.run_until_quiet()?;
    let offer = takes(&mut net, ORIGIN, signal, OWNER, offered())?;
    takes(&mut net, OWNER, signal, ORIGIN, OwnershipStep::Accepted { offer })?;

    net.member(ORIGIN)?.correct(signal, &case("c01")?.submission)?;
    net.run_until_quiet()?;

    assert_eq!(state(&net, OTHER, signal), Some(FollowUpState::Owned));
    net.finish().map(drop)
}

#[test]
fn a_request_is_not_followed_up_as_a_signal() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let question = question(&ORIGIN.parse().unwrap(), &OTHER.parse().unwrap(), Purpose::LicenceDecision)?;
    let request = net.member(ORIGIN)?.submit(&question)?;
    net.run_until_quiet()?;
    assert_eq!(not_now(&mut net, ORIGIN, request, OTHER, offered())?, NotNow::IsRequest);
    assert!(net.unowned(ORIGIN).is_empty() && net.unowned(OTHER).is_empty());
    net.finish().map(drop)
}

#[test]
fn what_is_asked_accepted_and_closed_is_counted_once_at_the_origin() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, offer) = owned(&mut net)?;
    net.advance(3)?;
    takes(&mut net, OWNER, signal, ORIGIN, closed(offer))?;

    let by = || "BE".parse().unwrap();
    let (origin, owner) = (ORIGIN.parse().unwrap(), OWNER.parse().unwrap());
    let is_of_follow_ups =
        |figure: &Figure| matches!(figure, Figure::Offered { .. } | Figure::Owned { .. } | Figure::FollowedUp { .. });
    let counted = |node, member| -> Result<Vec<_>, SimError> {
        let figures = net.store(node)?.figures(member).filter(|(figure, _)| is_of_follow_ups(figure));
        Ok(figures.map(|(figure, count)| (figure.clone(), count)).collect())
    };
    let expected = [
        (Figure::Offered { to: by() }, 1),
        (Figure::Owned { by: by(), in_time: true }, 1),
        (Figure::FollowedUp { by: by(), days: 3, in_time: true }, 1),
    ];
    assert_eq!(counted("node-nl", &origin)?, expected);
    assert!(counted("node-be", &owner)?.is_empty());
    net.finish().map(drop)
}

#[test]
fn an_offer_is_withdrawn_from_whom_it_was_made_to() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let (signal, offer) = owned(&mut net)?;
    let withdrawn = || OwnershipStep::Withdrawn { offer };
    assert_eq!(not_now(&mut net, ORIGIN, signal, OTHER, withdrawn())?, NotNow::NotOffered);
    takes(&mut net, ORIGIN, signal, OWNER, withdrawn())?;
    for member in [ORIGIN, OWNER, OTHER] {
        assert_eq!(state(&net, member, signal), Some(FollowUpState::Unowned), "{member}");
    }
    net.finish().map(drop)
}

#[test]
fn who_is_asked_about_a_signal_that_is_corrected_on_its_way_has_the_correction_first() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.cut("node-nl", "node-be")?;
    net.run_until_quiet()?;
    let signal = signal(&mut net)?;
    takes(&mut net, ORIGIN, signal, OWNER, offered())?;

    let mut corrected = case("c01")?.submission;
    corrected.content.summary.clear();
    net.member(ORIGIN)?.correct(signal, &corrected)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;

    assert_eq!(state(&net, OWNER, signal), Some(FollowUpState::Offered));
    net.finish().map(drop)
}

#[test]
fn an_answer_is_followed_up_though_its_question_ended_with_it() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let asks = question(&ORIGIN.parse().unwrap(), &OTHER.parse().unwrap(), Purpose::LicenceDecision)?;
    let request = net.member(ORIGIN)?.submit(&asks)?;
    net.run_until_quiet()?;
    let mut reply = case("c06")?.submission;
    reply.content.handling.in_reply_to = Some(request.to_string());
    reply.content.answer = Some(Answer::Full);
    let reply = net.member(OTHER)?.submit(&reply)?;
    net.run_until_quiet()?;

    takes(&mut net, OTHER, reply, ORIGIN, offered())?;

    assert_eq!(state(&net, ORIGIN, reply), Some(FollowUpState::Offered));
    net.finish().map(drop)
}
