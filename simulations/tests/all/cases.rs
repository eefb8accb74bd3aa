//! Every case of the project, through the whole federation.

use std::collections::BTreeMap;

use sluis_protocol::core::Reply;
use sluis_schemas::case::CASES;
use sluis_simulations::SimError;
use sluis_simulations::cases::{case, question_of};
use sluis_simulations::net::Net;

/// Cases that need what this version does not carry yet.
const LATER: [(&str, &str); 4] = [
    ("c20-relay-in-country", "is passed on by a holder, and relays come later"),
    ("c21-relay-consent", "is passed on by a holder, and relays come later"),
    ("c25-expired", "is passed on by a holder, and relays come later"),
    ("c29-two-steps", "is passed on by a holder, and relays come later"),
];

#[test]
fn every_case_ends_in_every_inbox_as_expected() -> Result<(), SimError> {
    let mut net = Net::new(1)?;
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in CASES.iter().filter(|(name, _)| LATER.iter().all(|(later, _)| later != name)) {
        let mut case = case(name)?;
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
            assert!(matches!(&reply, Some(Reply::Refused { rule: r }) if r == rule), "{name}: {reply:?}");
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
fn what_comes_later_is_named_and_exists() {
    for (later, reason) in LATER {
        assert!(CASES.iter().any(|(name, _)| *name == later), "{later}: {reason}");
    }
}
