//! Keys that somebody else may have, and what they signed.

use sluis_protocol::cbor;
use sluis_protocol::core::{Closed, Progress, Reply};
use sluis_protocol::envelope::{MAX_RECORD, RecordId, Unverified, seal};
use sluis_protocol::journal::Detail;
use sluis_protocol::records::{Notice, Reaffirmation, Record, State};
use sluis_protocol::wire::{Entry, Message};
use sluis_schemas::Timestamp;
use sluis_schemas::vocabulary::{Purpose, RecallGround, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::crypto::ModelCrypto;
use sluis_simulations::net::Net;

const MINUTE: u64 = 60_000;

fn submit(net: &mut Net, title: &str) -> Result<RecordId, SimError> {
    let mut submission = case("c01")?.submission;
    submission.content.title = Some(title.to_owned());
    let record = net.member("nl-maasdorp")?.submit(&submission)?;
    net.run_until_quiet()?;
    net.advance_millis(MINUTE)?;
    Ok(record)
}

fn read(net: &mut Net, record: RecordId) -> Result<Option<Reply>, SimError> {
    net.member("de-rurheim")?.for_purpose(Purpose::PremisesMeasure, "Z-1").read(record)
}

/// The member goes on with another key, and the first one counts no more since a moment.
fn stolen(net: &mut Net, since: Timestamp) -> Result<(), SimError> {
    net.rotate("nl-maasdorp", "node-nl", None)?;
    net.revoke("nl-maasdorp", "node-nl", since)?;
    net.run_until_quiet()
}

/// A signal that arrived in Germany under a key that somebody else may have, and waits for its member's word.
fn kept_unread(net: &mut Net) -> Result<RecordId, SimError> {
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let record = submit(net, "een")?;
    let theft = net.now();
    stolen(net, theft)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Deferred));
    Ok(record)
}

#[test]
fn what_came_after_the_theft_is_shown_to_nobody_until_its_member_attests_it() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let before = submit(&mut net, "een")?;
    let theft = net.now();
    let after = submit(&mut net, "twee")?;
    stolen(&mut net, theft)?;
    assert!(matches!(read(&mut net, before)?, Some(Reply::Records(_))), "it was here before");
    let closed = read(&mut net, after)?;
    assert!(matches!(closed, Some(Reply::Closed { why: Closed::Doubted { since } }) if since == theft), "{closed:?}");
    let said = net.member("nl-maasdorp")?.reaffirm(after)?;
    assert!(matches!(said, Some(Reply::Done { .. })), "{said:?}");
    net.run_until_quiet()?;
    assert!(matches!(read(&mut net, after)?, Some(Reply::Records(_))));
    net.finish().map(drop)
}

#[test]
fn what_arrives_under_a_revoked_key_is_kept_unread_until_its_member_attests_it() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = kept_unread(&mut net)?;
    assert!(net.inbox("de-rurheim").is_empty());
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Deferred));
    assert!(matches!(read(&mut net, record)?, Some(Reply::NotFound)));
    net.member("nl-maasdorp")?.reaffirm(record)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Lifted));
    net.finish().map(drop)
}

#[test]
fn what_is_said_after_a_crash_is_heard_also_where_the_clock_was_set_back() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let record = kept_unread(&mut net)?;

    net.slow_disk("node-de", 5_000)?;
    net.member("nl-maasdorp")?.reaffirm(record)?;
    net.advance_millis(7_000)?;
    net.crash("node-de")?;
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Deferred), "it was opened before the crash");
    net.slow_disk("node-de", 0)?;
    net.jump_clock("node-de", -20_000)?;
    net.restart("node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Lifted));
    net.finish().map(drop)
}

#[test]
fn what_is_attested_while_another_word_is_signed_is_opened_too() -> Result<(), SimError> {
    let mut net = Net::new(33)?;
    let theft = net.now();
    let records = [submit(&mut net, "een")?, submit(&mut net, "twee")?];
    stolen(&mut net, theft)?;
    for record in records {
        net.member("nl-maasdorp")?.reaffirm(record)?;
    }
    net.run_until_quiet()?;
    for record in records {
        let answer = read(&mut net, record)?;
        assert!(matches!(answer, Some(Reply::Records(_))), "{answer:?}");
    }
    net.finish().map(drop)
}

#[test]
fn what_is_attested_before_it_goes_is_opened_once_it_went() -> Result<(), SimError> {
    let mut net = Net::new(32)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let theft = net.now();
    let (record, withheld) = (submit(&mut net, "een")?, submit(&mut net, "twee")?);
    stolen(&mut net, theft)?;
    for record in [record, withheld] {
        net.member("nl-maasdorp")?.reaffirm(record)?;
    }
    net.run_until_quiet()?;
    net.member("nl-maasdorp")?.recall(withheld, RecallGround::Error)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    let tells = |detail: Detail| {
        matches!(detail, Detail::Reaffirmation { feed, records, .. }
        if feed.receiver.as_str() == "de-rurheim" && records.contains(&withheld))
    };
    assert!(!net.journal("node-nl")?.into_iter().any(tells), "nobody is to hear of what never went");
    net.finish().map(drop)
}

#[test]
fn what_waits_when_its_key_is_retired_arrives_all_the_same() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let recalled = submit(&mut net, "een")?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let waiting = submit(&mut net, "twee")?;
    net.member("nl-maasdorp")?.recall(recalled, RecallGround::Error)?;
    let end = net.now().plus_millis(MINUTE);
    net.rotate("nl-maasdorp", "node-nl", Some(end))?;
    net.advance_millis(10 * MINUTE)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [waiting], "the recall counts too");
    net.finish().map(drop)
}

#[test]
fn a_recall_under_a_revoked_key_counts_once_its_member_attests_the_signal() -> Result<(), SimError> {
    let mut net = Net::new(6)?;
    let record = submit(&mut net, "een")?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let theft = net.now();
    net.member("nl-maasdorp")?.recall(record, RecallGround::Error)?;
    stolen(&mut net, theft)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record], "anybody may have recalled it");
    net.member("nl-maasdorp")?.reaffirm(record)?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.finish().map(drop)
}

#[test]
fn what_was_taken_back_under_a_revoked_key_is_taken_back_again_under_the_next() -> Result<(), SimError> {
    let mut net = Net::new(8)?;
    let record = submit(&mut net, "een")?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let theft = net.now();
    let mut narrowed = case("c01")?.submission;
    narrowed.distribution.exclude.insert("de-rurheim".parse().unwrap());
    net.member("nl-maasdorp")?.correct(record, &narrowed)?;
    net.advance_millis(MINUTE)?;
    stolen(&mut net, theft)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.finish().map(drop)
}

#[test]
fn what_was_taken_back_from_whom_a_relay_passed_it_to_is_so_again_under_the_next() -> Result<(), SimError> {
    // Given a signal that a relay passed on.
    let (mut net, relay, receiver) = (Net::new(31)?, "de-rurheim", "be-grensbeek");
    net.cut("node-nl", "node-be")?;
    net.advance_millis(500)?;
    let record = net.member("nl-maasdorp")?.submit(&case("c21")?.submission)?;
    net.run_until_quiet()?;
    net.member("nl-maasdorp")?.relay(record, relay, &[receiver])?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(receiver), [record]);
    // When it is taken back from who was passed it, under a key that somebody else may have.
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let theft = net.now();
    net.extend_register("node-nl", |register| {
        register.members.get_mut(&receiver.parse().unwrap()).unwrap().mandates.clear();
    })?;
    net.advance_millis(MINUTE)?;
    stolen(&mut net, theft)?;
    net.heal("node-nl", "node-de")?;
    net.heal("node-nl", "node-be")?;
    net.run_until_quiet()?;
    // Then it is taken back from it, and from nobody else.
    assert_eq!((net.inbox(receiver), net.inbox(relay)), (vec![], vec![record]));
    net.finish().map(drop)
}

/// Its own store is later than its clock.
#[test]
fn who_set_its_clock_back_takes_nothing_for_older_than_a_theft() -> Result<(), SimError> {
    let mut net = Net::new(30)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let theft = net.now();
    let record = submit(&mut net, "een")?;
    net.member("de-rurheim")?.submit(&case("c13")?.submission)?;
    stolen(&mut net, theft)?;
    net.jump_clock("node-de", -2 * i64::try_from(MINUTE).unwrap())?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert!(net.inbox("de-rurheim").is_empty());
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Deferred));
    net.finish().map(drop)
}

/// The close comes under a key that counts, while the question is kept unread.
#[test]
fn a_question_that_was_closed_before_it_is_read_is_closed_when_it_is() -> Result<(), SimError> {
    for seed in 20..24 {
        let mut net = Net::new(seed)?;
        net.cut("node-nl", "node-de")?;
        net.advance_millis(500)?;
        let (asker, asked) = ("nl-maasdorp".parse().unwrap(), "de-rurheim".parse().unwrap());
        let question = net.member("nl-maasdorp")?.submit(&question(&asker, &asked, Purpose::LicenceDecision)?)?;
        let theft = net.now();
        stolen(&mut net, theft)?;
        let is_apart = seed % 2 == 0;
        net.heal("node-nl", "node-de")?;
        if is_apart {
            net.run_until_quiet()?;
        } else {
            // It went, and waits there with its close.
            net.slow_disk("node-de", 3_000)?;
            net.advance_millis(1_500)?;
        }
        net.member("nl-maasdorp")?.notify(question, "de-rurheim", Notice::Closed)?;
        net.run_until_quiet()?;
        assert!(net.inbox("de-rurheim").is_empty(), "seed {seed}: nobody attested it");
        net.member("nl-maasdorp")?.reaffirm(question)?;
        net.run_until_quiet()?;
        assert_eq!(net.inbox("de-rurheim"), [question], "seed {seed}");
        assert_eq!(net.progress("de-rurheim", question, "nl-maasdorp"), Some(Progress::Closed), "seed {seed}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn what_is_kept_unread_is_destroyed_on_the_day_until_which_it_is_kept() -> Result<(), SimError> {
    let mut net = Net::new(9)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let mut short = case("c01")?.submission;
    short.content.handling.retain_until = Some(sluis_schemas::Date::of(net.now()));
    let record = net.member("nl-maasdorp")?.submit(&short)?;
    let theft = net.now();
    stolen(&mut net, theft)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Deferred));
    net.advance(2)?;
    assert!(!net.store("node-de")?.has_record(record));
    net.finish().map(drop)
}

#[test]
fn what_is_under_way_when_its_key_is_retired_is_attested_by_itself() -> Result<(), SimError> {
    let mut net = Net::new(7)?;
    net.advance_millis(10 * MINUTE)?;
    let end = net.now().plus_millis(MINUTE);
    net.rotate("nl-maasdorp", "node-nl", Some(end))?;
    net.run_until_quiet()?;
    net.advance_millis(end.as_millis() - net.now().as_millis() - 3)?;
    let record = submit(&mut net, "een")?;
    assert_eq!(net.signed_with("node-nl", record)?, net.keys_of("nl-maasdorp")[0]);
    assert_eq!(net.said_of(record, "de-rurheim"), Some(State::Lifted), "it came too late");
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn what_is_attested_to_several_members_of_a_node_is_opened_once_for_each() -> Result<(), SimError> {
    for seed in 10..16 {
        let mut net = Net::new(seed)?;
        net.cut("node-nl", "node-be")?;
        net.advance_millis(500)?;
        let records = [submit(&mut net, "een")?, submit(&mut net, "twee")?, submit(&mut net, "drie")?];
        let theft = net.now();
        stolen(&mut net, theft)?;
        net.heal("node-nl", "node-be")?;
        net.run_until_quiet()?;
        for record in records {
            net.member("nl-maasdorp")?.reaffirm(record)?;
        }
        net.run_until_quiet()?;
        let opened = net.journal("node-be")?.into_iter().filter(|detail| matches!(detail, Detail::Opened { .. }));
        assert_eq!(opened.count(), 2 * records.len());
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_stolen_key_attests_nothing() -> Result<(), SimError> {
    let mut net = Net::new(4)?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let record = submit(&mut net, "een")?;
    let theft = net.now();
    stolen(&mut net, theft)?;
    // Whoever has the key, and the node, says that all is well.
    net.tamper("node-nl", "node-de", move |keys, mut message| {
        let Message::Push(push) = &mut message else { return message };
        for entry in &mut push.entries {
            let Entry::Record(bytes) = entry else { continue };
            let read = Unverified::parse(bytes, MAX_RECORD).unwrap();
            if read.header.content_type == Reaffirmation::CONTENT_TYPE {
                let said: Reaffirmation = cbor::decode(&read.payload).unwrap();
                let thief = &keys.members[&said.origin];
                let (kind, scope) = (Reaffirmation::CONTENT_TYPE, read.header.scope);
                *bytes = seal(&ModelCrypto, thief, scope, kind, read.payload, MAX_RECORD).unwrap().into();
            }
        }
        message
    })?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    net.member("nl-maasdorp")?.reaffirm(record)?;
    net.advance_millis(MINUTE)?;
    assert!(net.inbox("de-rurheim").is_empty());
    net.behave("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox("de-rurheim"), [record]);
    net.finish().map(drop)
}

#[test]
fn who_may_not_release_attests_nothing_and_nobody_anothers_signals() -> Result<(), SimError> {
    let mut net = Net::new(5)?;
    let record = submit(&mut net, "een")?;
    let refused = net.member("nl-maasdorp")?.in_roles(&[UserRole::Reader]).reaffirm(record)?;
    assert!(matches!(refused, Some(Reply::Refused { .. })), "{refused:?}");
    let unknown = net.member("nl-douane")?.reaffirm(record)?;
    assert!(matches!(unknown, Some(Reply::NotFound)), "{unknown:?}");
    net.finish().map(drop)
}
