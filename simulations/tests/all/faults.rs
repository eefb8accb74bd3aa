//! Cuts, crashes at named points, failed commits: nothing answered is lost, nothing arrives twice.

use sluis_protocol::core::{Direction, Write};
use sluis_protocol::register::Register;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const fn arrival(write: &Write) -> bool {
    matches!(write, Write::Entries { direction: Direction::In, .. })
}

const fn decline(write: &Write) -> bool {
    matches!(write, Write::Exception { direction: Direction::In, .. })
}

const fn submission(write: &Write) -> bool {
    matches!(write, Write::Private { .. })
}

#[test]
fn a_node_that_was_away_for_days_catches_up() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.crash("node-be")?;
    let mut sent = Vec::new();
    for _ in 0..5 {
        sent.push(net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?);
        net.advance(1)?;
    }
    net.restart("node-be")?;
    net.run_until_quiet()?;
    sent.sort();
    assert_eq!(net.inbox("be-grensbeek"), sent);
    net.finish().map(drop)
}

#[test]
fn a_line_cut_in_the_middle_of_catching_up_loses_nothing() -> Result<(), SimError> {
    for wait in [600, 1_020, 1_060, 1_100, 1_150, 1_200] {
        let mut net = Net::new(2)?;
        net.cut("node-nl", "node-de")?;
        let mut sent = Vec::new();
        for _ in 0..8 {
            sent.push(net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?);
        }
        net.heal("node-nl", "node-de")?;
        net.advance_millis(wait)?;
        net.cut("node-nl", "node-de")?;
        net.run_until_quiet()?;
        sent.push(net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?);
        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;
        sent.sort();
        assert_eq!(net.inbox("de-rurheim"), sent, "cut after {wait} ms");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_receiver_that_crashes_before_its_receipt_holds_each_record_once() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(3)?;
        net.crash_at("node-be", point, arrival)?;
        let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.run_until_quiet()?;
        assert_eq!(net.hits(point), 1);
        net.restart("node-be")?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("be-grensbeek"), [record], "{point:?}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_was_declined_before_a_crash_is_still_reported_after_it() -> Result<(), SimError> {
    // The sender predicts the receiver's law, so it takes a register that the sender does not know yet.
    let mut net = Net::new(4)?;
    net.extend_register("node-be", |register| sectors(register, (10..100).map(|n| n.to_string())))?;
    net.run_until_quiet()?;
    net.extend_register("node-be", |register| sectors(register, []))?;
    net.crash_at("node-be", CrashPoint::AfterCommit, decline)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c17")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.hits(CrashPoint::AfterCommit), 1);
    net.restart("node-be")?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    assert_eq!(net.declined(record, "be-grensbeek").as_deref(), Some("BE-R1"));
    net.finish().map(drop)
}

fn sectors(register: &mut Register, sectors: impl IntoIterator<Item = String>) {
    let member = register.members.get_mut(&"be-grensbeek".parse().unwrap()).unwrap();
    let sectors: std::collections::BTreeSet<_> = sectors.into_iter().collect();
    member.mandates.iter_mut().for_each(|m| m.sectors.clone_from(&sectors));
}

#[test]
fn a_sender_that_crashes_at_any_point_sends_what_it_kept_and_once() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(5)?;
        let mut person = net.member("nl-maasdorp")?;
        let draft = person.draft(&case("c01")?.submission)?;
        net.crash_at("node-nl", point, submission)?;
        let reply = net.member("nl-maasdorp")?.release(&draft)?;
        assert_eq!(reply.is_some(), point == CrashPoint::BeforeReceipt);
        net.run_until_quiet()?;
        net.restart("node-nl")?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("de-rurheim").len(), usize::from(point != CrashPoint::BeforeCommit), "{point:?}");
        net.member("nl-maasdorp")?.release(&draft)?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("de-rurheim").len(), 1, "{point:?}, released again");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_failed_commit_answers_nothing_and_leaves_nothing() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let draft = net.member("nl-maasdorp")?.draft(&case("c01")?.submission)?;
    net.fail_next_commit("node-nl")?;
    assert!(net.member("nl-maasdorp")?.release(&draft)?.is_none());
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.member("nl-maasdorp")?.release(&draft)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim").len(), 1);
    net.finish().map(drop)
}

#[test]
fn records_that_wait_survive_a_crash_of_their_sender() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    net.cut("node-nl", "node-de")?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.crash("node-nl")?;
    net.restart("node-nl")?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn a_long_backlog_goes_in_pieces() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    for _ in 0..300 {
        net.member("nl-maasdorp")?.submit(&case("c07")?.submission)?;
    }
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim").len(), 300);
    net.finish().map(drop)
}

#[test]
fn the_first_of_a_backlog_need_not_wait_for_the_others() -> Result<(), SimError> {
    let mut net = Net::new(9)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    for _ in 0..40 {
        net.member("nl-maasdorp")?.submit(&case("c07")?.submission)?;
    }
    let sizes = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let seen = sizes.clone();
    net.tamper("node-nl", "node-de", move |_, message| {
        if let sluis_protocol::wire::Message::Push(push) = &message {
            seen.borrow_mut().push(push.entries.len());
        }
        message
    })?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    let sizes = sizes.borrow().clone();
    assert!(sizes[0] <= 16 && sizes.iter().sum::<usize>() == 40, "{sizes:?}");
    net.finish().map(drop)
}
