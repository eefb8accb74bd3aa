//! Journals and their witnesses: what was cosigned cannot be written otherwise and not be found out.

use sluis_protocol::core::Write;
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::note::Note;
use sluis_protocol::journal::{Detail, Entry, Opening};
use sluis_protocol::wire::Message;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

/// Changes a checkpoint and its proof.
type Tampering = fn(&mut Note, &mut Vec<Digest>);

/// Longer than an entry waits for a checkpoint, in milliseconds.
const WAIT: u64 = 31_000;

/// A federation where every node cosigned a journal of some entries of node-nl.
fn witnessed(seed: u64) -> Result<Net, SimError> {
    let mut net = Net::new(seed)?;
    for _ in 0..3 {
        net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    }
    net.advance_millis(WAIT)?;
    assert_eq!(net.cosigned("node-be", "node-nl")?, entries(&net)?);
    Ok(net)
}

fn entries(net: &Net) -> Result<u64, SimError> {
    Ok(net.journal("node-nl")?.len() as u64)
}

/// What its witnesses make of node-nl once its journal was changed.
fn found_out(seed: u64, change: impl FnOnce(&mut Vec<(Entry, Opening)>)) -> Result<(), SimError> {
    let mut net = witnessed(seed)?;
    net.rewrite_journal("node-nl", change)?;
    net.advance_millis(2_000)?;
    for witness in ["node-be", "node-de", "node-fr", "node-it"] {
        assert!(net.faults(witness)?.contains(&"journal-fork".to_owned()), "{witness} notices nothing");
        assert_eq!(net.forks(witness)?, ["node-nl"]);
    }
    assert!(net.faults("node-nl")?.contains(&"journal-fork".to_owned()), "its operator is not told");
    Ok(())
}

#[test]
fn every_entry_is_cosigned_by_every_linked_node_in_time() -> Result<(), SimError> {
    let mut net = Net::new(40)?;
    net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
    net.run_until_quiet()?;
    assert_eq!(net.cosigned("node-de", "node-nl")?, 0, "nobody is in a hurry");
    net.advance_millis(WAIT)?;
    for witness in ["node-be", "node-de", "node-fr", "node-it"] {
        assert_eq!(net.cosigned(witness, "node-nl")?, entries(&net)?);
    }
    net.finish().map(drop)
}

#[test]
fn a_journal_that_rests_is_not_shown_again() -> Result<(), SimError> {
    let mut net = witnessed(41)?;
    let (before, messages) = (entries(&net)?, net.messages());
    net.advance(2)?;
    assert_eq!((entries(&net)?, net.messages()), (before, messages));
    net.finish().map(drop)
}

#[test]
fn a_changed_entry_is_found_out() -> Result<(), SimError> {
    found_out(42, |entries| entries[1].0.commitment = Digest::ZERO)
}

/// A journal that is shorter than its witnesses have it is taken for a store that was put back: its node stands still, and
/// its next log cannot hide that the one before broke off.
fn broken_off(seed: u64, change: impl FnOnce(&mut Vec<(Entry, Opening)>)) -> Result<(), SimError> {
    let mut net = witnessed(seed)?;
    net.rewrite_journal("node-nl", change)?;
    net.advance_millis(2 * WAIT)?;
    assert!(net.journal("node-nl")?.iter().any(|detail| matches!(detail, Detail::Quarantine { .. })));
    for witness in ["node-be", "node-de", "node-fr", "node-it"] {
        assert!(net.faults(witness)?.contains(&"journal-restarted".to_owned()), "{witness} notices nothing");
        assert_eq!(net.forks(witness)?, ["node-nl"]);
    }
    Ok(())
}

#[test]
fn a_removed_entry_is_found_out() -> Result<(), SimError> {
    broken_off(43, |entries| drop(entries.remove(0)))
}

#[test]
fn a_truncated_journal_is_found_out() -> Result<(), SimError> {
    broken_off(44, |entries| drop(entries.pop()))
}

#[test]
fn a_journal_in_another_order_is_found_out() -> Result<(), SimError> {
    found_out(45, |entries| entries.swap(0, 2))
}

#[test]
fn an_added_entry_is_found_out() -> Result<(), SimError> {
    found_out(46, |entries| entries.insert(1, entries[0].clone()))
}

#[test]
fn a_journal_that_was_rewritten_and_then_grew_is_found_out() -> Result<(), SimError> {
    let mut net = witnessed(47)?;
    net.rewrite_journal("node-nl", |entries| entries[0].0.commitment = Digest::ZERO)?;
    for _ in 0..3 {
        net.member("nl-maasdorp")?.draft(&case("c01")?.submission)?;
    }
    net.advance_millis(2_000)?;
    assert_eq!(net.forks("node-be")?, ["node-nl"]);
    Ok(())
}

#[test]
fn a_cosignature_that_was_lost_is_given_again() -> Result<(), SimError> {
    for (crashing, point) in [("node-be", CrashPoint::AfterCommit), ("node-be", CrashPoint::BeforeCommit)] {
        let mut net = Net::new(48)?;
        net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.run_until_quiet()?;
        net.crash_at(crashing, point, |write| matches!(write, Write::Witnessed { .. }))?;
        net.advance_millis(WAIT)?;
        assert_eq!(net.hits(point), 1);
        net.restart(crashing)?;
        net.finish()?;
    }
    Ok(())
}

#[test]
fn many_entries_are_shown_at_once() -> Result<(), SimError> {
    let mut net = Net::new(49)?;
    for _ in 0..520 {
        net.member("nl-maasdorp")?.draft(&case("c01")?.submission)?;
        net.member("nl-maasdorp")?.draft(&case("c01")?.submission)?;
    }
    net.advance_millis(1_000)?;
    assert!(net.cosigned("node-be", "node-nl")? >= 1_000);
    net.finish().map(drop)
}

#[test]
fn a_checkpoint_that_is_another_nodes_or_not_proven_is_not_cosigned() -> Result<(), SimError> {
    let offers: [(&str, Tampering); 4] = [
        ("signature", |note, _| note.checkpoint.size += 1),
        ("signature", |note, _| note.checkpoint.origin.node = "node-de".parse().unwrap()),
        ("journal-fork", |_, proof| proof.push(Digest::ZERO)),
        ("journal-fork", |_, proof| proof.truncate(proof.len() - 1)),
    ];
    for (code, change) in offers {
        let mut net = witnessed(50)?;
        let before = net.cosigned("node-be", "node-nl")?;
        net.tamper("node-nl", "node-be", move |_, mut message| {
            if let Message::Checkpoint(offer) = &mut message {
                let mut note = Note::parse(&offer.note).unwrap();
                change(&mut note, &mut offer.proof);
                offer.note = note.to_string();
            }
            message
        })?;
        net.member("nl-maasdorp")?.submit(&case("c01")?.submission)?;
        net.advance_millis(WAIT)?;
        assert!(net.faults("node-be")?.contains(&code.to_owned()), "{code}: {:?}", net.faults("node-be")?);
        assert_eq!(net.cosigned("node-be", "node-nl")?, before);
        net.behave("node-nl", "node-be")?;
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_journal_that_begins_anew_is_told_and_witnessed_again() -> Result<(), SimError> {
    let mut net = witnessed(51)?;
    net.begin_log("node-nl", 1)?;
    net.advance_millis(WAIT)?;
    assert!(net.faults("node-be")?.contains(&"journal-restarted".to_owned()));
    assert_eq!((net.forks("node-be")?, net.cosigned("node-be", "node-nl")?), (vec!["node-nl".to_owned()], 1));
    Ok(())
}
