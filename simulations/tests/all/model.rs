//! What the reference model adds: short lists of actions that must come about as it says.

use sluis_simulations::swarm::{Plan, Trace, play};

/// Plays actions, written as in a trace; nothing may be broken, and each must have done something.
fn comes_about(actions: &str) {
    let trace = Trace::parse(&format!(r#"{{ "seed": 1, "actions": [{actions}] }}"#)).unwrap();
    let run = play(&Plan { seed: trace.seed, actions: trace.actions }, 0);
    assert!(run.failed.is_none(), "{}", run.failed.unwrap());
    assert!(run.tally.idle.is_empty(), "{:?}", run.tally);
}

#[test]
fn who_was_permitted_at_all_times_holds_the_record() {
    comes_about(
        r#"{ "do": "cut", "a": "node-nl", "b": "node-de" },
           { "do": "submit", "signal": 1, "by": "nl-maasdorp", "case": "c01-closed-lunchroom" },
           { "do": "advance", "ms": 60000 },
           { "do": "crash", "node": "node-be" }"#,
    );
}

#[test]
fn a_request_that_was_refused_has_ended_for_both() {
    comes_about(
        r#"{ "do": "ask", "request": 1, "by": "nl-maasdorp", "to": "de-rurheim", "purpose": "licence-decision" },
           { "do": "advance", "ms": 1000 },
           { "do": "notify", "request": 1, "by": "de-rurheim", "to": "nl-maasdorp", "notice": "accepted" },
           { "do": "cut", "a": "node-nl", "b": "node-de" },
           { "do": "notify", "request": 1, "by": "de-rurheim", "to": "nl-maasdorp",
             "notice": { "refused": { "ground": "insufficient" } } }"#,
    );
}

#[test]
fn a_request_that_was_answered_in_part_stands_so_for_who_asked() {
    comes_about(
        r#"{ "do": "ask", "request": 1, "by": "nl-maasdorp", "to": "de-rurheim", "purpose": "licence-decision" },
           { "do": "advance", "ms": 1000 },
           { "do": "reply", "signal": 1, "request": 1, "by": "de-rurheim", "case": "c06-german-reply", "answer": "part" },
           { "do": "advance", "ms": 1000 }"#,
    );
}

#[test]
fn a_clock_that_jumped_and_a_disk_that_is_slow_keep_nothing_from_anybody() {
    comes_about(
        r#"{ "do": "clock-jump", "node": "node-nl", "ms": 172800000 },
           { "do": "slow-disk", "node": "node-de", "ms": 3000 },
           { "do": "submit", "signal": 1, "by": "nl-maasdorp", "case": "c01-closed-lunchroom" },
           { "do": "advance", "ms": 10000 },
           { "do": "clock-jump", "node": "node-nl", "ms": -172800000 },
           { "do": "submit", "signal": 2, "by": "nl-maasdorp", "case": "c13-phenomenon" },
           { "do": "advance", "ms": 1000 }"#,
    );
}
