//! What was measured, as rows for machines and for people.

use std::collections::BTreeMap;
use std::fmt::Write;

use comfy_table::presets;
use serde::Serialize;

use super::measure::{Latency, Rounds, median, rounded};
use crate::cli::output::sized_table;
use crate::clock;

/// Everything of one run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// `ceiling`, `submit` or `deliver`.
    bench: &'static str,
    at: String,
    machine: Machine,
    /// Whether nothing failed and every row is complete.
    pub(crate) ok: bool,
    rows: Vec<Row>,
}

/// Where it ran.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Machine {
    cores: usize,
    processor: String,
    kernel: String,
    /// Whether the program was built with optimisation.
    release: bool,
}

/// One figure.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// What one of the things counted is.
    pub(super) what: String,
    /// What durable means here; none where nothing is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) durable: Option<&'static str>,
    /// How many were measured in each round.
    pub(super) count: u64,
    /// Median of the rounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) per_second: Option<f64>,
    /// Median of the rounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seconds: Option<f64>,
    /// The figure in each round.
    pub(super) rounds: Vec<f64>,
    /// Of each thing, in milliseconds, over all rounds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) milliseconds: Option<Latency>,
    /// The rate against the ceiling measured in the same run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) of_ceiling: Option<f64>,
    /// Recounted from the databases after the last round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) complete: Option<Complete>,
    /// Rows that one signal added, by `file/table`, counted before and after.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) rows_per_signal: BTreeMap<String, f64>,
    /// Share of one core that other processes took meanwhile, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) others_percent: Option<f64>,
    /// The rounds lie far apart, or others were busy: to be measured again.
    pub(super) noisy: bool,
}

/// Whether all that should arrive did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Complete {
    pub(super) entitled: u64,
    pub(super) arrived: u64,
    /// Held by someone who should not, or that nobody sent.
    pub(super) surplus: u64,
    pub(super) ratio: f64,
}

impl Complete {
    pub(super) fn new(entitled: u64, arrived: u64, surplus: u64) -> Self {
        Self { entitled, arrived, surplus, ratio: arrived as f64 / entitled.max(1) as f64 }
    }

    pub(super) const fn holds(&self) -> bool {
        self.entitled > 0 && self.arrived == self.entitled && self.surplus == 0
    }
}

impl Row {
    /// A rate of things a second.
    pub(super) fn rate(name: &'static str, what: impl Into<String>, count: u64, rounds: Rounds) -> Self {
        let per_second = Some(rounded(median(&rounds.values)));
        Self { per_second, ..Self::of(name, what, count, rounds) }
    }

    /// A time.
    pub(super) fn time(name: &'static str, what: impl Into<String>, count: u64, rounds: Rounds) -> Self {
        let seconds = Some(rounded(median(&rounds.values)));
        Self { seconds, ..Self::of(name, what, count, rounds) }
    }

    /// Times of single things; the rounds are their medians in milliseconds.
    pub(super) fn latency(name: &'static str, what: impl Into<String>, samples: Samples) -> Self {
        let Samples { rounds, all, count } = samples;
        Self { milliseconds: Latency::of(all), ..Self::of(name, what, count, rounds) }
    }

    fn of(name: &'static str, what: impl Into<String>, count: u64, rounds: Rounds) -> Self {
        let noisy = rounds.noisy();
        let Rounds { values, others } = rounds;
        let rounds = values.into_iter().map(rounded).collect();
        Self { name, what: what.into(), count, rounds, others_percent: others, noisy, ..Self::default() }
    }

    pub(super) const fn durable(mut self, how: &'static str) -> Self {
        self.durable = Some(how);
        self
    }

    pub(super) fn against(mut self, ceiling: f64) -> Self {
        self.of_ceiling = self.per_second.map(|rate| rounded(rate / ceiling));
        self
    }

    pub(super) const fn complete(mut self, complete: Complete) -> Self {
        self.complete = Some(complete);
        self
    }

    pub(super) fn costs(mut self, rows: BTreeMap<String, f64>) -> Self {
        self.rows_per_signal = rows;
        self
    }
}

/// Samples of several rounds.
pub(super) struct Samples {
    pub(super) rounds: Rounds,
    pub(super) all: Vec<std::time::Duration>,
    pub(super) count: u64,
}

impl Report {
    pub(super) fn new(bench: &'static str, rows: Vec<Row>) -> Self {
        let complete = rows.iter().all(|row| row.complete.is_none_or(|complete| complete.holds()));
        Self { bench, at: clock::now().to_string(), machine: Machine::this(), ok: complete && !rows.is_empty(), rows }
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let Machine { cores, processor, kernel, release } = &self.machine;
        let build = if *release { "" } else { " · built without optimisation: no figures to quote" };
        let mut out = format!("bench {} · {} · {cores} cores, {processor}, {kernel}{build}\n", self.bench, self.at);
        let mut table = sized_table();
        let header = ["figure", "median", "p50 ms", "p95", "p99", "max", "of ceiling", "complete"];
        table.load_style(presets::NOTHING).set_header(header);
        self.rows.iter().for_each(|row| {
            table.add_row(row.cells());
        });
        // Writing to a string does not fail.
        let _ = writeln!(out, "{table}\n");
        for Row { name, what, .. } in &self.rows {
            let _ = writeln!(out, "{name}: {what}");
        }
        for row in self.rows.iter().filter(|row| !row.rows_per_signal.is_empty()) {
            let total: f64 = row.rows_per_signal.values().sum();
            let _ = writeln!(out, "\nrows that a signal adds, {}: {}", row.name, rounded(total));
            for (table, rows) in &row.rows_per_signal {
                let _ = writeln!(out, "  {:>9}  {table}", rounded(*rows));
            }
        }
        let durable: std::collections::BTreeSet<_> = self.rows.iter().filter_map(|row| row.durable).collect();
        for how in durable {
            let _ = writeln!(out, "\ndurable: {how}");
        }
        if self.rows.iter().any(|row| row.noisy) {
            let _ =
                writeln!(out, "\n~ noisy: rounds far apart, or other processes were busy; measure again when quiet");
        }
        out
    }
}

impl Row {
    fn cells(&self) -> Vec<String> {
        let noisy = if self.noisy { "~" } else { "" };
        let figure = match (self.per_second, self.seconds) {
            (Some(rate), _) => format!("{noisy}{rate} /s"),
            (None, Some(seconds)) => format!("{noisy}{seconds} s"),
            (None, None) => format!("{noisy}{} ms", rounded(median(&self.rounds))),
        };
        let ms =
            |of: fn(&Latency) -> f64| self.milliseconds.as_ref().map(of).map_or_else(String::new, |v| v.to_string());
        let complete = self.complete.map_or_else(String::new, |c| format!("{:.3}", c.ratio));
        let ceiling = self.of_ceiling.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let (p50, p95, p99, max) = (ms(|l| l.p50), ms(|l| l.p95), ms(|l| l.p99), ms(|l| l.max));
        vec![self.name.to_owned(), figure, p50, p95, p99, max, ceiling, complete]
    }
}

impl Machine {
    fn this() -> Self {
        let read = |path| std::fs::read_to_string(path).unwrap_or_default();
        let processor = read("/proc/cpuinfo");
        let processor = processor.lines().find_map(|l| l.strip_prefix("model name")?.split_once(": ").map(|(_, m)| m));
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: processor.unwrap_or(std::env::consts::ARCH).to_owned(),
            kernel: format!("{} {}", std::env::consts::OS, read("/proc/sys/kernel/osrelease").trim()),
            release: !cfg!(debug_assertions),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(arrived: u64, surplus: u64) -> Row {
        let rounds = Rounds { values: vec![1.0], others: None };
        Row::rate("r", "w", 1, rounds).complete(Complete::new(10, arrived, surplus))
    }

    #[test]
    fn a_run_is_right_only_where_exactly_what_should_arrive_arrived() {
        assert!(Report::new("deliver", vec![row(10, 0)]).ok);
        assert!(!Report::new("deliver", vec![row(10, 0), row(9, 0)]).ok);
        assert!(!Report::new("deliver", vec![row(10, 1)]).ok);
        assert!(!Report::new("deliver", Vec::new()).ok);
    }
}
