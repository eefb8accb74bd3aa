//! Questions and answers: who may reply, until when, and what becomes of a request that is refused, forwarded or closed.

use sluis_protocol::core::{ANSWER_TERM, Progress, Reply, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_protocol::records::Notice;
use sluis_schemas::Date;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Answer, Purpose, RecallGround, RefusalGround, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const ASKER: &str = "nl-maasdorp";
const ASKED: &str = "de-rurheim";

/// The Dutch town asks somebody about a licence, without a word on whom.
fn ask(net: &mut Net, to: &str) -> Result<RecordId, SimError> {
    let question = question(&ASKER.parse().unwrap(), &to.parse().unwrap(), Purpose::LicenceDecision)?;
    let record = net.member(ASKER)?.submit(&question)?;
    net.run_until_quiet()?;
    Ok(record)
}

/// What the German town answers.
fn reply(request: RecordId, answer: Answer) -> Submission {
    let mut reply = case("c06").unwrap().submission;
    reply.content.handling.in_reply_to = Some(request.to_string());
    reply.content.answer = Some(answer);
    reply
}

/// What the rules say of a reply to the asker now.
fn outcome(net: &mut Net, reply: &Submission) -> Result<String, SimError> {
    Ok(net.member(ASKED)?.preview(reply)?.members[&ASKER.parse().unwrap()].clone())
}

fn both(net: &Net, request: RecordId) -> [Option<Progress>; 2] {
    [net.progress(ASKER, request, ASKED), net.progress(ASKED, request, ASKER)]
}

#[test]
fn a_full_answer_counts_until_the_asker_has_it_and_ends_the_request_on_both_sides() -> Result<(), SimError> {
    for answer in [Answer::Full, Answer::None] {
        let mut net = Net::new(1)?;
        let request = ask(&mut net, ASKED)?;
        assert_eq!(both(&net, request), [Some(Progress::Open), Some(Progress::Open)]);
        net.cut("node-nl", "node-de")?;
        let record = net.member(ASKED)?.submit(&reply(request, answer))?;
        net.advance_millis(60_000)?;
        assert_eq!(both(&net, request), [Some(Progress::Open), Some(Progress::Open)]);
        assert_eq!(outcome(&mut net, &reply(request, Answer::Full))?, "permitted");

        net.heal("node-nl", "node-de")?;
        net.run_until_quiet()?;

        assert!(net.inbox(ASKER).contains(&record));
        let ended = Some(Progress::Answered { answer });
        assert_eq!(both(&net, request), [ended.clone(), ended]);
        assert_eq!(outcome(&mut net, &reply(request, Answer::Full))?, "ask-first:request");
        net.finish()?;
    }
    Ok(())
}

#[test]
fn an_answer_that_was_kept_unread_ends_the_request_on_both_sides_once_it_is_attested() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;
    net.cut("node-nl", "node-de")?;
    let theft = net.now();
    let record = net.member(ASKED)?.submit(&reply(request, Answer::Full))?;
    net.rotate(ASKED, "node-de", None)?;
    net.revoke(ASKED, "node-de", theft)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;
    assert_eq!(both(&net, request), [Some(Progress::Open), Some(Progress::Open)]);

    net.member(ASKED)?.reaffirm(record)?;
    net.run_until_quiet()?;

    let ended = Some(Progress::Answered { answer: Answer::Full });
    assert_eq!(both(&net, request), [ended.clone(), ended]);
    net.finish().map(drop)
}

#[test]
fn a_part_of_an_answer_leaves_the_request_open() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;

    net.member(ASKED)?.submit(&reply(request, Answer::Part))?;
    net.run_until_quiet()?;

    assert_eq!(net.progress(ASKER, request, ASKED), Some(Progress::PartlyAnswered));
    assert_eq!(outcome(&mut net, &reply(request, Answer::Full))?, "permitted");
    net.finish().map(drop)
}

#[test]
fn a_second_answer_that_waited_goes_nowhere_once_the_first_has_arrived() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;
    let mut person = net.member(ASKED)?;
    let waiting = person.draft(&reply(request, Answer::Full))?;
    person.submit(&reply(request, Answer::Full))?;
    net.run_until_quiet()?;

    let released = net.member(ASKED)?.release(&waiting)?;

    let Some(Reply::Released { record, table }) = released else { panic!("{released:?}") };
    assert_eq!(table.members[&ASKER.parse().unwrap()], "ask-first:request");
    net.run_until_quiet()?;
    assert!(!net.inbox(ASKER).contains(&record));
    net.finish().map(drop)
}

#[test]
fn an_answer_counts_for_the_purpose_of_the_question_only() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;
    let mut other = reply(request, Answer::Full);
    other.content.handling.purpose = Purpose::PremisesMeasure;

    assert_eq!(outcome(&mut net, &other)?, "ask-first:request");
    let before = net.member(ASKED)?.preview(&reply(request, Answer::Full))?;
    assert_eq!(before.members[&"be-grensbeek".parse().unwrap()], "ask-first:request");
    net.finish().map(drop)
}

#[test]
fn a_reply_to_nobodys_question_is_no_reply() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, "nl-riec-zuid")?;

    assert_eq!(outcome(&mut net, &reply(request, Answer::Full))?, "ask-first:request");
    let mut unknown = reply(request, Answer::Full);
    unknown.content.handling.in_reply_to = Some("5".repeat(64));
    assert_eq!(outcome(&mut net, &unknown)?, "ask-first:request");
    let mut shouted = reply(request, Answer::Full);
    shouted.content.handling.in_reply_to = Some(request.to_string().to_uppercase());
    assert_eq!(outcome(&mut net, &shouted)?, "ask-first:request");
    assert_eq!(net.progress(ASKER, request, ASKED), None);
    net.finish().map(drop)
}

#[test]
fn a_refusal_is_told_with_its_ground_and_ends_the_request() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;
    let (ground, basis) = (RefusalGround::NoLegalGround, Some("de.vwvfg".parse().unwrap()));

    net.member(ASKED)?.notify(request, ASKER, Notice::Accepted)?;
    net.run_until_quiet()?;
    assert_eq!(both(&net, request), [Some(Progress::Accepted), Some(Progress::Accepted)]);
    net.member(ASKED)?.notify(request, ASKER, Notice::Refused { ground, basis: basis.clone() })?;
    net.run_until_quiet()?;

    let refused = Some(Progress::Refused { ground, basis });
    assert_eq!(both(&net, request), [refused.clone(), refused]);
    assert_eq!(outcome(&mut net, &reply(request, Answer::Full))?, "ask-first:request");
    let again = net.member(ASKED)?.notify(request, ASKER, Notice::Accepted)?;
    assert!(matches!(again, Some(Reply::Ended { .. })), "{again:?}");
    let told = |d: &Detail| matches!(d, Detail::Notice { request: r, .. } if *r == request);
    assert_eq!(net.journal("node-de")?.iter().filter(|d| told(d)).count(), 2);
    net.finish().map(drop)
}

#[test]
fn a_request_that_its_asker_closed_before_it_went_asks_nobody() -> Result<(), SimError> {
    // Given a request that waits, for its line is cut
    let mut net = Net::new(14)?;
    net.cut("node-nl", "node-de")?;
    net.run_until_quiet()?;
    let request = ask(&mut net, ASKED)?;

    // When its asker closes it
    net.member(ASKER)?.notify(request, ASKED, Notice::Closed)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;

    // Then nobody there hears of it, and its asker sees why
    assert_eq!(both(&net, request), [Some(Progress::Closed), None]);
    assert!(!net.inbox(ASKED).contains(&request));
    net.finish().map(drop)
}

#[test]
fn a_request_that_waited_by_the_copy_and_was_recalled_since_asks_nobody() -> Result<(), SimError> {
    // Given a request that was closed while it waited, and recalled after the copy, so that the notice went alone
    let mut net = Net::new(15)?;
    net.cut("node-nl", "node-de")?;
    net.run_until_quiet()?;
    let request = ask(&mut net, ASKED)?;
    net.member(ASKER)?.notify(request, ASKED, Notice::Closed)?;
    let copy = net.back_up("node-nl")?;
    net.member(ASKER)?.recall(request, RecallGround::Error)?;
    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;

    // When its node is put back to before the recall
    net.restore_from("node-nl", copy)?;
    net.run_until_quiet()?;

    // Then it is not open for who was asked
    assert_eq!(both(&net, request), [Some(Progress::Closed), None]);
    net.finish().map(drop)
}

#[test]
fn a_request_that_its_asker_closed_is_answered_no_more() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;
    let not_theirs = net.member(ASKED)?.notify(request, ASKER, Notice::Closed)?;
    assert!(matches!(not_theirs, Some(Reply::Ended { .. })), "{not_theirs:?}");

    net.member(ASKER)?.notify(request, ASKED, Notice::Closed)?;
    net.run_until_quiet()?;

    assert_eq!(both(&net, request), [Some(Progress::Closed), Some(Progress::Closed)]);
    assert_eq!(outcome(&mut net, &reply(request, Answer::Full))?, "ask-first:request");
    net.finish().map(drop)
}

#[test]
fn only_who_was_asked_and_a_releaser_can_say_anything_of_a_request() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;

    let stranger = net.member("be-grensbeek")?.notify(request, ASKER, Notice::Accepted)?;
    let unknown = net.member(ASKED)?.notify(RecordId(sluis_protocol::crypto::Digest::ZERO), ASKER, Notice::Accepted)?;
    let reader = net.member(ASKED)?.in_roles(&[UserRole::Reader]).notify(request, ASKER, Notice::Accepted)?;

    assert!(
        matches!((&stranger, &unknown), (Some(Reply::NotFound), Some(Reply::NotFound))),
        "{stranger:?} {unknown:?}"
    );
    assert!(matches!(&reader, Some(Reply::Refused { rule }) if rule == "needs-role-releaser"), "{reader:?}");
    assert_eq!(both(&net, request), [Some(Progress::Open), Some(Progress::Open)]);
    net.finish().map(drop)
}

#[test]
fn a_question_without_data_goes_by_itself_to_whom_it_was_forwarded_and_its_answer_counts() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, "be-ariec-oost")?;
    let forwarded = Notice::Forwarded { to: ASKED.parse().unwrap() };

    net.member("be-ariec-oost")?.notify(request, ASKER, forwarded)?;
    net.run_until_quiet()?;
    assert_eq!(net.inbox(ASKED), [request]);
    let record = net.member(ASKED)?.submit(&reply(request, Answer::Full))?;
    net.run_until_quiet()?;

    assert!(net.inbox(ASKER).contains(&record));
    assert_eq!(net.progress(ASKER, request, ASKED), Some(Progress::Answered { answer: Answer::Full }));
    assert!(net.progress(ASKER, request, "be-ariec-oost").unwrap().is_open());
    let passed = |d: &Detail| matches!(d, Detail::PassedOn { actor: None, outcome, .. } if outcome == "permitted");
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| passed(d)).count(), 1);
    net.finish().map(drop)
}

#[test]
fn a_question_about_a_person_waits_for_a_releaser_before_it_is_passed_on() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let mut question = case("c07")?.submission;
    question.distribution.audience.members = ["be-grensbeek".parse().unwrap()].into();
    let request = net.member(ASKER)?.submit(&question)?;
    net.run_until_quiet()?;
    let unnamed = net.member(ASKER)?.pass_on(request, ASKED)?;
    assert!(matches!(unnamed, Some(Reply::NotFound)), "nobody forwarded it: {unnamed:?}");

    net.member("be-grensbeek")?.notify(request, ASKER, Notice::Forwarded { to: ASKED.parse().unwrap() })?;
    net.run_until_quiet()?;
    assert!(net.inbox(ASKED).is_empty(), "held personal data went to one more member unasked");
    net.member(ASKER)?.pass_on(request, ASKED)?;
    net.run_until_quiet()?;

    assert_eq!(net.inbox(ASKED), [request]);
    let again = net.member(ASKER)?.pass_on(request, ASKED)?;
    assert!(matches!(again, Some(Reply::Ended { .. })), "{again:?}");
    net.finish().map(drop)
}

#[test]
fn a_forwarded_question_goes_nowhere_that_its_asker_excluded() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let mut question = question(&ASKER.parse().unwrap(), &"be-ariec-oost".parse().unwrap(), Purpose::LicenceDecision)?;
    question.distribution.exclude = [ASKED.parse().unwrap()].into();
    let request = net.member(ASKER)?.submit(&question)?;
    net.run_until_quiet()?;

    net.member("be-ariec-oost")?.notify(request, ASKER, Notice::Forwarded { to: ASKED.parse().unwrap() })?;
    net.run_until_quiet()?;

    assert!(net.holds(ASKED).is_empty());
    let refused = net.member(ASKER)?.pass_on(request, ASKED)?;
    assert!(matches!(&refused, Some(Reply::NotPermitted { outcome }) if outcome == "forbidden:EU-F12"), "{refused:?}");
    net.finish().map(drop)
}

#[test]
fn members_of_one_node_ask_each_other_as_others_do() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, "nl-riec-zuid")?;

    net.member("nl-riec-zuid")?.notify(request, ASKER, Notice::Accepted)?;
    net.run_until_quiet()?;

    assert_eq!(net.progress(ASKER, request, "nl-riec-zuid"), Some(Progress::Accepted));
    assert_eq!(net.progress("nl-riec-zuid", request, ASKER), Some(Progress::Accepted));
    net.finish().map(drop)
}

#[test]
fn a_crash_on_either_side_loses_neither_question_nor_answer() -> Result<(), SimError> {
    let progresses: fn(&Write) -> bool = |write| matches!(write, Write::Progress { .. });
    let asks: fn(&Write) -> bool = |write| matches!(write, Write::Request { .. });
    for point in CrashPoint::ALL {
        for (node, when) in [("node-nl", progresses), ("node-de", progresses), ("node-de", asks)] {
            let mut net = Net::new(1)?;
            net.crash_at(node, point, when)?;
            let request = ask(&mut net, ASKED)?;
            let while_asking = net.hits(point) > 0;
            if while_asking {
                net.restart(node)?;
                net.run_until_quiet()?;
            }
            let answered = net.member(ASKED)?.submit(&reply(request, Answer::Full))?;
            net.run_until_quiet()?;
            if !while_asking {
                net.restart(node)?;
                net.run_until_quiet()?;
            }

            assert_eq!(net.hits(point), 1, "{node} {point:?} was never reached");
            assert!(net.inbox(ASKER).contains(&answered), "{node} {point:?}");
            let ended = Some(Progress::Answered { answer: Answer::Full });
            assert_eq!(both(&net, request), [ended.clone(), ended], "{node} {point:?}");
            net.finish()?;
        }
    }
    Ok(())
}

#[test]
fn a_notice_given_while_the_line_is_down_arrives_when_it_is_up() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let request = ask(&mut net, ASKED)?;
    net.cut("node-nl", "node-de")?;
    let refused = Notice::Refused { ground: RefusalGround::Duplicate, basis: None };
    net.member(ASKED)?.notify(request, ASKER, refused)?;
    net.advance_millis(60_000)?;
    assert_eq!(net.progress(ASKER, request, ASKED), Some(Progress::Open));

    net.heal("node-nl", "node-de")?;
    net.run_until_quiet()?;

    assert!(!net.progress(ASKER, request, ASKED).unwrap().is_open());
    net.finish().map(drop)
}

/// The town's question about a licence, wanted by a day.
fn ask_by(net: &mut Net, to: &str, due: Date) -> Result<RecordId, SimError> {
    let mut question = question(&ASKER.parse().unwrap(), &to.parse().unwrap(), Purpose::LicenceDecision)?;
    question.content.due_by = Some(due);
    let record = net.member(ASKER)?.submit(&question)?;
    net.run_until_quiet()?;
    Ok(record)
}

fn today(net: &Net) -> Date {
    Date::of(net.now())
}

#[test]
fn a_request_is_overdue_at_both_ends_once_its_day_is_over_and_until_it_ends() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let due = today(&net).plus_days(3);
    let request = ask_by(&mut net, ASKED, due)?;
    for (member, other) in [(ASKER, ASKED), (ASKED, ASKER)] {
        assert_eq!(net.overdue_requests(member, due), []);
        assert_eq!(net.overdue_requests(member, due.plus_days(1)), [(request, other.parse().unwrap())]);
    }
    net.member(ASKED)?.submit(&reply(request, Answer::None))?;
    net.run_until_quiet()?;
    for member in [ASKER, ASKED] {
        assert_eq!(net.overdue_requests(member, due.plus_days(1)), []);
    }
    let undated = ask(&mut net, ASKED)?;
    let term = today(&net).plus_days(ANSWER_TERM);
    assert_eq!(net.overdue_requests(ASKER, term), []);
    assert_eq!(net.overdue_requests(ASKED, term.plus_days(1)), [(undated, ASKER.parse().unwrap())]);
    net.finish().map(drop)
}

#[test]
fn who_forwarded_a_question_sees_by_what_it_holds_that_its_term_is_over() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let due = today(&net).plus_days(3);
    let request = ask_by(&mut net, "be-ariec-oost", due)?;
    net.member("be-ariec-oost")?.notify(request, ASKER, Notice::Forwarded { to: ASKED.parse().unwrap() })?;
    net.run_until_quiet()?;
    net.advance(4)?;

    let overdue = |net: &Net| net.overdue_requests("be-ariec-oost", today(net));
    assert_eq!(overdue(&net), [(request, ASKER.parse().unwrap())]);
    assert_eq!(net.overdue_requests(ASKED, today(&net)), [(request, ASKER.parse().unwrap())]);
    net.member(ASKER)?.notify(request, "be-ariec-oost", Notice::Closed)?;
    net.run_until_quiet()?;
    assert_eq!(overdue(&net), []);
    net.finish().map(drop)
}

#[test]
fn an_unanswered_question_goes_to_a_coordinator_after_its_term_by_a_releaser_alone() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let due = today(&net).plus_days(3);
    let request = ask_by(&mut net, ASKED, due)?;
    let coordinator = "be-ariec-oost";
    net.advance(3)?;
    let early = net.member(ASKER)?.pass_on(request, coordinator)?;
    assert!(matches!(early, Some(Reply::NotFound)), "its last day is not over: {early:?}");
    net.advance(1)?;
    let reader = net.member(ASKER)?.in_roles(&[UserRole::Reader]).pass_on(request, coordinator)?;
    assert!(matches!(&reader, Some(Reply::Refused { rule }) if rule == "needs-role-releaser"), "{reader:?}");
    let asked = net.member(ASKED)?.pass_on(request, coordinator)?;
    assert!(matches!(asked, Some(Reply::NotFound)), "not its own question: {asked:?}");
    assert!(net.holds(coordinator).is_empty(), "nothing goes there by itself");

    net.member(ASKER)?.pass_on(request, coordinator)?;
    net.run_until_quiet()?;

    assert_eq!(net.inbox(coordinator), [request]);
    let there = net.requests(coordinator, request)?[&ASKER.parse().unwrap()].clone();
    assert_eq!((there.wanted_by(), there.term()), (None, today(&net).plus_days(ANSWER_TERM)));
    let told = |d: &Detail| matches!(d, Detail::PassedOn { actor: Some(_), outcome, .. } if outcome == "permitted");
    assert_eq!(net.journal("node-nl")?.iter().filter(|d| told(d)).count(), 1);
    net.member(coordinator)?.notify(request, ASKER, Notice::Forwarded { to: "be-grensbeek".parse().unwrap() })?;
    net.run_until_quiet()?;
    net.finish().map(drop)
}

#[test]
fn an_overdue_question_goes_to_no_coordinator_that_the_gates_refuse() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let mut question = question(&ASKER.parse().unwrap(), &ASKED.parse().unwrap(), Purpose::LicenceDecision)?;
    question.content.due_by = Some(today(&net).plus_days(1));
    question.distribution.exclude = ["be-ariec-oost".parse().unwrap()].into();
    let request = net.member(ASKER)?.submit(&question)?;
    net.run_until_quiet()?;
    net.advance(2)?;

    for (to, outcome) in [("be-ariec-oost", "forbidden:EU-F12"), ("it-appalti", "no-ground")] {
        let refused = net.member(ASKER)?.pass_on(request, to)?;
        assert!(matches!(&refused, Some(Reply::NotPermitted { outcome: o }) if o == outcome), "{to}: {refused:?}");
        net.run_until_quiet()?;
        assert!(net.holds(to).is_empty(), "{to}");
    }
    net.finish().map(drop)
}
