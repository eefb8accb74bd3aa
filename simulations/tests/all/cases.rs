//! Every case of the project, through the whole federation.

use std::collections::BTreeMap;

use sluis_protocol::core::{HAS_IT, Reply};
use sluis_protocol::gates::PERMITTED;
use sluis_schemas::case::CASES;
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question_of};
use sluis_simulations::net::Net;

/// Cases in which a holder passes a signal on, each with the node of its origin, which does not reach the German one.
const PASSED_ON: [(&str, &str); 3] =
    [("c20-relay-in-country", "node-nl"), ("c21-relay-consent", "node-nl"), ("c29-two-steps", "node-be")];

/// Nobody has that one any more on the day it is set in: it was destroyed where it was.
const EXPIRED: &str = "c25-expired";

/// What a consent of the origin is asked for: its order to the holder gives it.
const BY_ORDER: &str = "ask-first:origin-consent";

#[test]
fn every_case_ends_in_every_inbox_as_expected() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in CASES.iter() {
        let mut case = case(name)?;
        if case.holder.is_some() {
            let elsewhere = *name == EXPIRED || PASSED_ON.iter().any(|(passed_on, _)| passed_on == name);
            assert!(elsewhere, "{name} is looked at nowhere");
            continue;
        }
        for request in &case.requests {
            let asked = net.member(request.from.as_str())?.submit(&question_of(request)?)?;
            net.run_until_quiet()?;
            *expected.entry(request.to.to_string()).or_default() += 1;
            case.submission.content.handling.in_reply_to = Some(asked.to_string());
        }
        let (origin, expect) = (case.submitted_by.unwrap(), case.expect.unwrap());
        let mut person = net.member(origin.as_str())?;
        if let Some(rule) = expect.submit.strip_prefix("refused:") {
            let reply = person.draft_as(&case.submission, None)?;
            let by_rule = |reply: &Reply| match reply {
                Reply::Refused { rule: r } | Reply::WrongChannel { rule: r, .. } => r == rule,
                _ => false,
            };
            assert!(reply.as_ref().is_some_and(by_rule), "{name}: {reply:?}");
            continue;
        }
        let record = person.submit(&case.submission)?;
        net.run_until_quiet()?;
        for (member, outcome) in &expect.members {
            let arrived = net.inbox(member).contains(&record);
            assert_eq!(arrived, outcome == "permitted", "{name}: {member} should be `{outcome}`");
            *expected.entry(member.clone()).or_default() += usize::from(arrived);
        }
    }
    for (member, count) in expected {
        assert_eq!(net.inbox(&member).len(), count, "{member} holds something else too");
    }
    net.finish().map(drop)
}

#[test]
fn what_a_holder_may_pass_on_is_what_each_case_says() -> Result<(), SimError> {
    for (name, home) in PASSED_ON {
        let case = case(name)?;
        let (origin, holder, expect) = (case.submitted_by.unwrap(), case.holder.unwrap(), case.expect.unwrap());
        let mut net = Net::new(2)?;
        net.cut(home, "node-de")?;
        net.advance_millis(500)?;
        let record = net.member(origin.as_str())?.submit(&case.submission)?;
        net.run_until_quiet()?;
        for (member, outcome) in &expect.members {
            let reply = net.member(origin.as_str())?.relay(record, holder.as_str(), &[member])?;
            let Some(Reply::Widened { outcomes }) = reply else { panic!("{name}: {reply:?}") };
            let said = outcomes.into_values().next().unwrap();
            let ordered = [PERMITTED, HAS_IT].contains(&said.as_str());
            assert_eq!(ordered, [PERMITTED, BY_ORDER].contains(&outcome.as_str()), "{name}: {member}: {said}");
            assert!(ordered || said == *outcome, "{name}: {member} should be `{outcome}`, not `{said}`");
        }
        net.finish().map(drop)?;
    }
    Ok(())
}
