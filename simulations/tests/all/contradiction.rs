//! A country that signs two versions of its section of the register for one place.

use sluis_protocol::core::{Preview, Reply};
use sluis_protocol::register::Register;
use sluis_schemas::vocabulary::Purpose;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::Net;

/// One German section takes what Rurheim may do, the other names it anew; each lies at a node that is alone with it.
fn contradicted(seed: u64) -> Result<Net, SimError> {
    let mut net = Net::new(seed)?;
    for other in ["node-nl", "node-de", "node-fr", "node-it"] {
        net.cut("node-be", other)?;
    }
    net.advance_millis(500)?;
    let narrowed = |register: &mut Register| {
        let member = register.members.get_mut(&"de-rurheim".parse().unwrap()).unwrap();
        member.mandates.retain(|m| m.purpose == Purpose::PhenomenonPicture);
    };
    net.contradict_register(("node-nl", narrowed), ("node-be", renamed))?;
    net.run_until_quiet()?;
    Ok(net)
}

fn renamed(register: &mut Register) {
    register.members.get_mut(&"de-rurheim".parse().unwrap()).unwrap().name.push('!');
}

fn heal(net: &mut Net) -> Result<(), SimError> {
    for other in ["node-nl", "node-de", "node-fr", "node-it"] {
        net.heal("node-be", other)?;
    }
    net.run_until_quiet()
}

const NODES: [&str; 5] = ["node-nl", "node-be", "node-de", "node-fr", "node-it"];

#[test]
fn both_versions_are_found_at_the_handshake_and_known_to_all() -> Result<(), SimError> {
    let mut net = contradicted(1)?;
    assert!(!net.is_contradicted("node-be")?, "nobody has told it");
    heal(&mut net)?;
    for node in NODES {
        assert!(net.is_contradicted(node)?, "{node}");
        net.crash(node)?;
        net.restart(node)?;
        assert!(net.is_contradicted(node)?, "{node} forgot it");
    }
    net.finish().map(drop)
}

#[test]
fn what_one_version_takes_is_taken_until_a_version_names_both() -> Result<(), SimError> {
    let mut net = contradicted(2)?;
    heal(&mut net)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty(), "one version took the mandate");
    assert!(net.inbox("be-grensbeek").contains(&record));
    net.settle_register("node-fr")?;
    net.run_until_quiet()?;
    for node in NODES {
        assert!(!net.is_contradicted(node)?, "{node}");
        assert_eq!(net.register_of(node)?, 2, "{node}");
    }
    net.finish().map(drop)
}

#[test]
fn what_one_version_alone_grants_is_not_granted() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    for other in ["node-nl", "node-de", "node-fr", "node-it"] {
        net.cut("node-be", other)?;
    }
    net.advance_millis(500)?;
    let granted = |register: &mut Register| {
        let mut agreement = register.agreements.first().unwrap().clone();
        agreement.between = ["be-ariec-oost", "de-rurheim"].map(|m| m.parse().unwrap()).into();
        register.agreements.insert(agreement);
    };
    net.contradict_register(("node-be", granted), ("node-nl", renamed))?;
    net.run_until_quiet()?;
    let before = net.member("be-ariec-oost")?.preview(&case("c04")?.submission)?;
    heal(&mut net)?;
    let after = net.member("be-ariec-oost")?.preview(&case("c04")?.submission)?;
    let outcome = |table: &Preview| table.members[&"de-rurheim".parse().unwrap()].clone();
    assert_eq!(outcome(&before), "permitted", "where nobody knows of the other");
    assert_ne!(outcome(&after), "permitted");
    let draft = net.member("be-ariec-oost")?.draft(&case("c04")?.submission)?;
    let released = net.member("be-ariec-oost")?.release(&draft)?;
    assert!(matches!(released, Some(Reply::Released { .. })), "{released:?}");
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.finish().map(drop)
}
