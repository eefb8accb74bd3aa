//! What changes between the moment a record is released and the moment it could go: rights, retention, the register.

use sluis_protocol::core::Reply;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::Purpose;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::Net;

#[test]
fn a_mandate_withdrawn_while_a_record_waits_withholds_it() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.advance(1)?;
    assert_eq!(net.outstanding("nl-maasdorp", "de-rurheim"), 1);
    net.extend_register("node-nl", |register| {
        let member = register.members.get_mut(&"de-rurheim".parse().unwrap()).unwrap();
        member.mandates.retain(|m| m.purpose == Purpose::PhenomenonPicture);
    })?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    assert_eq!(net.withheld(record, "de-rurheim").as_deref(), Some("forbidden:EU-F2"));
    net.finish().map(drop)
}

/// The link broke before the receipt came, and the rules change as the next one begins.
#[test]
fn what_came_on_a_link_that_broke_is_taken_back_once_the_receiver_says_that_it_has_it() -> Result<(), SimError> {
    for seed in [46, 47, 130, 151, 348] {
        let mut net = Net::new(seed)?;
        net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.fail_next_commit("node-nl")?;
        net.advance_millis(10 + seed % 30)?;
        net.extend_register("node-be", |register| {
            let member = register.members.get_mut(&"de-rurheim".parse().unwrap()).unwrap();
            member.mandates.retain(|m| m.purpose == Purpose::PhenomenonPicture);
        })?;
        net.run_until_quiet()?;
        assert!(net.inbox("de-rurheim").is_empty(), "seed {seed}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_record_whose_retention_passes_while_it_waits_goes_nowhere() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)?;
    let mut submission: Submission = case("c01")?.submission;
    submission.content.handling.retain_until = Some("2026-11-25".parse().unwrap());
    let record = net.member("nl-maasdorp")?.submit(&submission)?;
    net.advance(4)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    assert_eq!(net.withheld(record, "be-grensbeek").as_deref(), Some("expired"));
    assert!(net.inbox("de-rurheim").is_empty(), "it was kept there as long as it might be");
    net.finish().map(drop)
}

#[test]
fn a_draft_is_changed_only_as_it_was_seen_and_what_is_released_is_what_it_became() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let (first, second) = (case("c01")?.submission, case("c13")?.submission);
    let seen = net.member("nl-riec-zuid")?.draft(&first_of(&second, "een"))?;
    let replaced = net.member("nl-riec-zuid")?.replace(&seen, &second)?;
    assert!(matches!(replaced, Some(Reply::Draft { .. })), "{replaced:?}");
    for late in [net.member("nl-riec-zuid")?.replace(&seen, &second)?, net.member("nl-riec-zuid")?.discard(&seen)?] {
        assert!(matches!(late, Some(Reply::Changed)), "{late:?}");
    }
    assert!(
        matches!(net.member("nl-riec-zuid")?.release(&seen)?, Some(Reply::Stale)),
        "what was seen first is no more"
    );
    let gone = net.member("nl-maasdorp")?.draft(&first)?;
    assert!(matches!(net.member("nl-maasdorp")?.discard(&gone)?, Some(Reply::Done { .. })));
    assert!(matches!(net.member("nl-maasdorp")?.release(&gone)?, Some(Reply::NotFound)));
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.finish().map(drop)
}

/// The same with another title.
fn first_of(submission: &Submission, title: &str) -> Submission {
    let mut other = submission.clone();
    other.content.title = Some(title.to_owned());
    other
}

#[test]
fn a_removed_node_gets_nothing_more() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let before = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    let now = net.now();
    net.extend_register("node-nl", |register| {
        register.nodes.get_mut(&"node-be".parse().unwrap()).unwrap().removed = Some(now);
    })?;
    net.run_until_quiet()?;
    let after = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.advance(2)?;
    assert_eq!(net.inbox("be-grensbeek"), [before]);
    assert!(net.inbox("de-rurheim").contains(&after));
    net.finish().map(drop)
}

#[test]
fn a_newer_register_reaches_everybody_also_who_was_away() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    net.crash("node-it")?;
    net.extend_register("node-nl", |register| register.agreements.clear())?;
    net.run_until_quiet()?;
    net.extend_register("node-fr", |register| register.members.values_mut().for_each(|m| m.mandates.truncate(2)))?;
    net.run_until_quiet()?;
    net.restart("node-it")?;
    net.run_until_quiet()?;
    let newest = net.register_of("node-fr")?;
    assert!(newest > 2, "sections of two countries, and then more");
    for node in ["node-nl", "node-be", "node-de", "node-it"] {
        assert_eq!(net.register_of(node)?, newest, "{node}");
    }
    net.finish().map(drop)
}

#[test]
fn a_table_that_would_add_a_receiver_is_shown_again_first() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let submission = case("c04")?.submission;
    let draft = net.member("be-ariec-oost")?.draft(&submission)?;
    net.extend_register("node-be", |register| {
        let mut agreement = register.agreements.first().unwrap().clone();
        agreement.between = ["be-ariec-oost", "de-rurheim"].map(|m| m.parse().unwrap()).into();
        register.agreements.insert(agreement);
    })?;
    net.run_until_quiet()?;
    let Some(Reply::TableChanged { table }) = net.member("be-ariec-oost")?.release(&draft)? else {
        panic!("released unseen")
    };
    assert!(net.inbox("de-rurheim").is_empty());
    let seen = sluis_simulations::net::Drafted { table, ..draft };
    let reply = net.member("be-ariec-oost")?.release(&seen)?;
    assert!(matches!(reply, Some(Reply::Released { .. })), "{reply:?}");
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim").len(), 1);
    net.finish().map(drop)
}

#[test]
fn a_table_that_was_never_shown_releases_nothing() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let mut person = net.member("nl-maasdorp")?;
    let mut draft = person.draft(&case("c01")?.submission)?;
    draft.table.hash.0[0] ^= 1;
    assert!(matches!(person.release(&draft)?, Some(Reply::TableChanged { .. })));
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.finish().map(drop)
}

#[test]
fn a_register_that_arrives_with_a_push_to_a_neighbour_loses_nothing() -> Result<(), SimError> {
    // The push to the node itself is checked against the old register, and is handled before the new one.
    let mut net = Net::new(7)?;
    let record = net.member("nl-terminal-a")?.submit(&case("c09")?.submission)?;
    net.extend_register("node-nl", |register| register.agreements.clear())?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("nl-terminal-b"), [record]);
    net.finish().map(drop)
}

#[test]
fn more_records_asked_for_than_one_read_shows_are_not_all_read() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    let many = vec![record; 1_000];
    let mut ids = many;
    (0_u32..).zip(&mut ids).for_each(|(i, id)| id.0.0[..4].copy_from_slice(&i.to_be_bytes()));
    net.member("nl-maasdorp")?.read_all(ids)?;
    net.finish().map(drop)
}
