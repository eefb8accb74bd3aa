//! Who asked says of an answer whether it helped: of its own request, once there is an answer, and to nobody else.

use sluis_protocol::core::{Reply, Write};
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::Detail;
use sluis_schemas::content::Submission;
use sluis_schemas::vocabulary::{Answer, Purpose, Rating, UserRole};
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question};
use sluis_simulations::net::{CrashPoint, Net};

const ASKER: &str = "nl-maasdorp";
const ASKED: &str = "de-rurheim";

fn ask(net: &mut Net) -> Result<RecordId, SimError> {
    let question = question(&ASKER.parse().unwrap(), &ASKED.parse().unwrap(), Purpose::LicenceDecision)?;
    let record = net.member(ASKER)?.submit(&question)?;
    net.run_until_quiet()?;
    Ok(record)
}

fn reply(request: RecordId, answer: Answer) -> Submission {
    let mut reply = case("c06").unwrap().submission;
    reply.content.handling.in_reply_to = Some(request.to_string());
    reply.content.answer = Some(answer);
    reply
}

/// A question that was answered so.
fn answered(net: &mut Net, answer: Answer) -> Result<RecordId, SimError> {
    let request = ask(net)?;
    net.member(ASKED)?.submit(&reply(request, answer))?;
    net.run_until_quiet()?;
    Ok(request)
}

fn kept(net: &Net, member: &str, request: RecordId, other: &str) -> Option<Rating> {
    net.requests(member, request).unwrap().get(&other.parse().unwrap())?.rating
}

/// How often the journal of a node says that an answer was rated.
fn told(net: &Net, node: &str) -> usize {
    net.journal(node).unwrap().iter().filter(|d| matches!(d, Detail::Rating { .. })).count()
}

#[test]
fn who_asked_rates_an_answer_the_last_word_counts_and_it_stays_there() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    for answer in [Answer::Full, Answer::Part, Answer::None] {
        let request = answered(&mut net, answer)?;
        let before = (told(&net, "node-nl"), net.holds(ASKED).len());
        for rating in [Rating::Helped, Rating::NoHelp, Rating::NoHelp] {
            let given = net.member(ASKER)?.rate(request, ASKED, rating)?;
            assert!(matches!(given, Some(Reply::Done { notice: None })), "{given:?}");
            assert_eq!(kept(&net, ASKER, request, ASKED), Some(rating));
        }
        net.run_until_quiet()?;

        assert_eq!(told(&net, "node-nl"), before.0 + 2, "the same again is not told again");
        assert_eq!((told(&net, "node-de"), kept(&net, ASKED, request, ASKER)), (0, None));
        assert_eq!(net.holds(ASKED).len(), before.1, "nothing of it went there");
    }
    net.finish().map(drop)
}

#[test]
fn a_rating_leaves_all_else_of_the_request_as_it_is() -> Result<(), SimError> {
    let mut net = Net::new(2)?;
    let request = answered(&mut net, Answer::Part)?;
    let before = net.requests(ASKER, request)?;
    net.member(ASKER)?.rate(request, ASKED, Rating::NoHelp)?;
    let mut after = net.requests(ASKER, request)?;
    after.values_mut().for_each(|kept| kept.rating = None);
    assert_eq!(after, before);
    net.member(ASKED)?.submit(&reply(request, Answer::Full))?;
    net.run_until_quiet()?;
    assert!(!net.progress(ASKER, request, ASKED).unwrap().is_open());
    assert_eq!(kept(&net, ASKER, request, ASKED), Some(Rating::NoHelp));
    net.finish().map(drop)
}

#[test]
fn nothing_is_rated_that_was_not_answered_or_that_others_asked() -> Result<(), SimError> {
    let mut net = Net::new(3)?;
    let request = ask(&mut net)?;
    let early = net.member(ASKER)?.rate(request, ASKED, Rating::NoHelp)?;
    assert!(matches!(early, Some(Reply::NotAnswered)), "{early:?}");
    net.member(ASKED)?.submit(&reply(request, Answer::Full))?;
    net.run_until_quiet()?;

    let unknown = RecordId(sluis_protocol::crypto::Digest::ZERO);
    for (member, request, of) in [
        (ASKED, request, ASKER),
        ("be-grensbeek", request, ASKED),
        (ASKER, request, "be-grensbeek"),
        (ASKER, unknown, ASKED),
    ] {
        let not_theirs = net.member(member)?.rate(request, of, Rating::NoHelp)?;
        assert!(matches!(not_theirs, Some(Reply::NotFound)), "{member} of {of}: {not_theirs:?}");
    }
    let reader = net.member(ASKER)?.in_roles(&[UserRole::Reader]).rate(request, ASKED, Rating::NoHelp)?;
    assert!(matches!(&reader, Some(Reply::Refused { rule }) if rule == "needs-role-submitter"), "{reader:?}");
    assert_eq!((told(&net, "node-nl"), kept(&net, ASKER, request, ASKED)), (0, None));
    net.finish().map(drop)
}

#[test]
fn a_crash_loses_no_rating_that_was_acknowledged() -> Result<(), SimError> {
    for point in CrashPoint::ALL {
        let mut net = Net::new(4)?;
        let request = answered(&mut net, Answer::Full)?;
        net.crash_at("node-nl", point, |write| matches!(write, Write::Rated { .. }))?;
        let _ = net.member(ASKER)?.rate(request, ASKED, Rating::Helped)?;
        net.restart("node-nl")?;
        net.member(ASKER)?.rate(request, ASKED, Rating::Helped)?;
        net.run_until_quiet()?;
        assert_eq!((net.hits(point), told(&net, "node-nl")), (1, 1), "{point:?}");
        assert_eq!(kept(&net, ASKER, request, ASKED), Some(Rating::Helped), "{point:?}");
        net.finish()?;
    }
    Ok(())
}
