//! Records that joined a feed and did not arrive: each is judged again when it is sent.

use sluis_protocol::core::{Direction, Reply, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::{Detail, ReadForm};
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::Purpose;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const fn arrival(write: &Write) -> bool {
    matches!(write, Write::Entries { direction: Direction::In, .. })
}

/// Takes the mandate that c01 needs from a member, at a node.
fn withdraw(net: &mut Net, node: &str, member: &str) -> Result<(), SimError> {
    net.extend_register(node, |register| {
        let member = register.members.get_mut(&member.parse().unwrap()).unwrap();
        member.mandates.retain(|m| m.purpose != Purpose::PremisesMeasure);
    })
}

/// How often a node's journal says that a record was withheld.
fn withheld_in_journal(net: &Net, node: &str, record: RecordId) -> Result<usize, SimError> {
    let details = net.journal(node)?;
    let withheld =
        details.iter().filter_map(|d| if let Detail::LetOut { withheld, .. } = d { Some(withheld) } else { None });
    Ok(withheld.flatten().filter(|w| w.record == record).count())
}

/// How a node's journal says that a record arrived.
fn arrived(net: &Net, node: &str, record: RecordId) -> Result<Vec<String>, SimError> {
    let details = net.journal(node)?;
    let entries =
        details.iter().filter_map(|d| if let Detail::Arrival { entries, .. } = d { Some(entries) } else { None });
    Ok(entries.flatten().filter(|e| e.record == record).map(|e| e.outcome.clone()).collect())
}

#[test]
fn a_mandate_withdrawn_after_a_record_joined_its_feed_withholds_it() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.cut("node-nl", "node-de")?;
    assert_eq!(net.outstanding("nl-maasdorp", "de-rurheim"), 0, "it joined the feed at once");
    let later = net.member("nl-maasdorp")?.submit(&case("c07")?.submission)?;
    withdraw(&mut net, "node-nl", "de-rurheim")?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [later]);
    assert!(!net.store("node-de")?.has_record(record));
    assert_eq!(net.withheld(record, "de-rurheim").as_deref(), Some("forbidden:EU-F2"));
    assert_eq!(withheld_in_journal(&net, "node-nl", record)?, 1);
    assert_eq!(arrived(&net, "node-de", record)?, ["withheld"]);
    net.finish().map(drop)
}

#[test]
fn a_record_whose_retention_passes_after_it_joined_its_feed_is_withheld() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let mut submission: Submission = case("c01")?.submission;
    submission.content.handling.retain_until = Some("2026-11-25".parse().unwrap());
    let record = net.member("nl-maasdorp")?.submit(&submission)?;
    net.cut("node-nl", "node-be")?;
    net.advance(4)?;
    let later = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    assert_eq!(net.holds("be-grensbeek"), [later]);
    assert_eq!(net.inbox("de-rurheim"), [later]);
    assert_eq!(net.withheld(record, "be-grensbeek").as_deref(), Some("expired"));
    net.finish().map(drop)
}

#[test]
fn what_was_withheld_is_journalled_once_and_stays_so_however_often_the_line_breaks() -> Result<(), SimError> {
    for wait in [1_020, 1_060, 1_100, 1_150] {
        let mut net = Net::new(3)?;
        let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.cut("node-nl", "node-de")?;
        withdraw(&mut net, "node-nl", "de-rurheim")?;
        net.heal("node-nl", "node-de")?;
        net.advance_millis(wait)?;
        net.cut("node-nl", "node-de")?;
        net.run_until_quiet()?;
        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;
        assert!(net.inbox("de-rurheim").is_empty(), "cut after {wait} ms");
        assert_eq!(withheld_in_journal(&net, "node-nl", record)?, 1, "cut after {wait} ms");
        assert_eq!(arrived(&net, "node-de", record)?, ["withheld"], "cut after {wait} ms");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_mandate_that_comes_back_does_not_let_out_what_was_withheld() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.cut("node-nl", "node-de")?;
    let rurheim = "de-rurheim".parse().unwrap();
    let mut mandates = Vec::new();
    net.extend_register("node-nl", |register| {
        mandates = std::mem::take(&mut register.members.get_mut(&rurheim).unwrap().mandates);
    })?;
    net.crash_at("node-de", CrashPoint::BeforeCommit, arrival)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.hits(CrashPoint::BeforeCommit), 1);
    net.extend_register("node-nl", |register| register.members.get_mut(&rurheim).unwrap().mandates = mandates)?;
    net.restart("node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    assert!(net.withheld(record, "de-rurheim").is_some());
    net.finish().map(drop)
}

#[test]
fn what_the_receiver_holds_is_taken_back_where_only_its_receipt_was_lost() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    net.crash_at("node-be", CrashPoint::AfterCommit, arrival)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.hits(CrashPoint::AfterCommit), 1);
    withdraw(&mut net, "node-nl", "be-grensbeek")?;
    net.restart("node-be")?;
    net.run_until_quiet()?;
    assert!(net.inbox("be-grensbeek").is_empty());
    assert!(net.store("node-be")?.has_record(record), "until the grace is over");
    net.finish().map(drop)
}

#[test]
fn a_neighbour_that_holds_a_record_loses_it_with_its_mandate_after_a_crash() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    net.crash_at("node-nl", CrashPoint::AfterCommit, arrival)?;
    let record = net.member("nl-terminal-a")?.submit(&case("c09")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.hits(CrashPoint::AfterCommit), 1);
    net.restart("node-nl")?;
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&"nl-terminal-b".parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.run_until_quiet()?;
    assert!(net.inbox("nl-terminal-b").is_empty());
    assert!(net.store("node-nl")?.has_record(record), "its origin keeps it");
    net.finish().map(drop)
}

#[test]
fn a_read_that_shows_some_records_accounts_for_those_it_refuses() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    let mut submission: Submission = case("c01")?.submission;
    let refused = net.member("nl-maasdorp")?.submit(&submission)?;
    submission.content.handling.categories.clear();
    let shown = net.member("nl-maasdorp")?.submit(&submission)?;
    net.run_until_quiet()?;
    let mut reader = net.member("de-rurheim")?.for_purpose(Purpose::PremisesMeasure, "");
    let reply = reader.read_all(vec![shown, refused])?;
    let Some(Reply::Records(records)) = reply else { panic!("{reply:?}") };
    assert_eq!(records.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [shown]);
    let told = |d: Detail| match d {
        Detail::Read { form: ReadForm::Content, records, outcome, .. } => {
            Some((records, outcome.starts_with("refused:")))
        }
        _ => None,
    };
    let told: Vec<_> = net.journal("node-de")?.into_iter().filter_map(told).collect();
    assert_eq!(told, [(vec![refused], true), (vec![shown], false)]);
    net.finish().map(drop)
}
