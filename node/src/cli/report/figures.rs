//! `sluis report trends` and `sluis report displacement`.

use std::process::ExitCode;

use clap::Args;
use sluis_schemas::Date;

use super::{count, not_told, table};
use crate::cli::output::named;
use crate::cli::remote::{Remote, Speech};
use crate::cli::wait_for;
use crate::http::displacement::{AroundPlace, DisplacementReport, Rate};
use crate::http::subject::Coded;
use crate::http::trends::{Trend, TrendReport};

#[derive(Debug, Args)]
pub(in crate::cli) struct Trends {
    /// Which month, as `2026-11`; without it, the last whole one
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,
    /// Only of this division of NACE, see `sluis vocabulary show nace`
    #[arg(long, value_name = "CODE")]
    sector: Option<String>,
    /// Only of this NUTS region of level 2, see `sluis vocabulary show regions`
    #[arg(long, value_name = "CODE")]
    region: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Displacement {
    /// The branch: a division of NACE, see `sluis vocabulary show nace`
    #[arg(long, value_name = "CODE")]
    sector: String,
    /// The place: a NUTS region of level 2, see `sluis vocabulary show regions`
    #[arg(long, value_name = "CODE")]
    region: String,
    /// The day of the intervention (UTC)
    #[arg(long, value_name = "DATE")]
    on: Date,
    /// Days on each side
    #[arg(long, value_name = "N", default_value_t = 90)]
    days: u32,
    /// Regions that lie beside it besides those of the same NUTS level 1, such as those across a border; with commas between
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    beside: Vec<String>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn trends(Trends { month, sector, region, remote }: &Trends) -> anyhow::Result<ExitCode> {
    let (client, form) = (remote.client()?, remote.form);
    let given = [("month", month), ("sector", sector), ("region", region)];
    let conditions: Vec<(&str, String)> =
        given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect();
    let report = wait_for(async { Ok(client.report_trends(&conditions).await?) })?;
    form.print(&report, || trends_in_words(&report, form))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn displacement(around: &Displacement) -> anyhow::Result<ExitCode> {
    let Displacement { sector, region, on, days, beside, remote } = around;
    let (client, form) = (remote.client()?, remote.form);
    let mut conditions = vec![
        ("sector", sector.clone()),
        ("region", region.clone()),
        ("on", on.to_string()),
        ("days", days.to_string()),
    ];
    if !beside.is_empty() {
        conditions.push(("beside", beside.join(",")));
    }
    let report = wait_for(async { Ok(client.report_displacement(&conditions).await?) })?;
    form.print(&report, || around_in_words(&report, form))?;
    Ok(ExitCode::SUCCESS)
}

fn trends_in_words(report: &TrendReport, form: Speech) -> String {
    let title = [
        ("month", named(&report.month)),
        ("until", named(&report.until)),
        ("months", count(report.baseline_months.into())),
    ];
    let title = form.say_of_report("trend-title", title);
    if report.items.is_empty() {
        return format!("{title}\n{}", form.say_of_report("no-figures", []));
    }
    let mut shown = table(form, &["sector", "region", "number", "mean", "range"]);
    for Trend { sector, region, figure, baseline } in &report.items {
        let between =
            |from: String, to: String| form.say_of_report("between", [("from", named(from)), ("to", named(to))]);
        let (mean, range) = baseline.as_ref().map_or_else(Default::default, |baseline| {
            let mean = [baseline.mean_from, baseline.mean_to].map(|mean| format!("{mean:.1}"));
            let [from, to] = mean;
            let mean = if from == to { from } else { between(from, to) };
            (mean, between(baseline.least.cell(), baseline.most.cell()))
        });
        let sector = sector.as_ref().map(labelled).unwrap_or_default();
        shown.add_row([sector, region.clone().unwrap_or_default(), figure.cell(), mean, range]);
    }
    format!("{title}\n{shown}\n{}", not_told(report.below, form))
}

fn around_in_words(report: &DisplacementReport, form: Speech) -> String {
    let title = [("on", named(&report.on)), ("before", named(report.days_before)), ("after", named(report.days_after))];
    let mut shown = table(form, &["relation", "sector", "region", "before", "after"]);
    for AroundPlace { relation_label, sector, region, before, after, .. } in &report.items {
        shown.add_row([relation_label.clone(), labelled(sector), region.clone(), rate(before), rate(after)]);
    }
    let words = [
        form.say_of_report("around-title", title),
        shown.to_string(),
        report.neighbours_by_label.clone(),
        not_told(report.below, form),
    ];
    words.join("\n")
}

fn rate(Rate { figure, per_30_days }: &Rate) -> String {
    let cell = figure.cell();
    per_30_days.map_or_else(|| cell.clone(), |rate| format!("{cell} ({rate:.1})"))
}

fn labelled(coded: &Coded) -> String {
    format!("{} ({})", coded.label, coded.code)
}
