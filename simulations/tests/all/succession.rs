//! Members that merge, and members that move to another node.

use sluis_protocol::core::Reply;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_schemas::vocabulary::{Purpose, RecallGround};
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
        member.mandates.clear();
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

/// Acting in the name of the member that merged, under the mandates of its successor.
#[test]
fn what_a_member_submitted_before_it_merged_is_corrected_in_its_name() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = submit(&mut net, "een")?;
    merge(&mut net, "nl-eiland")?;
    assert_eq!(net.inbox("de-rurheim"), [record], "nothing of it was taken back");
    let mut corrected = case("c01")?.submission;
    corrected.content.title = Some("twee".to_owned());
    let newer = net.member("nl-maasdorp")?.correct(record, &corrected)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [newer]);
    net.finish().map(drop)
}

#[test]
fn nothing_new_is_submitted_in_its_name() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let draft = net.member("nl-maasdorp")?.draft(&case("c01")?.submission)?;
    merge(&mut net, "nl-eiland")?;
    let mut member = net.member("nl-maasdorp")?;
    for reply in [member.draft_as(&case("c01")?.submission, None)?, member.release(&draft)?] {
        assert!(matches!(&reply, Some(Reply::Succeeded { by, .. }) if by.as_str() == "nl-eiland"), "{reply:?}");
    }
    net.finish().map(drop)
}

#[test]
fn what_it_held_is_read_in_its_name_and_nothing_new_goes_to_it() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let held = net.member("de-rurheim")?.submit(&case("c13")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-maasdorp"), [held]);
    merge(&mut net, "nl-eiland")?;
    let later = net.member("de-rurheim")?.submit(&case("c13")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-maasdorp"), [held], "{later} does not go there");
    let read = net.member("nl-maasdorp")?.for_purpose(Purpose::PhenomenonPicture, "Z-1").read(held)?;
    assert!(matches!(read, Some(Reply::Records(_))), "{read:?}");
    net.finish().map(drop)
}

#[test]
fn what_its_successor_has_no_mandate_for_is_taken_back() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let held = net.member("be-ariec-oost")?.submit(&case("c04")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-maasdorp"), [held]);
    merge(&mut net, "nl-douane")?;
    assert!(net.inbox("nl-maasdorp").is_empty());
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
