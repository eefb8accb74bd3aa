//! Who receives, who does not, and what they may do with it.

use sluis_protocol::core::Reply;
use sluis_schemas::vocabulary::{Purpose, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::Net;

#[test]
fn a_closed_lunchroom_is_known_across_both_borders() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    for member in ["be-ariec-oost", "be-grensbeek", "de-rurheim"] {
        assert_eq!(net.inbox(member), [record], "{member}");
    }
    assert!(net.inbox("nl-riec-zuid").is_empty());
    net.finish().map(drop)
}

#[test]
fn what_rests_on_bibob_stays_home() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c02")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-riec-zuid"), [record]);
    assert!(net.store("node-be")?.is_empty() && net.store("node-de")?.is_empty());
    net.finish().map(drop)
}

#[test]
fn an_excluded_neighbour_on_the_same_node_holds_nothing() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let record = net.member("nl-terminal-a")?.submit(&case("c18")?.submission)?;
    net.run_until_quiet()?;
    assert!(net.holds("nl-terminal-b").is_empty());
    let reply = net.member("nl-terminal-b")?.for_purpose(Purpose::FacilityAccess, "z-1").read(record)?;
    assert!(matches!(reply, Some(Reply::NotFound)), "{reply:?}");
    net.finish().map(drop)
}

#[test]
fn a_neighbour_on_the_same_node_receives_by_the_same_way() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = net.member("nl-terminal-a")?.submit(&case("c09")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-terminal-b"), [record]);
    net.finish().map(drop)
}

#[test]
fn content_is_read_for_a_purpose_in_a_case_and_by_readers() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    let shown = net.member("be-grensbeek")?.for_purpose(Purpose::LicenceDecision, "z-1").read(record)?;
    assert!(matches!(shown, Some(Reply::Records(records)) if records.len() == 1));
    let without = net.member("be-grensbeek")?.read(record)?;
    assert!(matches!(without, Some(Reply::Refused { .. })), "{without:?}");
    let auditor = net
        .member("be-grensbeek")?
        .in_roles(&[UserRole::Auditor])
        .for_purpose(Purpose::LicenceDecision, "z-1")
        .read(record)?;
    assert!(matches!(auditor, Some(Reply::Refused { .. })), "{auditor:?}");
    net.finish().map(drop)
}

#[test]
fn a_repeated_draft_is_the_first_one_and_another_body_conflicts() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let (first, other) = (case("c01")?.submission, case("c02")?.submission);
    let mut person = net.member("nl-maasdorp")?;
    let Some(Reply::Draft { id, .. }) = person.draft_as(&first, Some("key"))? else { panic!("no draft") };
    let again = person.draft_as(&first, Some("key"))?;
    assert!(matches!(again, Some(Reply::Draft { id: same, repeated: true, .. }) if same == id));
    assert!(matches!(person.draft_as(&other, Some("key"))?, Some(Reply::IdempotencyConflict)));
    net.finish().map(drop)
}

#[test]
fn a_draft_released_twice_is_one_record() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let mut person = net.member("nl-maasdorp")?;
    let draft = person.draft(&case("c01")?.submission)?;
    let Some(Reply::Released { record: first, .. }) = person.release(&draft)? else { panic!("not released") };
    let Some(Reply::Released { record: again, .. }) = person.release(&draft)? else { panic!("not released") };
    assert_eq!(first, again);
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [first]);
    net.finish().map(drop)
}

#[test]
fn what_the_submission_gate_refuses_is_accounted_for_without_content() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    let reply = net.member("nl-maasdorp")?.draft_as(&case("c12")?.submission, None)?;
    assert!(matches!(reply, Some(Reply::WrongChannel { rule, .. }) if rule == "EU-F1"));
    assert!(net.store("node-nl")?.is_empty());
    net.finish().map(drop)
}
