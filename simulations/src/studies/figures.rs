//! Means, deviations and intervals over runs: each run counts once, whatever it holds. Only sums, products and square roots
//! are taken, which are the same on every machine.

use super::Kind;

/// Standard deviations of the normal distribution between which 95 % lie, on either side.
const Z: f64 = 1.959_963_984_540_054;
/// Standard errors that a mean may be away from what is expected.
const WITHIN: f64 = 3.0;

/// One measure over all runs that have it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Runs that have it.
    pub runs: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard deviation over runs; 0 for one run.
    pub sd: f64,
    /// Standard error of the mean.
    pub standard_error: f64,
    /// Lower end of the interval that holds 95 %: Wilson's (1927) for what a run has or has not, else the normal one.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The least of all runs.
    pub least: f64,
    /// The middle one, or the mean of the middle two.
    pub median: f64,
    /// The most of all runs.
    pub most: f64,
}

/// Sums up a measure; none without a run that has it.
#[must_use]
pub fn summary(kind: Kind, values: &[f64]) -> Option<Summary> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (&least, &most) = (sorted.first()?, sorted.last()?);
    let (runs, count) = (values.len(), values.len() as f64);
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let differ = least < most;
    let sd = if differ { (squares / (count - 1.0)).sqrt() } else { 0.0 };
    let standard_error = sd / count.sqrt();
    let (low, high) = match kind {
        Kind::HasOrNot => wilson(mean, count),
        Kind::Amount | Kind::ShareOf(_) => (mean - Z * standard_error, mean + Z * standard_error),
    };
    let middle = |index: usize| sorted.get(index).copied().unwrap_or(mean);
    let median = (middle((runs - 1) / 2) + middle(runs / 2)) / 2.0;
    Some(Summary { runs, mean, sd, standard_error, low, high, least, median, most })
}

/// Wilson's interval for a share of so many runs.
fn wilson(share: f64, runs: f64) -> (f64, f64) {
    let square = Z * Z / runs;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = Z / (1.0 + square) * (share * (1.0 - share) / runs + square / (4.0 * runs)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Whether a mean is where it is expected.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// How far the mean is from what is expected.
    pub off: f64,
    /// How far it may be: three standard errors, and what rounding took.
    pub may_be_off: f64,
    /// Whether it is no further.
    pub passes: bool,
}

/// Holds a mean against an expected value that is known up to `rounding`.
///
/// Where all runs together could not tell a share from none, since they have not seen one site of it, a standard error is
/// taken to be that one site: so nothing seen in R runs stands for at most 3/R (the rule of three). For what a run has or
/// has not, the error is at least the one that the expected share would have. Where the expected value is itself that of a
/// single run, its own deviation counts beside the error of our mean.
#[must_use]
pub fn verdict(summary: &Summary, kind: Kind, expected: f64, rounding: f64, of_one_run: bool) -> Verdict {
    let count = summary.runs as f64;
    let own = summary.standard_error;
    let error = match kind {
        _ if of_one_run => (own * own + summary.sd * summary.sd).sqrt(),
        Kind::ShareOf(sites) if summary.sd == 0.0 => 1.0 / (f64::from(sites) * count),
        Kind::HasOrNot => own.max((expected * (1.0 - expected) / count).max(0.0).sqrt()),
        Kind::ShareOf(_) | Kind::Amount => own,
    };
    let (off, may_be_off) = ((summary.mean - expected).abs(), WITHIN * error + rounding);
    // What is exactly as far as it may be must not fail for the last binary digit.
    Verdict { off, may_be_off, passes: off <= may_be_off + 1e-12 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_that_of_a_textbook() {
        let summary = summary(Kind::Amount, &[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((summary.mean, summary.median, summary.least, summary.most), (5.0, 4.5, 2.0, 9.0));
        assert!((summary.sd - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert!((summary.high - summary.mean - Z * summary.sd / 8.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!(super::summary(Kind::Amount, &[]), None);
        assert_eq!(super::summary(Kind::Amount, &[3.0]).unwrap().sd, 0.0);
    }

    #[test]
    fn intervals_of_shares_are_wilsons() {
        // Newcombe (1998), table I: 15 of 148, and 0 of 20.
        let (low, high) = wilson(15.0 / 148.0, 148.0);
        assert!((low - 0.0624).abs() < 5e-5 && (high - 0.1605).abs() < 5e-5, "{low} {high}");
        let (low, high) = wilson(0.0, 20.0);
        assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5, "{high}");
    }

    #[test]
    fn a_mean_may_be_off_by_three_errors_and_the_rounding() {
        let values: Vec<f64> = (0..100).map(|n| f64::from(n % 2)).collect();
        let half = summary(Kind::Amount, &values).unwrap();
        let passes = |expected, rounding| verdict(&half, Kind::Amount, expected, rounding, false).passes;
        assert!(passes(0.64, 0.0) && !passes(0.66, 0.0) && passes(0.66, 0.01));
        assert!(verdict(&half, Kind::Amount, 1.9, 0.0, true).passes);
    }

    #[test]
    fn what_was_never_seen_may_be_as_rare_as_three_in_all() {
        let none = summary(Kind::ShareOf(1_000), &[0.0; 200]).unwrap();
        let passes = |expected| verdict(&none, Kind::ShareOf(1_000), expected, 0.0, false).passes;
        assert!(passes(4e-6) && passes(1.5e-5) && !passes(1.6e-5));
        let all = summary(Kind::HasOrNot, &[1.0; 40]).unwrap();
        let passes = |expected| verdict(&all, Kind::HasOrNot, expected, 0.0, false).passes;
        assert!(passes(1.0) && passes(0.9) && !passes(0.8));
    }
}
