//! What has long been over at both ends of a feed is let go of; the feed goes on, and nothing comes back.

use std::cell::RefCell;
use std::rc::Rc;

use sluis_protocol::core::{Direction, PRUNED, Reply, Terms, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{FeedId, Lane};
use sluis_protocol::wire::{Entry, Message};
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::RecallGround;
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};
use sluis_simulations::store::MemoryStore;

use super::adversaries::{bring_instead, id_of, lanes_of};

const ORIGIN: &str = "nl-maasdorp";
const HOLDER: &str = "de-rurheim";
/// Days until what is over is let go of.
const TERM: u64 = 368;

/// A federation that keeps the account of what is over for a year.
fn federation(seed: u64) -> Result<Net, SimError> {
    Net::under(seed, Terms::DEFAULT.with_account(1).unwrap())
}

/// The closed lunchroom, told in other words: what was recalled is refused when it is submitted again.
fn told_as(title: &str) -> Result<Submission, SimError> {
    let mut submission = case("c01")?.submission;
    submission.content.title = Some(title.to_owned());
    Ok(submission)
}

fn submit(net: &mut Net, title: &str) -> Result<RecordId, SimError> {
    let record = net.member(ORIGIN)?.submit(&told_as(title)?)?;
    net.run_until_quiet()?;
    Ok(record)
}

fn recall(net: &mut Net, record: RecordId) -> Result<RecordId, SimError> {
    match net.member(ORIGIN)?.recall(record, RecallGround::Error)? {
        Some(Reply::Recalled { recall }) => Ok(recall),
        other => panic!("not recalled but {other:?}"),
    }
}

/// Recalled, destroyed everywhere, and known to be heard of.
fn end(net: &mut Net, record: RecordId) -> Result<RecordId, SimError> {
    let recall = recall(net, record)?;
    net.advance_millis(2 * 3_600_000)?;
    net.run_until_quiet()?;
    // At a new link a discloser tells what it has heard. What was said in the same millisecond is said once more there.
    meet_again(net)?;
    meet_again(net)?;
    Ok(recall)
}

fn meet_again(net: &mut Net) -> Result<(), SimError> {
    net.cut("node-nl", "node-de")?;
    net.run_until_quiet()?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()
}

fn feed() -> FeedId {
    FeedId { discloser: ORIGIN.parse().unwrap(), receiver: HOLDER.parse().unwrap() }
}

/// How many entries of the feed are listed at its two ends: urgent and bulk of each.
fn listed(net: &Net) -> [[usize; 2]; 2] {
    let count = |node: &str, direction, lane| net.store(node).unwrap().lane(direction, &feed(), lane).len();
    [("node-nl", Direction::Out), ("node-de", Direction::In)]
        .map(|(node, direction)| [Lane::Urgent, Lane::Bulk].map(|lane| count(node, direction, lane)))
}

const fn is_pruning(write: &Write) -> bool {
    matches!(write, Write::Pruned { .. })
}

#[test]
fn what_was_recalled_and_destroyed_goes_after_the_term_at_both_ends_and_the_feed_goes_on() -> Result<(), SimError> {
    let mut net = federation(1)?;
    let first = submit(&mut net, "First")?;
    end(&mut net, first)?;
    net.advance(360)?;
    assert_eq!(listed(&net), [[1, 1], [1, 1]], "the term is not over");
    net.advance(TERM - 360)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    let second = submit(&mut net, "Second")?;
    meet_again(&mut net)?;
    for node in ["node-nl", "node-de"] {
        net.crash(node)?;
        net.restart(node)?;
        net.run_until_quiet()?;
    }
    let third = submit(&mut net, "Third")?;
    let mut held = vec![second, third];
    held.sort();
    assert_eq!((net.inbox(HOLDER), listed(&net)), (held, [[0, 2], [0, 2]]));
    assert!(net.faults("node-nl")?.is_empty() && net.faults("node-de")?.is_empty());
    net.finish().map(drop)
}

#[test]
fn what_is_still_held_stays_with_everything_behind_it() -> Result<(), SimError> {
    let mut net = federation(2)?;
    let held = submit(&mut net, "Held")?;
    let recalled = submit(&mut net, "Recalled")?;
    end(&mut net, recalled)?;
    net.advance(TERM)?;
    // Not even the recall goes: what it ended is still listed.
    assert_eq!(listed(&net), [[1, 2], [1, 2]]);
    end(&mut net, held)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    net.finish().map(drop)
}

#[test]
fn an_older_version_goes_and_the_newest_is_recalled_all_the_same() -> Result<(), SimError> {
    let mut net = federation(14)?;
    let first = submit(&mut net, "First")?;
    net.member(ORIGIN)?.correct(first, &told_as("Corrected")?)?;
    net.advance_millis(2 * 3_600_000)?;
    meet_again(&mut net)?;
    meet_again(&mut net)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[1, 0], [1, 0]]);
    assert_eq!(net.inbox(HOLDER).len(), 1);
    end(&mut net, first)?;
    assert!(net.inbox(HOLDER).is_empty());
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    net.finish().map(drop)
}

#[test]
fn what_is_under_legal_hold_there_stays_here_too() -> Result<(), SimError> {
    let mut net = federation(3)?;
    let record = submit(&mut net, "Held back")?;
    net.member(HOLDER)?.hold(record, true)?;
    end(&mut net, record)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[1, 1], [1, 1]]);
    net.member(HOLDER)?.hold(record, false)?;
    net.advance_millis(2 * 3_600_000)?;
    meet_again(&mut net)?;
    meet_again(&mut net)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    net.finish().map(drop)
}

#[test]
fn what_a_receiver_has_not_said_or_its_discloser_not_heard_stays() -> Result<(), SimError> {
    let mut net = federation(4)?;
    let record = submit(&mut net, "Unheard")?;
    // The recall comes there, and the word of what became of the signal does not come back.
    recall(&mut net, record)?;
    net.run_until_quiet()?;
    net.cut("node-nl", "node-de")?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[1, 1], [1, 1]]);
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    net.advance(2)?;
    // Here it was heard just now; there nothing yet tells that it was.
    assert_eq!(listed(&net), [[1, 1], [1, 1]]);
    meet_again(&mut net)?;
    net.advance(1)?;
    assert_eq!(listed(&net), [[1, 1], [0, 0]]);
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    net.finish().map(drop)
}

#[test]
fn what_is_kept_unread_stays() -> Result<(), SimError> {
    let mut net = federation(5)?;
    net.crash("node-de")?;
    net.member(ORIGIN)?.submit(&told_as("Waits")?)?;
    net.run_until_quiet()?;
    net.advance(TERM)?;
    // Nothing was acknowledged.
    assert_eq!(listed(&net)[0].iter().sum::<usize>() + net.outstanding(ORIGIN, HOLDER), 1);
    net.restart("node-de")?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn a_crash_around_the_commit_that_lets_go_leaves_all_or_nothing() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        for node in ["node-nl", "node-de"] {
            let mut net = federation(6)?;
            let record = submit(&mut net, "First")?;
            end(&mut net, record)?;
            net.crash_at(node, point, is_pruning)?;
            net.advance(TERM)?;
            net.restart(node)?;
            net.run_until_quiet()?;
            net.advance(2)?;
            assert_eq!((net.hits(point), listed(&net)), (1, [[0, 0], [0, 0]]), "{node} {point:?}");
            let next = submit(&mut net, "Next")?;
            assert_eq!(net.inbox(HOLDER), [next]);
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn the_journal_tells_at_both_ends_up_to_where_it_was_let_go_of() -> Result<(), SimError> {
    let mut net = federation(7)?;
    let record = submit(&mut net, "First")?;
    end(&mut net, record)?;
    net.advance(TERM)?;
    for (node, direction) in [("node-nl", Direction::Out), ("node-de", Direction::In)] {
        let told = net.journal(node)?.into_iter().filter_map(|detail| match detail {
            Detail::Pruned { direction: d, feed: f, lane, last, .. } if (d, &f) == (direction, &feed()) => {
                Some((lane, last.place))
            }
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), [(Lane::Bulk, 1), (Lane::Urgent, 1)], "{node}");
    }
    net.finish().map(drop)
}

#[test]
fn what_was_recalled_comes_back_neither_by_submission_nor_from_a_node_that_cheats() -> Result<(), SimError> {
    let mut net = federation(8)?;
    let (seen, armed) = (Rc::new(RefCell::new(None)), Rc::new(RefCell::new(None)));
    let (kept, lanes) = (seen.clone(), armed.clone());
    net.tamper("node-nl", "node-de", move |keys, mut message| {
        if let Message::Push(push) = &mut message
            && push.lane == Lane::Bulk
            && let [Entry::Record(bytes)] = push.entries.as_slice()
        {
            let bytes: Vec<u8> = bytes.to_vec();
            match *lanes.borrow() {
                None => drop(kept.borrow_mut().replace(bytes)),
                Some((signal, recall)) => {
                    let again = kept.borrow().clone().unwrap();
                    let bulk = [signal, signal];
                    bring_instead(keys, push, "node-nl", again, |feed, epoch| lanes_of(feed, epoch, &[recall], &bulk));
                }
            }
        }
        message
    })?;
    let record = submit(&mut net, "First")?;
    let recall = end(&mut net, record)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    let again = net.member(ORIGIN)?.draft_as(&told_as("First")?, None)?;
    assert!(matches!(again, Some(Reply::WasRecalled { signal }) if signal == record), "{again:?}");

    assert_eq!(seen.borrow().as_deref().map(id_of), Some(record));
    *armed.borrow_mut() = Some((record, recall));
    net.member(ORIGIN)?.submit(&told_as("Second")?)?;
    net.advance_millis(5_000)?;
    let arrived = net.journal("node-de")?.into_iter().rev().find_map(|detail| match detail {
        Detail::Arrival { entries, .. } => entries.first().cloned(),
        _ => None,
    });
    assert_eq!(arrived.map(|arrived| (arrived.record, arrived.outcome)), Some((record, "ended".to_owned())));
    assert!(!net.store("node-de")?.has_record(record) && net.inbox(HOLDER).is_empty());
    Ok(())
}

/// A federation in which all is over and let go of, with copies of a node: from before the recall, and of now.
fn with_copies(seed: u64, node: &str) -> Result<(Net, MemoryStore, MemoryStore), SimError> {
    let mut net = federation(seed)?;
    let record = submit(&mut net, "First")?;
    let older = net.back_up(node)?;
    end(&mut net, record)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    let newer = net.back_up(node)?;
    Ok((net, older, newer))
}

/// Both were told, nothing is shown at the one that was put back, and a newer copy goes on.
fn is_told_and_goes_on_from_a_newer_copy(mut net: Net, node: &str, newer: MemoryStore) -> Result<(), SimError> {
    net.advance_millis(60_000)?;
    for node in ["node-nl", "node-de"] {
        assert!(net.faults(node)?.iter().any(|code| code == PRUNED), "{node}: {:?}", net.faults(node));
    }
    assert!(net.is_quarantined(node)?);
    net.restore_from(node, newer)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(!net.is_quarantined(node)?);
    let next = submit(&mut net, "Next")?;
    assert_eq!(net.inbox(HOLDER), [next]);
    // What joined since, in a later epoch perhaps, goes as well.
    end(&mut net, next)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    net.finish().map(drop)
}

#[test]
fn a_receiver_put_back_to_below_what_is_listed_is_told_so() -> Result<(), SimError> {
    let (mut net, older, newer) = with_copies(9, "node-de")?;
    net.restore_from("node-de", older)?;
    is_told_and_goes_on_from_a_newer_copy(net, "node-de", newer)
}

#[test]
fn a_receiver_put_back_by_hand_finds_that_it_is_behind_before_it_is_told() -> Result<(), SimError> {
    let (mut net, older, newer) = with_copies(10, "node-de")?;
    net.roll_back("node-de", older)?;
    is_told_and_goes_on_from_a_newer_copy(net, "node-de", newer)
}

#[test]
fn a_discloser_put_back_is_not_told_of_what_its_receiver_let_go_of() -> Result<(), SimError> {
    let (mut net, older, newer) = with_copies(11, "node-nl")?;
    net.restore_from("node-nl", older)?;
    is_told_and_goes_on_from_a_newer_copy(net, "node-nl", newer)
}

#[test]
fn what_a_restored_receiver_said_long_ago_still_counts() -> Result<(), SimError> {
    let mut net = federation(12)?;
    let [first, second] = ["First", "Second"].map(|title| submit(&mut net, title));
    let (first, second) = (first?, second?);
    end(&mut net, second)?;
    net.advance(TERM)?;
    // Of the second both ends know what became of it, and the receiver lets go of neither: the first is held.
    let copy = net.back_up("node-de")?;
    net.restore_from("node-de", copy)?;
    net.run_until_quiet()?;
    assert_eq!((net.inbox(HOLDER), listed(&net)), (vec![first], [[1, 2], [1, 2]]));
    end(&mut net, first)?;
    net.advance(TERM)?;
    assert_eq!(listed(&net), [[0, 0], [0, 0]]);
    net.finish().map(drop)
}

#[test]
fn orders_and_receipts_of_a_relay_go_with_what_was_passed_on() -> Result<(), SimError> {
    let mut net = federation(13)?;
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)?;
    let record = net.member(ORIGIN)?.submit(&case("c21")?.submission)?;
    net.run_until_quiet()?;
    net.member(ORIGIN)?.relay(record, HOLDER, &["be-grensbeek"])?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("be-grensbeek"), [record]);
    recall(&mut net, record)?;
    net.advance_millis(2 * 3_600_000)?;
    for _ in 0..2 {
        net.cut("node-nl", "node-de")?;
        net.cut("node-de", "node-be")?;
        net.run_until_quiet()?;
        net.heal("node-nl", "node-de")?;
        net.heal("node-de", "node-be")?;
        net.run_until_quiet()?;
    }
    net.advance(TERM)?;
    for node in ["node-nl", "node-de", "node-be"] {
        assert_eq!(net.store(node)?.entries_listed(), 0, "{node}");
    }
    net.finish().map(drop)
}
