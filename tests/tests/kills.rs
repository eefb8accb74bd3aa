//! `kill -9` at named points of sender and receiver: nothing acknowledged is lost, nothing comes twice.

use std::collections::BTreeSet;

use serde_json::json;

use crate::federation::{Federation, case};

/// Points at which the node can be killed, each before what is durable becomes known or the other way round.
const POINTS: [&str; 3] = ["before-commit", "after-commit", "before-receipt"];

#[test]
fn nothing_acknowledged_is_lost_when_the_sender_is_killed() {
    // The draft is the first commit of the new process, the release the second; only the release has something to send.
    for (point, times) in POINTS.into_iter().zip([2, 2, 1]) {
        let mut federation = Federation::of_three();
        federation.process("node-nl").kill();
        federation.start("node-nl", &[("SLUIS_KILL_AT", &format!("{point}:{times}"))]);
        federation.wait_for_links("node-nl", 2);
        let closed = case("c01");

        let draft = federation.try_draft("nl-maasdorp", &closed["submission"], "key-1");
        let released = draft.as_ref().and_then(|draft| federation.try_release("nl-maasdorp", draft));
        federation.process("node-nl").wait();
        federation.start("node-nl", &[]);

        // Whoever got no answer asks again with the same key; whoever got one relies on it.
        let draft = federation.try_draft("nl-maasdorp", &closed["submission"], "key-1").unwrap();
        let again = federation.try_release("nl-maasdorp", &draft).unwrap();
        if let Some(released) = released {
            assert_eq!(released.body["recordId"], again.body["recordId"], "{point}");
        }
        let record = again.body["recordId"].as_str().unwrap().to_owned();
        for member in ["de-rurheim", "be-grensbeek", "be-ariec-oost"] {
            federation.wait_for(member, &record);
            assert_eq!(federation.inbox(member), std::slice::from_ref(&record), "{point}: {member}");
        }
    }
}

#[test]
fn nothing_is_lost_or_doubled_when_the_receiver_is_killed() {
    for point in POINTS {
        let mut federation = Federation::of_three();
        federation.process("node-de").stop();
        federation.start("node-de", &[("SLUIS_KILL_AT", &format!("{point}:1"))]);
        let (record, _) = federation.submit("nl-maasdorp", &case("c01")["submission"]);
        federation.process("node-de").wait();

        federation.start("node-de", &[]);

        federation.wait_for("de-rurheim", &record);
        assert_eq!(federation.inbox("de-rurheim"), std::slice::from_ref(&record), "{point}");
        let delivery = federation.wait_for_receipts("nl-maasdorp", &record, &BTreeSet::from(["de-rurheim"]));
        assert_eq!(delivery["de-rurheim"]["state"], json!("accepted"), "{point}");
    }
}
