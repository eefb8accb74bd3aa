//! Other packs in force: narrowing acts at once, widening sends nothing, and peers know what a node judges by.

use sluis_protocol::core::{Reply, Write};
use sluis_protocol::journal::Detail;
use sluis_schemas::vocabulary::UserRole;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};
use sluis_simulations::packs::PackSet;

pub(super) const ORIGIN: &str = "nl-maasdorp";
pub(super) const IN_GERMANY: &str = "de-rurheim";
pub(super) const IN_BELGIUM: &str = "be-grensbeek";

/// An officer of the member puts packs in force at its node.
pub(super) fn activate(net: &mut Net, member: &str, packs: PackSet) -> Result<Option<Reply>, SimError> {
    net.member(member)?.in_roles(&[UserRole::PolicyOfficer]).activate(packs.proven()?)
}

/// At every node, so that none waits for another.
fn activate_everywhere(net: &mut Net, packs: PackSet) -> Result<(), SimError> {
    for member in [ORIGIN, IN_BELGIUM, IN_GERMANY, "fr-prefecture", "it-appalti"] {
        activate(net, member, packs)?;
    }
    net.run_until_quiet()
}

fn activations(net: &Net, node: &str) -> Result<usize, SimError> {
    let told = |detail: &&Detail| matches!(detail, Detail::Activation { reason, .. } if !reason.is_empty());
    Ok(net.journal(node)?.iter().filter(told).count())
}

#[test]
fn what_other_packs_hold_back_is_taken_back_and_does_not_return_by_itself() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(IN_GERMANY), [record]);

    activate(&mut net, ORIGIN, PackSet::NotToGermany)?;
    net.run_until_quiet()?;
    assert!(net.inbox(IN_GERMANY).is_empty(), "it was not taken back");
    assert_eq!(net.inbox(IN_BELGIUM), [record]);

    activate(&mut net, ORIGIN, PackSet::Shipped)?;
    net.run_until_quiet()?;
    assert!(net.inbox(IN_GERMANY).is_empty(), "it went again by itself");
    assert_eq!(activations(&net, "node-nl")?, 2);
    net.finish().map(drop)
}

#[test]
fn packs_are_put_in_force_by_a_policy_officer_alone_and_once() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let refused = net.member(ORIGIN)?.in_roles(&[UserRole::Releaser]).activate(PackSet::NotToGermany.proven()?)?;
    assert!(matches!(&refused, Some(Reply::Refused { rule }) if rule == "needs-role-policy-officer"), "{refused:?}");
    assert_eq!(activations(&net, "node-nl")?, 0);
    for again in [false, true] {
        let Some(Reply::Activated { before, packs }) = activate(&mut net, ORIGIN, PackSet::NotToGermany)? else {
            panic!()
        };
        assert_eq!(before == packs, again);
    }
    assert_eq!(activations(&net, "node-nl")?, 1);
    net.finish().map(drop)
}

#[test]
fn a_crash_right_after_they_came_into_force_changes_nothing_of_it() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, |write| matches!(write, Write::Packs { .. }))?;
    activate(&mut net, ORIGIN, PackSet::NotToGermany)?;
    net.restart("node-nl")?;
    net.run_until_quiet()?;
    assert!(net.inbox(IN_GERMANY).is_empty(), "it was not taken back");

    let preview = net.member(ORIGIN)?.preview(&case("c01")?.submission)?;
    let outcome = |member: &str| preview.members[&member.parse().unwrap()].as_str();
    assert_eq!((outcome(IN_GERMANY), outcome(IN_BELGIUM)), ("no-ground", "permitted"));
    net.finish().map(drop)
}

#[test]
fn nodes_that_all_changed_exchange_as_before() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    activate_everywhere(&mut net, PackSet::NotToGermany)?;
    let record = net.member(ORIGIN)?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(IN_BELGIUM), [record]);
    assert!(net.inbox(IN_GERMANY).is_empty());
    net.finish().map(drop)
}
