//! Members that merge, and members that move to another node.

use sluis_protocol::core::Reply;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_schemas::vocabulary::RecallGround;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::Net;

fn submit(net: &mut Net, title: &str) -> Result<RecordId, SimError> {
    let mut submission = case("c01")?.submission;
    submission.content.title = Some(title.to_owned());
    let record = net.member("nl-maasdorp")?.submit(&submission)?;
    net.run_until_quiet()?;
    Ok(record)
}

/// `nl-maasdorp` merges into another member of its node.
fn merge(net: &mut Net, into: &str) -> Result<(), SimError> {
    net.extend_register("node-nl", |register| {
        let member = register.members.get_mut(&"nl-maasdorp".parse().unwrap()).unwrap();
        member.successor = Some(into.parse().unwrap());
    })?;
    net.run_until_quiet()
}

#[test]
fn a_successor_recalls_what_its_predecessor_sent() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let [first, second] = [submit(&mut net, "een")?, submit(&mut net, "twee")?];
    merge(&mut net, "nl-riec-zuid")?;
    let recalled = net.member("nl-riec-zuid")?.recall(first, RecallGround::Error)?;
    assert!(matches!(recalled, Some(Reply::Recalled { .. })), "{recalled:?}");
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [second]);
    net.finish().map(drop)
}

#[test]
fn nobody_else_recalls_it() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = submit(&mut net, "een")?;
    merge(&mut net, "nl-riec-zuid")?;
    let recalled = net.member("nl-douane")?.recall(record, RecallGround::Error)?;
    assert!(matches!(recalled, Some(Reply::NotFound)), "{recalled:?}");
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn the_feeds_of_a_member_that_moved_go_on_from_its_new_node() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let before = submit(&mut net, "een")?;
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&"nl-maasdorp".parse().unwrap()).unwrap().node = "node-fr".parse().unwrap();
    })?;
    net.run_until_quiet()?;
    let told = net.journal("node-fr")?;
    assert!(
        told.iter().any(|detail| matches!(detail, Detail::TookOver { .. })),
        "it begins with what its peers attest"
    );
    let mut later = case("c01")?.submission;
    later.content.title = Some("twee".to_owned());
    let after = net.member("nl-maasdorp")?.submit(&later)?;
    net.run_until_quiet()?;
    let held = net.inbox("de-rurheim");
    assert!([before, after].iter().all(|record| held.contains(record)), "{held:?}");
    Ok(())
}
