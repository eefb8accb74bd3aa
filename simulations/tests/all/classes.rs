//! Personal records between nodes that judge by different packs: the class is offered first, the record follows once it
//! was accepted, and what the receiver's law declines never crosses.

use std::cell::RefCell;
use std::rc::Rc;

use sluis_protocol::wire::{ClassSaid, Entry, Message};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::Net;
use sluis_simulations::packs::PackSet;

use super::activation::{IN_BELGIUM, IN_GERMANY, ORIGIN, activate};
use super::adversaries::feed_of;

/// How many classes went to the Belgian municipality, and how many records.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Crossed {
    classes: usize,
    records: usize,
}

fn count_crossings(net: &mut Net) -> Result<Rc<RefCell<Crossed>>, SimError> {
    let crossed = Rc::new(RefCell::new(Crossed::default()));
    let seen = crossed.clone();
    net.tamper("node-nl", "node-be", move |_, message| {
        let mut seen = seen.borrow_mut();
        match &message {
            Message::ClassOffer(offer) if offer.receiver.as_str() == IN_BELGIUM => seen.classes += 1,
            Message::Push(push) if feed_of(push).receiver.as_str() == IN_BELGIUM => {
                seen.records += push.entries.iter().filter(|entry| matches!(entry, Entry::Record(_))).count();
            }
            _ => {}
        }
        message
    })?;
    Ok(crossed)
}

fn differing(seed: u64, belgian: PackSet) -> Result<(Net, Rc<RefCell<Crossed>>), SimError> {
    let mut net = Net::new(seed)?;
    activate(&mut net, IN_BELGIUM, belgian)?;
    let crossed = count_crossings(&mut net)?;
    net.run_until_quiet()?;
    Ok((net, crossed))
}

#[test]
fn a_personal_record_follows_once_its_class_was_accepted_and_a_class_is_offered_once() -> Result<(), SimError> {
    let (mut net, crossed) = differing(1, PackSet::NotToGermany)?;
    let first = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    let second = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    let mut sent = vec![first, second];
    sent.sort();
    assert_eq!(net.inbox(IN_BELGIUM), sent);
    assert_eq!(net.inbox(IN_GERMANY), sent);
    assert_eq!(*crossed.borrow(), Crossed { classes: 1, records: 2 });
    net.behave("node-nl", "node-be")?;
    net.finish().map(drop)
}

#[test]
fn what_the_receivers_own_packs_decline_never_crosses() -> Result<(), SimError> {
    let (mut net, crossed) = differing(2, PackSet::NobodyInBelgium)?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(*crossed.borrow(), Crossed { classes: 1, records: 0 });
    assert!(net.holds(IN_BELGIUM).is_empty());
    assert_eq!(net.withheld(record, IN_BELGIUM).as_deref(), Some("declined:BE-R1"));
    assert_eq!(net.outstanding(ORIGIN, IN_BELGIUM), 0);
    assert_eq!(net.inbox(IN_GERMANY), [record]);
    net.behave("node-nl", "node-be")?;
    net.finish().map(drop)
}

#[test]
fn what_names_no_person_goes_at_once() -> Result<(), SimError> {
    let (mut net, crossed) = differing(3, PackSet::NobodyInBelgium)?;
    let record = net.member(ORIGIN)?.submit(&case("c13")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(IN_BELGIUM), [record]);
    assert_eq!(*crossed.borrow(), Crossed { classes: 0, records: 1 });
    net.behave("node-nl", "node-be")?;
    net.finish().map(drop)
}

#[test]
fn what_the_receiver_cannot_say_waits_and_goes_once_the_packs_agree() -> Result<(), SimError> {
    let (mut net, crossed) = differing(4, PackSet::NotToGermany)?;
    net.tamper("node-be", "node-nl", |_, mut message| {
        if let Message::ClassAnswer(answer) = &mut message {
            answer.said = ClassSaid::Undecided;
        }
        message
    })?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(*crossed.borrow(), Crossed { classes: 1, records: 0 });
    assert_eq!(net.outstanding(ORIGIN, IN_BELGIUM), 1);

    net.behave("node-be", "node-nl")?;
    net.behave("node-nl", "node-be")?;
    activate(&mut net, IN_BELGIUM, PackSet::Shipped)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(IN_BELGIUM), [record]);
    net.finish().map(drop)
}

#[test]
fn a_class_is_offered_again_on_another_day_and_on_another_link() -> Result<(), SimError> {
    let (mut net, crossed) = differing(5, PackSet::NotToGermany)?;
    let submit = |net: &mut Net| -> Result<(), SimError> {
        net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
        net.run_until_quiet()
    };
    submit(&mut net)?;
    net.advance(1)?;
    submit(&mut net)?;
    assert_eq!(*crossed.borrow(), Crossed { classes: 2, records: 2 });
    net.cut("node-nl", "node-be")?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    submit(&mut net)?;
    assert_eq!(*crossed.borrow(), Crossed { classes: 3, records: 3 });
    net.behave("node-nl", "node-be")?;
    net.finish().map(drop)
}

#[test]
fn who_answers_what_nobody_asked_is_cut_off() -> Result<(), SimError> {
    let (mut net, _) = differing(6, PackSet::NotToGermany)?;
    let first = Rc::new(RefCell::new(None));
    net.tamper("node-be", "node-nl", move |_, message| match (&message, &mut *first.borrow_mut()) {
        (Message::ClassAnswer(_), first @ None) => {
            *first = Some(message.clone());
            message
        }
        (Message::Receipt(_), Some(answer)) => answer.clone(),
        _ => message,
    })?;
    net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.advance_millis(20_000)?;
    assert!(net.faults("node-nl")?.iter().any(|code| code == "class-answer"), "{:?}", net.faults("node-nl"));
    net.behave("node-be", "node-nl")?;
    net.behave("node-nl", "node-be")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}
