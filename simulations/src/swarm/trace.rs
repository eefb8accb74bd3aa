//! A run as a file: what must be played again, and what came of it. JSON, with an action on each line.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Plan, Run};
use crate::SimError;
use crate::actions::Action;

/// Events that a trace in a file tells before its violation.
pub const EVENTS: usize = 120;

/// A run that somebody may want to see again. Written by hand, it needs no more than a seed and actions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trace {
    /// The seed.
    pub seed: u64,
    /// What came of it, once it was played.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// What happened, in order.
    pub actions: Vec<Action>,
    /// The last events before it ended.
    #[serde(default)]
    pub events: Vec<String>,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Outcome {
    /// The version of the program that played it: another one may play it differently.
    pub version: String,
    /// The run's trace, as 16 hexadecimal digits.
    pub hash: String,
    /// What was broken, in order; empty where nothing was.
    pub violations: Vec<String>,
}

/// Why a file is no trace.
#[derive(Debug, Error)]
#[error("not a trace: {0}; `sluis-sim swarm` writes them")]
pub struct TraceError(#[from] serde_json::Error);

impl Trace {
    /// Plays a plan and keeps what came of it, with at most so many of its last events.
    #[must_use]
    pub fn of(plan: &Plan, events: usize) -> Self {
        let Run { trace, events, failed, .. } = super::play(plan, events);
        let outcome = Outcome {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            hash: format!("{trace:016x}"),
            violations: failed.as_ref().map_or_else(Vec::new, SimError::causes),
        };
        Self { seed: plan.seed, outcome: Some(outcome), actions: plan.actions.clone(), events }
    }

    /// What was broken.
    pub fn violations(&self) -> impl Iterator<Item = &str> {
        self.outcome.iter().flat_map(|outcome| &outcome.violations).map(String::as_str)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`TraceError`] with line and column.
    pub fn parse(text: &str) -> Result<Self, TraceError> {
        Ok(serde_json::from_str(text)?)
    }

    /// What it plays.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan { seed: self.seed, actions: self.actions.clone() }
    }

    /// The file's text.
    ///
    /// # Errors
    /// None that happens: everything in it has a form in JSON.
    pub fn to_text(&self) -> Result<String, TraceError> {
        let Self { seed, outcome, actions, events } = self;
        let mut text = format!("{{\n  \"seed\": {seed}");
        if let Some(outcome) = outcome {
            text.push_str(&format!(",\n  \"outcome\": {}", serde_json::to_string(outcome)?));
        }
        list(&mut text, "actions", actions)?;
        list(&mut text, "events", events)?;
        text.push_str("\n}\n");
        Ok(text)
    }
}

/// A list with an item on each line.
fn list(text: &mut String, name: &str, items: &[impl Serialize]) -> Result<(), TraceError> {
    let lines: Vec<String> = items.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let lines: Vec<String> = lines.into_iter().map(|line| format!("\n    {line}")).collect();
    let end = if lines.is_empty() { "" } else { "\n  " };
    text.push_str(&format!(",\n  \"{name}\": [{}{end}]", lines.join(",")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_read_as_it_was_written_with_an_action_on_each_line() {
        let plan = Plan { actions: Plan::draw(3).actions.into_iter().take(9).collect(), seed: 3 };
        let trace = Trace::of(&plan, EVENTS);
        let text = trace.to_text().unwrap();
        assert_eq!(Trace::parse(&text).unwrap(), trace);
        assert_eq!(text.lines().filter(|line| line.contains("\"do\":")).count(), 9);
    }

    #[test]
    fn what_is_no_trace_is_refused_with_its_line() {
        let error = Trace::parse("{\n  \"seed\": \"one\"\n}").unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}
