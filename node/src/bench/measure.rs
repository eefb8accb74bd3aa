//! Times and rates from samples, and what else the machine did meanwhile.

use std::time::{Duration, Instant};

use serde::Serialize;

/// Share of one core that others may take before a figure counts as noisy, in percent.
const QUIET: f64 = 10.0;
/// How far rounds may lie apart, against their median, before a figure counts as noisy.
const SPREAD: f64 = 0.3;

/// How long things took, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Latency {
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
}

impl Latency {
    /// Of samples in any order; none of none.
    pub(super) fn of(mut samples: Vec<Duration>) -> Option<Self> {
        samples.sort_unstable();
        let at = |per_cent: usize| {
            let place = (samples.len() * per_cent / 100).min(samples.len().checked_sub(1)?);
            samples.get(place).map(|sample| rounded(sample.as_secs_f64() * 1e3))
        };
        Some(Self { p50: at(50)?, p95: at(95)?, p99: at(99)?, max: at(100)? })
    }
}

/// The middle of some values, the lower one of two.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Four significant digits: more is noise.
pub(super) fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10_f64.powf(3.0 - value.abs().log10().floor());
    (value * scale).round() / scale
}

/// Calls `work` until `seconds` are over, and says how often it was called a second. `work` does `each` things.
pub(super) fn rate(seconds: f64, each: u32, mut work: impl FnMut()) -> f64 {
    let began = Instant::now();
    let mut done = 0_u64;
    while began.elapsed().as_secs_f64() < seconds {
        work();
        done += u64::from(each);
    }
    per_second(done, began.elapsed())
}

/// How many a second.
pub(super) fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64().max(1e-9)
}

/// Several rounds of one figure.
#[derive(Debug, Clone)]
pub(super) struct Rounds {
    pub(super) values: Vec<f64>,
    /// Share of one core that other processes took meanwhile, in percent; none where the system does not say.
    pub(super) others: Option<f64>,
}

impl Rounds {
    /// Whether the figure should be taken again on a quieter machine.
    pub(super) fn noisy(&self) -> bool {
        let (low, high) =
            self.values.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
        let apart = self.values.len() > 1 && high - low > SPREAD * median(&self.values);
        apart || self.others.is_some_and(|others| others > QUIET)
    }
}

/// Processor time since the machine, and this process, started: busy, all, own; in ticks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticks {
    busy: u64,
    all: u64,
    own: u64,
}

impl Ticks {
    /// Now; none where there is no `/proc`.
    pub(super) fn now() -> Option<Self> {
        let numbers = |text: &str| text.split_whitespace().filter_map(|n| n.parse().ok()).collect::<Vec<u64>>();
        let machine = std::fs::read_to_string("/proc/stat").ok()?;
        let machine = numbers(machine.lines().next()?.strip_prefix("cpu ")?);
        // user, nice, system, idle, iowait, irq, softirq, steal; what guests use stands in user too.
        let all: u64 = machine.iter().take(8).sum();
        let idle: u64 = machine.iter().skip(3).take(2).sum();
        let process = std::fs::read_to_string("/proc/self/stat").ok()?;
        // After the name, which may hold anything: state and ten numbers, then user and system time.
        let (_, process) = process.rsplit_once(") ")?;
        let own = process.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Some(Self { busy: all - idle, all, own })
    }

    /// Share of one core that others took since then, in percent.
    pub(super) fn others_since(self) -> Option<f64> {
        let now = Self::now()?;
        let (busy, all, own) = (now.busy - self.busy, now.all - self.all, now.own - self.own);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (all > 0).then(|| rounded(100.0 * cores as f64 * busy.saturating_sub(own) as f64 / all as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_sorted_samples() {
        let samples = (1..=200).rev().map(Duration::from_millis).collect();
        let latency = Latency::of(samples).unwrap();
        assert_eq!((latency.p50, latency.p95, latency.p99, latency.max), (101.0, 191.0, 199.0, 200.0));
        assert_eq!(Latency::of(Vec::new()), None);
    }

    #[test]
    fn a_figure_has_four_digits_and_a_median_of_its_rounds() {
        assert_eq!([rounded(123_456.0), rounded(0.000_123_456), rounded(0.0)], [123_500.0, 0.000_123_5, 0.0]);
        assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[2.0, 1.0]), median(&[])), (2.0, 1.0, 0.0));
    }

    #[test]
    fn rounds_far_apart_or_beside_other_load_are_noisy() {
        let noisy = |values: &[f64], others| Rounds { values: values.to_vec(), others }.noisy();
        assert!(!noisy(&[100.0, 110.0], Some(5.0)));
        assert!(noisy(&[100.0, 140.0], None));
        assert!(noisy(&[100.0], Some(50.0)));
    }
}
