//! Matches: whether a member has something about a number that it might disclose, said so that nothing else can be told.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use sluis_protocol::core::{MATCH_TERM, MatchId, MatchQuota, Reply, Write};
use sluis_protocol::journal::Detail;
use sluis_protocol::wire::Message;
use sluis_schemas::Timestamp;
use sluis_schemas::content::Submission;
use sluis_schemas::identifiers::{Identifier, Matchable};
use sluis_schemas::vocabulary::{Purpose, RecallGround, Scheme, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::case;
use sluis_simulations::net::{CrashPoint, Net};

const ASKER: &str = "nl-maasdorp";
const ASKED: &str = "de-rurheim";
const CASE: &str = "voorbeeld-2026-114";
/// Longer than any answer takes, in milliseconds.
const SOON: u64 = 10_000;

fn number(scheme: Scheme, given: &str) -> Matchable {
    Identifier::parse(scheme, given).unwrap().try_into().unwrap()
}

/// What the German town has something about.
fn known() -> Matchable {
    number(Scheme::DeHr, "Aachen HRB 999001")
}

/// A measure of the German town about that: without a request it goes to nobody.
fn measure() -> Submission {
    case("c05").unwrap().submission
}

/// The same about somebody else.
fn about_another() -> Submission {
    let mut other = measure();
    other.content.subjects[0].identifiers[0] = Identifier::parse(Scheme::DeHr, "Aachen HRB 999009").unwrap();
    other
}

/// The same, and the asker is never to have it.
fn excluding() -> Submission {
    let mut hidden = measure();
    hidden.distribution.exclude.insert(ASKER.parse().unwrap());
    hidden
}

fn put(net: &mut Net, asker: &str, about: &Matchable, of: &[&str]) -> Result<Option<Reply>, SimError> {
    net.member(asker)?.for_purpose(Purpose::LicenceDecision, CASE).ask_match(about, of)
}

fn ask(net: &mut Net, about: &Matchable, of: &[&str]) -> Result<MatchId, SimError> {
    match put(net, ASKER, about, of)? {
        Some(Reply::Asked { id }) => Ok(id),
        other => panic!("not asked but {other:?}"),
    }
}

fn hits(net: &Net, id: &MatchId) -> Vec<Option<bool>> {
    net.matched(id).values().map(|answer| answer.map(|(hit, _)| hit)).collect()
}

/// What the German town answers when it holds that.
fn answered(held: Option<&Submission>, about: &Matchable) -> Result<bool, SimError> {
    let mut net = Net::new(1)?;
    if let Some(held) = held {
        net.member(ASKED)?.submit(held)?;
    }
    let id = ask(&mut net, about, &[ASKED])?;
    net.advance_millis(SOON)?;
    let found = hits(&net, &id);
    net.finish()?;
    Ok(found[0].unwrap())
}

#[test]
fn a_hit_is_what_might_be_sent_in_reply_and_nothing_else() -> Result<(), SimError> {
    assert!(answered(Some(&measure()), &known())?);
    assert!(!answered(None, &known())?);
    assert!(!answered(Some(&about_another()), &known())?);
    assert!(!answered(Some(&excluding()), &known())?);
    let mut for_something_else = measure();
    for_something_else.content.handling.purpose = Purpose::PremisesMeasure;
    assert!(!answered(Some(&for_something_else), &known())?);
    Ok(())
}

#[test]
fn what_the_law_keeps_at_home_is_not_told_abroad() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.member(ASKER)?.submit(&case("c02")?.submission)?;
    let Some(Reply::Asked { id }) = put(&mut net, ASKED, &number(Scheme::NlKvk, "90000001"), &[ASKER])? else {
        panic!("not asked")
    };
    net.advance_millis(SOON)?;
    assert_eq!(hits(&net, &id), [Some(false)]);
    let told = |d: &Detail| {
        matches!(d, Detail::MatchAnswered { hit: false, outcomes, .. }
            if outcomes.len() == 1 && outcomes.values().all(|outcome| outcome.starts_with("forbidden:")))
    };
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| told(d)).count(), 1, "its own journal says why");
    net.finish().map(drop)
}

#[test]
fn what_others_disclosed_and_what_was_asked_of_others_is_told_to_nobody() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.member(ASKER)?.submit(&case("c16")?.submission)?;
    net.member(ASKER)?.submit(&case("c07")?.submission)?;
    net.run_until_quiet()?;
    assert!(!net.inbox(ASKED).is_empty());
    let held = number(Scheme::NlKvk, "90000001");
    let Some(Reply::Asked { id }) = put(&mut net, "be-grensbeek", &held, &[ASKED])? else { panic!("not asked") };
    let Some(Reply::Asked { id: question }) = put(&mut net, "be-grensbeek", &known(), &[ASKER])? else {
        panic!("not asked")
    };
    net.advance_millis(SOON)?;
    assert_eq!(hits(&net, &id), [Some(false)]);
    assert_eq!(hits(&net, &question), [Some(false)]);
    net.finish().map(drop)
}

#[test]
fn what_was_recalled_or_is_restricted_is_told_no_more() -> Result<(), SimError> {
    for recalls in [true, false] {
        let mut net = Net::new(1)?;
        let record = net.member(ASKED)?.submit(&measure())?;
        let id = ask(&mut net, &known(), &[ASKED])?;
        net.advance_millis(SOON)?;
        assert_eq!(hits(&net, &id), [Some(true)]);
        if recalls {
            net.member(ASKED)?.recall(record, RecallGround::Error)?;
        } else {
            net.member(ASKED)?.hold(record, true)?;
        }
        let id = ask(&mut net, &known(), &[ASKED])?;
        net.advance_millis(SOON)?;
        assert_eq!(hits(&net, &id), [Some(false)]);
        net.finish()?;
    }
    Ok(())
}

#[test]
fn members_of_one_node_are_asked_as_others_are() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.member(ASKER)?.submit(&case("c16")?.submission)?;
    let about = number(Scheme::NlKvk, "90000001");
    let Some(Reply::Asked { id }) = put(&mut net, "nl-riec-zuid", &about, &[ASKER])? else { panic!("not asked") };
    net.run_until_quiet()?;
    assert_eq!(hits(&net, &id), [None], "also at home it goes at an instant");
    net.advance_millis(SOON)?;
    assert_eq!(hits(&net, &id), [Some(true)]);
    net.finish().map(drop)
}

/// What can be seen of an answer from outside.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    sizes: Vec<usize>,
    at: Timestamp,
    messages: u64,
    entries: usize,
}

fn seen(seed: u64, held: &Submission) -> Result<(bool, Seen), SimError> {
    let mut net = Net::new(seed)?;
    net.member(ASKED)?.submit(held)?;
    net.run_until_quiet()?;
    net.advance_millis(seed * 137 % 4_001)?;
    let sizes = Rc::new(RefCell::new(Vec::new()));
    let all = sizes.clone();
    net.tamper("node-de", "node-nl", move |_, message| {
        all.borrow_mut().push(message.encode().unwrap().len());
        message
    })?;
    let id = ask(&mut net, &known(), &[ASKED])?;
    net.advance_millis(SOON)?;
    let (hit, at) = net.matched(&id).into_values().next().flatten().unwrap();
    let seen =
        Seen { sizes: sizes.borrow().clone(), at, messages: net.messages(), entries: net.journal("node-de")?.len() };
    net.behave("node-de", "node-nl")?;
    net.finish()?;
    Ok((hit, seen))
}

#[test]
fn over_many_runs_nothing_held_and_nothing_to_be_said_look_like_a_hit_but_for_the_answer() -> Result<(), SimError> {
    let (mut moments, mut answers) = (BTreeSet::new(), BTreeSet::new());
    for seed in 1..=40 {
        let (hit, held) = seen(seed, &measure())?;
        let (nothing, not_held) = seen(seed, &about_another())?;
        let (kept, may_not) = seen(seed, &excluding())?;
        assert_eq!((hit, nothing, kept), (true, false, false), "seed {seed}");
        assert_eq!(held, not_held, "seed {seed}: nothing is held");
        assert_eq!(held, may_not, "seed {seed}: nothing may be said");
        moments.insert(held.at);
        answers.extend(held.sizes);
    }
    assert!(moments.len() > 20, "the runs are all alike");
    assert!(!answers.is_empty());
    Ok(())
}

#[test]
fn both_sides_say_so_in_their_journals_and_neither_says_about_whom() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.member(ASKED)?.submit(&measure())?;
    let id = ask(&mut net, &known(), &[ASKED, "be-grensbeek"])?;
    net.advance_millis(SOON)?;
    let (asker, asked) = (net.journal("node-nl")?, net.journal("node-de")?);
    let put =
        |d: &Detail| matches!(d, Detail::MatchAsked { asked, queries, .. } if *asked == id.0 && queries.len() == 2);
    let learnt = |d: &Detail| matches!(d, Detail::MatchLearnt { from, hit: true, .. } if from.as_str() == ASKED);
    let told = |d: &Detail| matches!(d, Detail::MatchAnswered { asker, case, hit: true, .. } if asker.as_str() == ASKER && case == CASE);
    assert_eq!(asker.iter().filter(|d| put(d)).count(), 1);
    assert_eq!(asker.iter().filter(|d| learnt(d)).count(), 1);
    assert_eq!(asked.iter().filter(|d| told(d)).count(), 1);
    let of_matches = asker.iter().chain(&asked).filter(|d| put(d) || learnt(d) || told(d));
    assert!(of_matches.into_iter().all(|d| !format!("{d:?}").contains("999001")));
    net.finish().map(drop)
}

#[test]
fn who_may_not_ask_asks_nobody() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let reader = net.member(ASKER)?.in_roles(&[UserRole::Reader]).for_purpose(Purpose::LicenceDecision, CASE);
    let refused = { reader }.ask_match(&known(), &[ASKED])?;
    assert!(matches!(refused, Some(Reply::Refused { rule }) if rule == "needs-role-submitter"));

    let police = net.member(ASKER)?.for_purpose(Purpose::CriminalInvestigation, CASE).ask_match(&known(), &[ASKED])?;
    assert!(matches!(&police, Some(Reply::Refused { rule }) if rule == "EU-F1"), "{police:?}");

    let customs = put(&mut net, ASKER, &known(), &[ASKED, "de-zoll"])?;
    let Some(Reply::MayNotAsk { member, outcome }) = customs else { panic!("{customs:?}") };
    assert_eq!((member.as_str(), outcome.as_str()), ("de-zoll", "no-ground"));
    let itself = put(&mut net, ASKER, &known(), &[ASKER])?;
    assert!(matches!(itself, Some(Reply::Stale)), "{itself:?}");

    net.advance_millis(SOON)?;
    let answers = net.journal("node-de")?;
    assert!(!answers.iter().any(|d| matches!(d, Detail::MatchAnswered { .. })));
    net.finish().map(drop)
}

/// Asks until somebody says no.
fn exhaust(net: &mut Net, user_cases: impl Fn(u64) -> String) -> Result<(u64, MatchQuota), SimError> {
    for asked in 0.. {
        let case = user_cases(asked);
        let person = net.member(ASKER)?.for_purpose(Purpose::LicenceDecision, &case);
        match { person }.ask_match(&known(), &[ASKED])? {
            Some(Reply::Asked { .. }) => {}
            Some(Reply::OverQuota { quota }) => return Ok((asked, quota)),
            other => panic!("{other:?}"),
        }
    }
    panic!("never")
}

#[test]
fn quotas_of_user_and_case_end_with_the_day_and_not_with_a_restart() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    assert_eq!(exhaust(&mut net, |n| format!("case {n}"))?, (100, MatchQuota::User));
    net.crash("node-nl")?;
    net.restart("node-nl")?;
    net.run_until_quiet()?;
    assert_eq!(exhaust(&mut net, |_| CASE.to_owned())?, (0, MatchQuota::User));
    let over = |d: &Detail| matches!(d, Detail::MatchAsked { over: Some(_), queries, .. } if queries.is_empty());
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| over(d)).count(), 2);
    net.advance(1)?;
    assert_eq!(exhaust(&mut net, |_| CASE.to_owned())?.0, 100);
    net.finish().map(drop)
}

#[test]
fn a_crash_on_either_side_loses_no_answer_and_gives_none_twice() -> Result<(), SimError> {
    let asks: fn(&Write) -> bool = |write| matches!(write, Write::MatchAsked { .. });
    let learns: fn(&Write) -> bool = |write| matches!(write, Write::MatchLearnt { .. });
    let answers: fn(&Write) -> bool = |write| matches!(write, Write::MatchAnswered { .. });
    for point in CrashPoint::ALL {
        for (node, when) in [("node-nl", asks), ("node-nl", learns), ("node-de", answers)] {
            let mut net = Net::new(1)?;
            net.member(ASKED)?.submit(&measure())?;
            net.run_until_quiet()?;
            net.crash_at(node, point, when)?;
            let reply = put(&mut net, ASKER, &known(), &[ASKED])?;
            net.advance_millis(SOON)?;
            net.restart(node)?;
            net.advance_millis(2 * SOON)?;
            assert_eq!(net.hits(point), 1, "{node} {point:?} was never reached");

            let told = |d: &Detail| matches!(d, Detail::MatchAnswered { .. });
            let learnt = |d: &Detail| matches!(d, Detail::MatchLearnt { hit: true, .. });
            let put = |d: &Detail| matches!(d, Detail::MatchAsked { .. });
            let asked = net.journal("node-nl")?.iter().filter(|d| put(d)).count();
            assert_eq!(net.journal("node-de")?.iter().filter(|d| told(d)).count(), asked, "{node} {point:?}");
            assert_eq!(net.journal("node-nl")?.iter().filter(|d| learnt(d)).count(), asked, "{node} {point:?}");
            if let Some(Reply::Asked { id }) = reply {
                assert_eq!(hits(&net, &id), [Some(true)], "{node} {point:?}");
            }
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn who_cannot_be_reached_is_asked_once_it_can_and_after_the_term_not_any_more() -> Result<(), SimError> {
    for (away, expected) in [(MATCH_TERM / 2, Some(true)), (2 * MATCH_TERM, None)] {
        let mut net = Net::new(1)?;
        net.member(ASKED)?.submit(&measure())?;
        net.run_until_quiet()?;
        net.cut("node-nl", "node-de")?;
        let id = ask(&mut net, &known(), &[ASKED])?;
        net.advance_millis(away)?;
        assert_eq!(hits(&net, &id), [None]);
        net.heal("node-nl", "node-de")?;
        net.advance_millis(2 * SOON)?;
        assert_eq!(hits(&net, &id), [expected], "away for {away}");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn a_question_sent_again_is_answered_the_same_and_counted_once() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.member(ASKED)?.submit(&measure())?;
    net.run_until_quiet()?;
    let (kept, count) = (Rc::new(RefCell::new(None)), Rc::new(RefCell::new(0)));
    let answers = count.clone();
    net.tamper("node-nl", "node-de", move |_, message| match (&message, &mut *kept.borrow_mut()) {
        (Message::MatchQuery(_), first @ None) => {
            *first = Some(message.clone());
            message
        }
        (Message::MatchQuery(_), Some(first)) => first.clone(),
        _ => message,
    })?;
    net.tamper("node-de", "node-nl", move |_, message| {
        *answers.borrow_mut() += usize::from(matches!(message, Message::MatchAnswer(_)));
        message
    })?;
    let id = ask(&mut net, &known(), &[ASKED])?;
    net.advance_millis(SOON)?;
    let other = ask(&mut net, &known(), &[ASKED])?;
    net.advance_millis(SOON)?;
    assert_eq!((hits(&net, &id), hits(&net, &other)), (vec![Some(true)], vec![None]));
    assert_eq!(*count.borrow(), 2);
    let told = |d: &Detail| matches!(d, Detail::MatchAnswered { .. });
    assert_eq!(net.journal("node-de")?.iter().filter(|d| told(d)).count(), 1);
    net.behave("node-nl", "node-de")?;
    net.behave("node-de", "node-nl")?;
    net.finish().map(drop)
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    net.tamper("node-be", "node-nl", |_, message| match message {
        Message::MatchAnswer(mut answer) => {
            answer.query.0.0[0] ^= 1;
            Message::MatchAnswer(answer)
        }
        other => other,
    })?;
    let id = ask(&mut net, &known(), &["be-grensbeek"])?;
    net.advance_millis(SOON)?;
    assert_eq!(hits(&net, &id), [None]);
    assert!(net.faults("node-nl")?.is_empty());
    net.behave("node-be", "node-nl")?;
    net.finish().map(drop)
}

#[test]
fn who_asks_too_much_is_answered_as_if_nothing_were_held() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let copy = net.back_up("node-nl")?;
    let asks = |net: &mut Net, user: u64, about: &Matchable| {
        let (user, case) = (format!("user {user}"), format!("case {user}"));
        let person = net.member(ASKER)?.named(&user).for_purpose(Purpose::LicenceDecision, &case);
        { person }.ask_match(about, &[ASKED])
    };
    let most = MatchQuota::Member { asked: ASKED.parse().unwrap() }.most();
    let unknown = number(Scheme::DeHr, "Aachen HRB 999009");
    for n in 0..most {
        let asked = asks(&mut net, n / MatchQuota::User.most(), &unknown)?;
        assert!(matches!(asked, Some(Reply::Asked { .. })), "{asked:?}");
    }
    net.advance_millis(SOON)?;
    let over = asks(&mut net, most, &unknown)?;
    assert!(matches!(over, Some(Reply::OverQuota { quota: MatchQuota::Member { .. } })), "{over:?}");

    // What it counted itself is gone; what was counted of it is not.
    net.crash("node-nl")?;
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;
    net.member(ASKED)?.submit(&measure())?;
    for _ in 0..2 {
        let Some(Reply::Asked { id }) = asks(&mut net, 0, &known())? else { panic!("not asked") };
        net.advance_millis(SOON)?;
        assert_eq!(hits(&net, &id), [Some(false)]);
    }
    let told = |d: &Detail| matches!(d, Detail::MatchAnswered { over: true, hit: false, .. });
    assert_eq!(net.journal("node-de")?.iter().filter(|d| told(d)).count(), 1, "the first of them");
    net.advance(1)?;
    let Some(Reply::Asked { id }) = asks(&mut net, 0, &known())? else { panic!("not asked") };
    net.advance_millis(SOON)?;
    assert_eq!(hits(&net, &id), [Some(true)]);
    net.finish().map(drop)
}

#[test]
fn a_question_whose_key_was_taken_back_is_put_to_nobody_any_more() -> Result<(), SimError> {
    let mut net = Net::new(30)?;
    net.member(ASKED)?.submit(&measure())?;
    net.cut("node-nl", "node-de")?;
    net.advance_millis(500)?;
    let theft = net.now();
    let id = ask(&mut net, &known(), &[ASKED])?;
    net.rotate(ASKER, "node-nl", None)?;
    net.revoke(ASKER, "node-nl", theft)?;
    net.heal("node-nl", "node-de")?;
    net.advance_millis(SOON)?;
    assert_eq!(hits(&net, &id), [None]);
    net.finish().map(drop)
}
