//! Members that hold a signal pass it on where its origin orders it, and nowhere else.

use std::collections::BTreeMap;

use sluis_protocol::core::{Closed, HAS_IT, ORDERED, Reply, TAKEN_BACK, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::records::State;
use sluis_protocol::wire::{Entry, Message};
use sluis_schemas::MemberId;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Ending, Purpose, RecallGround, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const ORIGIN: &str = "nl-maasdorp";
const RELAY: &str = "de-rurheim";
const RECEIVER: &str = "be-grensbeek";
const HOUR: u64 = 3_600_000;

/// A signal that its receivers may pass on, where its origin consents.
fn submission() -> Submission {
    case("c21").unwrap().submission
}

/// The Dutch node does not reach the Belgian one, and knows it.
fn cut_off(net: &mut Net) -> Result<(), SimError> {
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)
}

/// The German node alone holds the signal.
fn released(net: &mut Net) -> Result<RecordId, SimError> {
    cut_off(net)?;
    let record = net.member(ORIGIN)?.submit(&submission())?;
    net.run_until_quiet()?;
    assert_eq!((net.inbox(RELAY), net.inbox(RECEIVER)), (vec![record], vec![]));
    Ok(record)
}

fn outcomes(reply: Option<Reply>) -> BTreeMap<MemberId, String> {
    match reply {
        Some(Reply::Widened { outcomes }) => outcomes,
        other => panic!("not answered but {other:?}"),
    }
}

fn relay(net: &mut Net, record: RecordId, through: &str, to: &str) -> Result<String, SimError> {
    let mut found = outcomes(net.member(ORIGIN)?.relay(record, through, &[to])?);
    Ok(found.remove(&to.parse().unwrap()).unwrap())
}

/// The Belgian town has the signal from the German one.
fn relayed(net: &mut Net) -> Result<RecordId, SimError> {
    let record = released(net)?;
    assert_eq!(relay(net, record, RELAY, RECEIVER)?, "permitted");
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [record]);
    assert_eq!(net.relay_said(record, RECEIVER), Some((None, None)));
    Ok(record)
}

fn ending(net: &mut Net, record: RecordId) -> Result<Option<Ending>, SimError> {
    let reply = net.member(RECEIVER)?.for_purpose(Purpose::PremisesMeasure, "z-1").read(record)?;
    Ok(match reply {
        Some(Reply::Closed { why: Closed::Ended { ending, .. } }) => Some(ending),
        _ => None,
    })
}

#[test]
fn what_is_ordered_is_passed_on_once_and_its_origin_is_told() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let record = relayed(&mut net)?;
    assert_eq!(relay(&mut net, record, RELAY, RECEIVER)?, ORDERED);
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [record]);
    net.finish().map(drop)
}

#[test]
fn who_may_not_pass_it_on_is_not_asked_to() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    cut_off(&mut net)?;
    let at_home = net.member(ORIGIN)?.submit(&case("c20")?.submission)?;
    let with_none = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(relay(&mut net, at_home, RELAY, RECEIVER)?, "forbidden:EU-F9", "another country than the relay's");
    assert_eq!(relay(&mut net, with_none, RELAY, RECEIVER)?, "forbidden:EU-F9");
    assert_eq!(relay(&mut net, at_home, RELAY, "be-haven")?, "not-in-audience");
    let without = net.member(ORIGIN)?.relay(at_home, "be-ariec-oost", &[RECEIVER])?;
    assert!(matches!(&without, Some(Reply::Refused { rule }) if rule == "relay-lacks-it"), "{without:?}");
    let reader = net.member(ORIGIN)?.in_roles(&[UserRole::Submitter]).relay(at_home, RELAY, &[RECEIVER])?;
    assert!(matches!(&reader, Some(Reply::Refused { rule }) if rule == "needs-role-releaser"), "{reader:?}");
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(relay(&mut net, at_home, "be-ariec-oost", RECEIVER)?, HAS_IT);
    net.finish().map(drop)
}

#[test]
fn a_neighbour_of_the_relay_has_it_by_order_too() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let mut submission = case("c20")?.submission;
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&RECEIVER.parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.run_until_quiet()?;
    submission.content.title = Some("Neighbours".to_owned());
    let record = net.member(ORIGIN)?.submit(&submission)?;
    net.run_until_quiet()?;
    assert_ne!(relay(&mut net, record, "be-ariec-oost", RECEIVER)?, "permitted", "it has no mandate");
    net.extend_register("node-nl", |register| {
        let other = register.members.get(&"be-ariec-oost".parse().unwrap()).unwrap().mandates.clone();
        register.members.get_mut(&RECEIVER.parse().unwrap()).unwrap().mandates = other;
    })?;
    net.run_until_quiet()?;
    assert_eq!(relay(&mut net, record, "be-ariec-oost", RECEIVER)?, "permitted");
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [record]);
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.advance_millis(2 * HOUR)?;
    assert_eq!(net.relay_said(record, RECEIVER).and_then(|(state, _)| state), Some(State::Erased));
    net.finish().map(drop)
}

#[test]
fn a_recall_follows_to_whom_it_was_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = relayed(&mut net)?;
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.advance_millis(2_000)?;
    assert_eq!(ending(&mut net, record)?, Some(Ending::Recalled));
    net.advance_millis(2 * HOUR)?;
    assert!(!net.store("node-be")?.has_record(record));
    assert_eq!(net.relay_said(record, RECEIVER), Some((Some(State::Erased), None)));
    net.finish().map(drop)
}

#[test]
fn what_is_recalled_before_it_was_passed_on_is_not() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let record = released(&mut net)?;
    net.cut("node-de", "node-be")?;
    net.advance_millis(500)?;
    relay(&mut net, record, RELAY, RECEIVER)?;
    net.run_until_quiet()?;
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.run_until_quiet()?;
    net.heal("node-de", "node-be")?;
    net.run_until_quiet()?;
    assert!(net.store("node-be")?.is_empty(), "a sign of it came");
    assert!(!net.is_ordered(record, RECEIVER));
    net.finish().map(drop)
}

#[test]
fn what_is_taken_back_before_its_order_came_is_not_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(30)?;
    let record = released(&mut net)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    assert_eq!(relay(&mut net, record, RELAY, RECEIVER)?, "permitted");
    net.run_until_quiet()?;
    let mut narrowed = submission();
    narrowed.distribution.exclude.insert(RECEIVER.parse().unwrap());
    net.member(ORIGIN)?.correct(record, &narrowed)?;
    net.run_until_quiet()?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.store("node-be")?.is_empty(), "a sign of it came");
    net.finish().map(drop)
}

#[test]
fn a_correction_follows_by_itself() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let record = relayed(&mut net)?;
    let mut corrected = submission();
    corrected.content.title = Some("Corrected".to_owned());
    let newer = net.member(ORIGIN)?.correct(record, &corrected)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [newer]);
    assert_eq!(ending(&mut net, record)?, Some(Ending::Superseded));
    assert_eq!(net.relay_said(newer, RECEIVER), Some((None, None)));
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [newer]);
    net.finish().map(drop)
}

#[test]
fn who_may_not_have_the_correction_has_neither() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let record = relayed(&mut net)?;
    let mut narrowed = submission();
    narrowed.distribution.exclude.insert(RECEIVER.parse().unwrap());
    let newer = net.member(ORIGIN)?.correct(record, &narrowed)?;
    net.run_until_quiet()?;
    assert_eq!((net.inbox(RELAY), net.inbox(RECEIVER)), (vec![newer], vec![]));
    assert_eq!(ending(&mut net, record)?, Some(Ending::Retracted));
    assert_eq!(net.relay_said(newer, RECEIVER), None, "it was not passed on");
    net.finish().map(drop)
}

#[test]
fn what_a_correction_takes_the_place_of_goes_where_the_correction_is_not_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(31)?;
    let record = relayed(&mut net)?;
    net.cut("node-de", "node-be")?;
    net.advance_millis(500)?;
    let mut corrected = submission();
    corrected.content.title = Some("Corrected".to_owned());
    let newer = net.member(ORIGIN)?.correct(record, &corrected)?;
    net.run_until_quiet()?;
    net.member(RELAY)?.in_roles(&[UserRole::PolicyOfficer]).hold(newer, true)?;
    net.heal("node-de", "node-be")?;
    net.run_until_quiet()?;
    assert!(!net.is_ordered(newer, RECEIVER), "the relay cannot read it");
    assert!(net.inbox(RECEIVER).is_empty());
    assert_eq!(ending(&mut net, record)?, Some(Ending::Retracted));
    net.finish().map(drop)
}

#[test]
fn a_mandate_that_ends_takes_back_what_was_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    let record = relayed(&mut net)?;
    net.extend_register("node-de", |register| {
        register.members.get_mut(&RECEIVER.parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.advance(1)?;
    assert_eq!(ending(&mut net, record)?, Some(Ending::Retracted));
    assert!(!net.is_ordered(record, RECEIVER));
    assert_eq!(relay(&mut net, record, RELAY, RECEIVER)?, TAKEN_BACK);
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn what_the_receiver_declines_may_go_there_itself_later() -> Result<(), SimError> {
    let mut net = Net::new(9)?;
    let mut submission = case("c17")?.submission;
    submission.content.handling.onward = sluis_schemas::vocabulary::Onward::Audience;
    submission.distribution.audience.members.insert(RELAY.parse().unwrap());
    cut_off(&mut net)?;
    let sectors = |all: bool| {
        move |register: &mut sluis_protocol::register::Register| {
            let town = register.members.get_mut(&RECEIVER.parse().unwrap()).unwrap();
            let sectors: std::collections::BTreeSet<String> =
                if all { (10..100).map(|n| n.to_string()).collect() } else { [].into() };
            town.mandates.iter_mut().for_each(|mandate| mandate.sectors.clone_from(&sectors));
        }
    };
    net.extend_register("node-nl", sectors(true))?;
    net.run_until_quiet()?;
    let record = net.member(ORIGIN)?.submit(&submission)?;
    net.run_until_quiet()?;
    assert_eq!(relay(&mut net, record, RELAY, RECEIVER)?, "permitted");
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [record]);
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn a_relay_that_lost_the_signal_says_so_and_it_goes_there_itself() -> Result<(), SimError> {
    let mut net = Net::new(10)?;
    let record = released(&mut net)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    assert_eq!(relay(&mut net, record, RELAY, RECEIVER)?, "permitted");
    net.run_until_quiet()?;
    net.member(RELAY)?.in_roles(&[UserRole::PolicyOfficer]).hold(record, true)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox(RECEIVER).is_empty());
    assert!(!net.is_ordered(record, RECEIVER), "the relay cannot read it");
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert!(net.inbox(RECEIVER).is_empty(), "it was ordered another way");
    let widened = outcomes(net.member(ORIGIN)?.widen(record, &[RECEIVER])?);
    assert_eq!(widened[&RECEIVER.parse().unwrap()], "permitted");
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [record]);
    net.finish().map(drop)
}

#[test]
fn a_legal_hold_is_said_to_the_origin() -> Result<(), SimError> {
    let mut net = Net::new(11)?;
    let record = relayed(&mut net)?;
    net.member(RECEIVER)?.in_roles(&[UserRole::PolicyOfficer]).hold(record, true)?;
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.advance_millis(2 * HOUR)?;
    assert_eq!(net.relay_said(record, RECEIVER), Some((Some(State::Restricted), None)));
    net.member(RECEIVER)?.in_roles(&[UserRole::PolicyOfficer]).hold(record, false)?;
    net.advance_millis(2 * HOUR)?;
    assert_eq!(net.relay_said(record, RECEIVER), Some((Some(State::Erased), None)));
    net.finish().map(drop)
}

/// What a relay's node sends in place of each entry that it passes on.
fn instead(net: &mut Net, change: impl Fn(&mut Entry) + 'static) -> Result<(), SimError> {
    net.tamper("node-de", "node-be", move |_, mut message| {
        if let Message::Push(push) = &mut message {
            push.entries.iter_mut().for_each(&change);
        }
        message
    })
}

fn without_order(entry: &mut Entry) {
    if let Entry::Relayed { record, .. } = entry {
        *entry = Entry::Record(record.clone());
    }
}

fn altered(entry: &mut Entry) {
    if let Entry::Relayed { record, .. } = entry {
        *record.last_mut().unwrap() ^= 1;
    }
}

fn with_order_altered(entry: &mut Entry) {
    if let Entry::Relayed { order, .. } = entry {
        *order.last_mut().unwrap() ^= 1;
    }
}

#[test]
fn what_comes_without_its_order_or_altered_is_refused_and_the_relay_told() -> Result<(), SimError> {
    type Forgery = fn(&mut Entry);
    let forgeries: [(&str, Forgery); 3] =
        [("not-origin", without_order), ("signature", altered), ("signature", with_order_altered)];
    for (code, forged) in forgeries {
        let mut net = Net::new(12)?;
        let record = released(&mut net)?;
        instead(&mut net, forged)?;
        relay(&mut net, record, RELAY, RECEIVER)?;
        net.advance_millis(20_000)?;
        assert!(net.inbox(RECEIVER).is_empty(), "{code}");
        assert!(net.faults("node-be")?.iter().any(|found| found == code), "{:?}", net.faults("node-be"));
        net.behave("node-de", "node-be")?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox(RECEIVER), [record], "{code}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn an_order_about_another_record_lets_nothing_be_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(13)?;
    let first = relayed(&mut net)?;
    let other = net.store("node-de")?.order_of(first).unwrap();
    let second = net.member(ORIGIN)?.submit(&submission())?;
    net.run_until_quiet()?;
    instead(&mut net, move |entry| {
        if let Entry::Relayed { order, .. } = entry {
            (**order).clone_from(&other.to_vec());
        }
    })?;
    relay(&mut net, second, RELAY, RECEIVER)?;
    net.advance_millis(20_000)?;
    assert_eq!(net.inbox(RECEIVER), [first]);
    assert!(net.faults("node-be")?.iter().any(|found| found == "not-origin"), "{:?}", net.faults("node-be"));
    net.behave("node-de", "node-be")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn crashes_and_restores_lose_nothing_and_send_nothing_twice() -> Result<(), SimError> {
    let relays = |write: &Write| matches!(write, Write::Relayed { .. } | Write::Ordered { .. });
    for (seed, point) in (14..).zip(CrashPoint::ALL) {
        for node in ["node-nl", "node-de", "node-be"] {
            let mut net = Net::new(seed)?;
            let record = released(&mut net)?;
            net.crash_at(node, point, relays)?;
            let _ = net.member(ORIGIN)?.relay(record, RELAY, &[RECEIVER])?;
            net.advance_millis(5_000)?;
            if !net.is_up(node) {
                net.restart(node)?;
            }
            net.run_until_quiet()?;
            assert_eq!(net.inbox(RECEIVER), [record], "{node} {point:?}");
            net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
            net.advance_millis(2 * HOUR)?;
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn who_was_put_back_to_before_it_goes_on() -> Result<(), SimError> {
    for (seed, node) in (20..).zip(["node-nl", "node-de", "node-be"]) {
        for recalled in [false, true] {
            let mut net = Net::new(seed)?;
            let record = released(&mut net)?;
            let copy = net.back_up(node)?;
            relay(&mut net, record, RELAY, RECEIVER)?;
            net.run_until_quiet()?;
            if recalled {
                net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
                net.advance_millis(2_000)?;
            }
            net.crash(node)?;
            net.restore_from(node, copy)?;
            net.restart(node)?;
            net.run_until_quiet()?;
            let expected = if recalled { vec![] } else { vec![record] };
            assert_eq!(net.inbox(RECEIVER), expected, "{node}, recalled: {recalled}");
            // The Dutch node waits for the Belgian one's word.
            net.heal("node-nl", "node-be")?;
            net.run_until_quiet()?;
            assert_eq!(net.inbox(RECEIVER), expected, "{node}, recalled: {recalled}");
            if !recalled {
                net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
            }
            net.advance_millis(2 * HOUR)?;
            assert!(!net.store("node-be")?.has_record(record), "{node}, recalled: {recalled}");
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn whose_relay_may_not_have_the_correction_has_it_from_the_origin() -> Result<(), SimError> {
    let mut net = Net::new(45)?;
    let record = relayed(&mut net)?;
    let mut corrected = submission();
    corrected.distribution.exclude.insert(RELAY.parse().unwrap());
    let newer = net.member(ORIGIN)?.correct(record, &corrected)?;
    net.run_until_quiet()?;
    assert!(net.inbox(RECEIVER).is_empty(), "the version before is taken back by way of the relay");
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [newer]);
    net.finish().map(drop)
}

/// It has the order before the signal then, and gives it up.
#[test]
fn who_has_it_from_a_relay_that_forgot_all_of_it_is_told_by_the_origin_itself() -> Result<(), SimError> {
    for (seed, corrected) in (40..).zip([true, false]) {
        let mut net = Net::new(seed)?;
        cut_off(&mut net)?;
        let copy = net.back_up("node-de")?;
        let record = net.member(ORIGIN)?.submit(&submission())?;
        net.run_until_quiet()?;
        relay(&mut net, record, RELAY, RECEIVER)?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox(RECEIVER), [record]);
        net.crash("node-de")?;
        net.restore_from("node-de", copy)?;
        net.restart("node-de")?;
        net.run_until_quiet()?;

        let newest = if corrected {
            let mut corrected = submission();
            corrected.content.title = Some("Corrected".to_owned());
            vec![net.member(ORIGIN)?.correct(record, &corrected)?]
        } else {
            net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
            vec![]
        };
        net.heal("node-nl", "node-be")?;
        net.advance_millis(2 * HOUR)?;

        assert_eq!(net.inbox(RECEIVER), newest, "corrected: {corrected}");
        assert_eq!(net.relay_said(record, RECEIVER), Some((Some(State::Erased), None)), "corrected: {corrected}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn who_has_it_from_a_relay_that_forgot_all_of_it_says_so_before_the_relay_knows() -> Result<(), SimError> {
    for seed in 60..72 {
        // Given a receiver that was passed a signal, of which its origin has not heard
        let mut net = Net::new(seed)?;
        let copy = net.back_up("node-de")?;
        cut_off(&mut net)?;
        let record = net.member(ORIGIN)?.submit(&submission())?;
        net.run_until_quiet()?;
        relay(&mut net, record, RELAY, RECEIVER)?;
        while net.inbox(RECEIVER).is_empty() {
            net.advance_millis(1)?;
        }
        net.cut("node-nl", "node-de")?;
        net.run_until_quiet()?;
        assert_eq!(net.relay_said(record, RECEIVER), None, "seed {seed}");

        // When the relay is put back to before all of it, and the rules take the signal from the receiver
        net.restore_from("node-de", copy)?;
        net.extend_register("node-nl", |register| {
            register.members.get_mut(&RECEIVER.parse().unwrap()).unwrap().mandates.clear();
        })?;
        net.run_until_quiet()?;
        net.heal("node-nl", "node-de")?;
        net.heal("node-nl", "node-be")?;
        net.run_until_quiet()?;

        // Then its origin takes it back itself
        assert!(net.inbox(RECEIVER).is_empty(), "seed {seed}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_its_relay_loses_before_it_went_is_said_not_to_be_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(42)?;
    let record = released(&mut net)?;
    net.cut("node-de", "node-be")?;
    net.advance_millis(500)?;
    relay(&mut net, record, RELAY, RECEIVER)?;
    net.run_until_quiet()?;
    net.extend_register("node-de", |register| {
        register.members.get_mut(&RELAY.parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.advance_millis(2 * HOUR)?;
    net.heal("node-de", "node-be")?;
    net.run_until_quiet()?;
    assert!(!net.is_ordered(record, RECEIVER) && net.inbox(RECEIVER).is_empty());
    net.finish().map(drop)
}

#[test]
fn what_came_by_relay_under_a_stolen_key_is_read_again_once_its_member_attests_it() -> Result<(), SimError> {
    let mut net = Net::new(43)?;
    let theft = net.now();
    let record = relayed(&mut net)?;
    net.rotate(ORIGIN, "node-nl", None)?;
    net.revoke(ORIGIN, "node-nl", theft)?;
    net.run_until_quiet()?;
    let read = |net: &mut Net| net.member(RECEIVER)?.for_purpose(Purpose::PremisesMeasure, "z-1").read(record);
    assert!(matches!(read(&mut net)?, Some(Reply::Closed { why: Closed::Doubted { .. } })));
    net.member(ORIGIN)?.reaffirm(record)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert!(matches!(read(&mut net)?, Some(Reply::Records(_))));
    net.finish().map(drop)
}

#[test]
fn what_was_recalled_under_a_stolen_key_is_taken_back_behind_a_relay_too() -> Result<(), SimError> {
    let mut net = Net::new(44)?;
    let record = relayed(&mut net)?;
    net.cut("node-de", "node-be")?;
    net.advance_millis(500)?;
    let theft = net.now();
    net.member(ORIGIN)?.recall(record, RecallGround::Error)?;
    net.rotate(ORIGIN, "node-nl", None)?;
    net.revoke(ORIGIN, "node-nl", theft)?;
    net.run_until_quiet()?;
    net.member(ORIGIN)?.reaffirm(record)?;
    ["node-de", "node-nl"].iter().try_for_each(|node| net.heal(node, "node-be"))?;
    net.advance_millis(2 * HOUR)?;
    assert!(net.inbox(RECEIVER).is_empty() && !net.store("node-be")?.has_record(record));
    net.finish().map(drop)
}

/// Origin and relay are members of one node, which learns of its recall from others before the relay hears of it.
#[test]
fn a_relay_passes_on_nothing_that_its_node_knows_to_be_recalled() -> Result<(), SimError> {
    let (origin, relay) = ("nl-riec-zuid", "nl-maasdorp");
    let mut net = Net::new(612_923)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(250)?;
    let record = net.member(origin)?.submit(&case("c13")?.submission)?;
    net.advance_millis(3)?;
    let ordered = outcomes(net.member(origin)?.relay(record, relay, &[RELAY])?);
    assert_eq!(ordered.values().collect::<Vec<_>>(), ["permitted"]);
    net.advance_millis(125)?;
    let copy = net.back_up("node-nl")?;
    net.member(origin)?.recall(record, RecallGround::Error)?;
    net.advance_millis(15)?;
    net.restore_from("node-nl", copy)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(!net.store("node-de")?.has_record(record));
    net.finish().map(drop)
}

#[test]
fn what_went_by_an_order_that_is_kept_unread_does_not_go_as_if_nobody_had_ordered_it() -> Result<(), SimError> {
    // Given a relay and its receiver that are put back to before the signal was passed on, and a key of its origin that
    // somebody else may have had since.
    let mut net = Net::new(46)?;
    let empty = net.back_up("node-be")?;
    let record = released(&mut net)?;
    let since = net.now();
    net.advance_millis(1)?;
    let before = net.back_up("node-de")?;
    relay(&mut net, record, RELAY, RECEIVER)?;
    net.run_until_quiet()?;
    net.revoke(ORIGIN, "node-nl", since)?;
    net.restore_from("node-de", before)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(RECEIVER), [record]);
    // When the receiver forgets the signal as well.
    net.restore_from("node-be", empty)?;
    net.run_until_quiet()?;
    // Then it is not told of what it would take for a lie.
    assert!(net.inbox(RECEIVER).is_empty());
    assert!(net.faults("node-be")?.is_empty(), "{:?}", net.faults("node-be"));
    net.heal("node-nl", "node-be")?;
    net.finish().map(drop)
}

#[test]
fn who_was_passed_a_signal_after_its_recall_was_forgotten_is_not_to_keep_it() -> Result<(), SimError> {
    // Given an order that waits for the receiver's node in a copy, and a recall that everybody else heard of.
    let mut net = Net::new(47)?;
    let submission = case("c13")?.submission;
    net.cut("node-nl", "node-fr")?;
    net.advance_millis(500)?;
    let record = net.member("nl-riec-zuid")?.submit(&submission)?;
    net.run_until_quiet()?;
    let mut said = outcomes(net.member("nl-riec-zuid")?.relay(record, "nl-register", &["fr-prefecture"])?);
    assert_eq!(said.remove(&"fr-prefecture".parse().unwrap()).as_deref(), Some("permitted"));
    net.run_until_quiet()?;
    let copy = net.back_up("node-nl")?;
    net.member("nl-riec-zuid")?.recall(record, RecallGround::Error)?;
    net.run_until_quiet()?;
    // When the Dutch node is put back to it, and its operator waits for nobody.
    net.restore_from("node-nl", copy)?;
    for node in ["node-de", "node-be", "node-it"] {
        net.cut("node-nl", node)?;
    }
    net.lift_quarantine("node-nl", "the mayor waits")?;
    net.heal("node-nl", "node-fr")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("fr-prefecture"), [record]);
    for node in ["node-de", "node-be", "node-it"] {
        net.heal("node-nl", node)?;
    }
    net.advance_millis(2 * HOUR)?;
    // Then nobody keeps what others know to be recalled.
    assert!(net.inbox("fr-prefecture").is_empty());
    net.finish().map(drop)
}
