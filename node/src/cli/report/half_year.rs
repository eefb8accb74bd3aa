//! `sluis report half-year`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use sluis_schemas::HalfYear;

use super::{not_told, table};
use crate::cli::output::named;
use crate::cli::remote::{Remote, Speech};
use crate::cli::wait_for;
use crate::http::half_year::{Counted, Exchange, FollowUpFigures, HalfYearReport};
use crate::http::questions::{Questions, RequestFigures};
use crate::http::subject::Coded;
use crate::http::told::Told;

/// Headings of a file. What a section does not have is empty.
const HEADINGS: &str = "half,section,type,purpose,country,code,number\n";

#[derive(Debug, Args)]
pub(in crate::cli) struct Asking {
    /// Which half year, as `2026-H2`; without it, that of today
    #[arg(long, value_name = "HALF")]
    half: Option<HalfYear>,
    /// Write a CSV file
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

pub(super) fn run(Asking { half, csv: file, remote }: &Asking) -> anyhow::Result<ExitCode> {
    let (client, form) = (remote.client()?, remote.form);
    let report = wait_for(async { Ok(client.report_half_year(*half).await?) })?;
    if let Some(file) = file {
        write(file, &csv(&report))?;
        form.print(&report, || form.say_of_report("written", [("file", named(file.display()))]))?;
    } else {
        form.print(&report, || in_words(&report, form))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    let name = file.display();
    let opened = OpenOptions::new().write(true).create_new(true).open(file);
    let mut opened = opened
        .with_context(|| format!("`{name}` cannot be made: name a file that is not there yet, in a folder that is"))?;
    opened.write_all(text.as_bytes()).with_context(|| format!("`{name}` cannot be written"))
}

/// Codes and numbers alone: nothing in it needs quotes.
fn csv(report: &HalfYearReport) -> String {
    let row = |section: &str, class: [&str; 4], cell: String| {
        let [r#type, purpose, country, code] = class;
        format!("{},{section},{type},{purpose},{country},{code},{cell}\n", report.half)
    };
    let mut rows = HEADINGS.to_owned();
    for (section, Exchange { items, total }) in [("sent", &report.sent), ("received", &report.received)] {
        for item in items {
            let class = [item.r#type.code.as_str(), &item.purpose.code, &item.country.code, ""];
            rows += &row(section, class, item.figure.cell());
        }
        rows += &row(section, ["", "", "", "total"], total.cell());
    }
    for (section, counted) in [("outcomes", &report.outcomes), ("recalls", &report.recalls)] {
        for Counted { what, figure } in counted {
            rows += &row(section, ["", "", "", &what.code], figure.cell());
        }
    }
    rows += &row("recalls", ["", "", "", "total"], report.recalled.cell());
    for (section, requests) in [("asking", &report.asking), ("asked", &report.asked)] {
        let Questions { items, total } = requests;
        let by_country = items.iter().map(|item| (item.country.code.as_str(), &item.figures));
        for (country, figures) in by_country.chain([("", total)]) {
            for (code, cell) in cells(figures) {
                rows += &row(section, ["", "", country, code], cell);
            }
        }
    }
    for figures in &report.follow_ups {
        for (code, cell) in follow_up_cells(figures) {
            rows += &row("follow-ups", ["", "", &figures.country.code, code], cell);
        }
    }
    rows + &row("gaps", ["", "", "", "total"], report.gaps.cell())
}

/// What is counted of questions, as codes of a file.
fn cells(requests: &RequestFigures) -> [(&'static str, String); 13] {
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    [
        ("count", requests.count.cell()),
        ("accepted-in-time", requests.accepted_in_time.cell()),
        ("accepted-in-time-percent", number(requests.accepted_in_time_percent)),
        ("answers", requests.answers.cell()),
        ("answered", requests.answered.cell()),
        ("median-days", number(requests.median_days)),
        ("with-term", requests.with_term.cell()),
        ("in-time", requests.in_time.cell()),
        ("in-time-percent", number(requests.in_time_percent)),
        ("unanswered", requests.unanswered.cell()),
        ("rated", requests.rated.cell()),
        ("no-help", requests.no_help.cell()),
        ("no-help-percent", number(requests.no_help_percent)),
    ]
}

/// What is counted of follow-ups, as codes of a file.
fn follow_up_cells(figures: &FollowUpFigures) -> [(&'static str, String); 7] {
    let number = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    [
        ("offered", figures.offered.cell()),
        ("accepted-in-time", figures.accepted_in_time.cell()),
        ("accepted-in-time-percent", number(figures.accepted_in_time_percent)),
        ("closed", figures.closed.cell()),
        ("median-days", number(figures.median_days)),
        ("closed-in-time", figures.closed_in_time.cell()),
        ("closed-in-time-percent", number(figures.closed_in_time_percent)),
    ]
}

fn in_words(report: &HalfYearReport, form: Speech) -> String {
    let title = [("member", named(&report.member)), ("half", named(&report.half)), ("until", named(&report.until))];
    let mut words = vec![form.say_of_report("half-title", title)];
    words.extend(report.counted_since.as_ref().map(|day| form.say_of_report("counted-since", [("day", named(day))])));
    for (key, exchange) in [("sent", &report.sent), ("received", &report.received)] {
        words.push(format!("\n{}", form.say_of_report(key, [])));
        words.push(exchanged(exchange, form));
    }
    words.push(format!("\n{}", form.say_of_report("outcomes", [])));
    words.push(counted(&report.outcomes, None, form));
    for (key, requests) in [("asking", &report.asking), ("asked", &report.asked)] {
        words.push(format!("\n{}", form.say_of_report(key, [])));
        words.push(requested(requests, form));
    }
    if !report.follow_ups.is_empty() {
        words.push(format!("\n{}", form.say_of_report("follow-ups", [])));
        words.push(followed_up(&report.follow_ups, form));
    }
    words.push(format!("\n{}", form.say_of_report("recalls", [])));
    words.push(counted(&report.recalls, Some(report.recalled), form));
    words.push(format!("\n{}: {}", form.say_of_report("gaps", []), report.gaps.cell()));
    words.push(format!("\n{}", not_told(report.below, form)));
    words.join("\n")
}

fn followed_up(figures: &[FollowUpFigures], form: Speech) -> String {
    let mut shown = table(form, &["country", "offered", "accepted-in-time", "closed", "median-days", "in-time"]);
    let with_percent = |cell: String, percent: Option<u64>| match percent {
        Some(percent) => format!("{cell} ({})", form.say_of_report("percent", [("percent", named(percent))])),
        None => cell,
    };
    for of in figures {
        let median = of.median_days.map_or_else(|| "-".to_owned(), |days| days.to_string());
        shown.add_row([
            labelled(&of.country),
            of.offered.cell(),
            with_percent(of.accepted_in_time.cell(), of.accepted_in_time_percent),
            of.closed.cell(),
            median,
            with_percent(of.closed_in_time.cell(), of.closed_in_time_percent),
        ]);
    }
    shown.to_string()
}

fn labelled(coded: &Coded) -> String {
    format!("{} ({})", coded.label, coded.code)
}

fn exchanged(Exchange { items, total }: &Exchange, form: Speech) -> String {
    let mut shown = table(form, &["type", "purpose", "country", "number"]);
    for item in items {
        let cells = [&item.r#type, &item.purpose, &item.country].map(labelled);
        shown.add_row(cells.into_iter().chain([item.figure.cell()]));
    }
    shown.add_row([form.say_of_report("total", []), String::new(), String::new(), total.cell()]);
    shown.to_string()
}

fn counted(items: &[Counted], total: Option<Told>, form: Speech) -> String {
    let mut shown = table(form, &["what", "number"]);
    for Counted { what, figure } in items {
        shown.add_row([labelled(what), figure.cell()]);
    }
    if let Some(total) = total {
        shown.add_row([form.say_of_report("total", []), total.cell()]);
    }
    shown.to_string()
}

/// What is counted stands below each other, since there is more of it than of countries.
fn requested(Questions { items, total }: &Questions, form: Speech) -> String {
    let mut shown = table(form, &["what"]);
    let countries = items.iter().map(|item| labelled(&item.country)).chain([form.say_of_report("total", [])]);
    shown.set_header([form.say_of_report("what", [])].into_iter().chain(countries));
    let all: Vec<_> = items.iter().map(|item| cells(&item.figures)).chain([cells(total)]).collect();
    let keys = [
        ("count", "number-of", None),
        ("accepted-in-time", "accepted-in-week", Some("accepted-in-time-percent")),
        ("answers", "answers", None),
        ("answered", "answered", None),
        ("median-days", "median-days", None),
        ("with-term", "with-term", None),
        ("in-time", "in-time", Some("in-time-percent")),
        ("unanswered", "unanswered", None),
        ("rated", "rated", None),
        ("no-help", "no-help", Some("no-help-percent")),
    ];
    for (code, key, percent) in keys {
        let row = all.iter().map(|cells| {
            let cell = |code: &str| cells.iter().find(|(of, _)| *of == code).map(|(_, cell)| cell.clone());
            let percent = percent.and_then(cell).filter(|percent| percent != "-");
            let number = cell(code).unwrap_or_default();
            match percent {
                Some(percent) => format!("{number} ({})", form.say_of_report("percent", [("percent", named(percent))])),
                None => number,
            }
        });
        shown.add_row([form.say_of_report(key, [])].into_iter().chain(row));
    }
    shown.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::half_year::ExchangeItem;
    use crate::http::questions::QuestionsItem;

    #[test]
    fn a_file_has_codes_and_numbers_alone_and_says_which_are_small() {
        let coded = |code: &str| Coded { code: code.to_owned(), label: "in, words".to_owned() };
        let item = |country: &str, figure| ExchangeItem {
            r#type: coded("address-misuse"),
            purpose: coded("licence-decision"),
            country: coded(country),
            figure,
        };
        let exchange = |items| Exchange { items, total: Told::of(21) };
        let nothing = RequestFigures {
            count: Told::of(0),
            accepted_in_time: Told::of(0),
            accepted_in_time_percent: None,
            answers: Told::of(0),
            answered: Told::of(0),
            median_days: None,
            with_term: Told::of(0),
            in_time: Told::of(0),
            in_time_percent: None,
            unanswered: Told::of(0),
            rated: Told::of(0),
            no_help: Told::of(0),
            no_help_percent: None,
        };
        let of_germany = RequestFigures { no_help: Told::of(7), no_help_percent: Some(33), ..nothing };
        let asking = vec![QuestionsItem { country: coded("DE"), figures: of_germany }];
        let report = HalfYearReport {
            half: "2026-H2".to_owned(),
            member: "nl-maasdorp".to_owned(),
            until: "2026-11-30".to_owned(),
            counted_since: None,
            below: 5,
            sent: exchange(vec![item("BE", Told::of(3)), item("DE", Told::withheld()), item("NL", Told::of(11))]),
            received: exchange(Vec::new()),
            outcomes: vec![Counted { what: coded("no-ground"), figure: Told::of(7) }],
            asking: Questions { items: asking, total: nothing },
            asked: Questions { items: Vec::new(), total: nothing },
            follow_ups: vec![FollowUpFigures {
                country: coded("BE"),
                offered: Told::of(20),
                accepted_in_time: Told::of(15),
                accepted_in_time_percent: Some(75),
                closed: Told::of(3),
                median_days: None,
                closed_in_time: Told::of(0),
                closed_in_time_percent: None,
            }],
            recalls: Vec::new(),
            recalled: Told::of(0),
            gaps: Told::of(9),
            lang: "en".to_owned(),
        };
        let text = csv(&report);
        let class = "address-misuse,licence-decision";
        for row in [
            format!("2026-H2,sent,{class},BE,,<5"),
            format!("2026-H2,sent,{class},DE,,-"),
            format!("2026-H2,sent,{class},NL,,11"),
            "2026-H2,sent,,,,total,21".to_owned(),
            "2026-H2,outcomes,,,,no-ground,7".to_owned(),
            "2026-H2,asking,,,DE,no-help,7".to_owned(),
            "2026-H2,asking,,,DE,no-help-percent,33".to_owned(),
            "2026-H2,asked,,,,median-days,-".to_owned(),
            "2026-H2,follow-ups,,,BE,accepted-in-time-percent,75".to_owned(),
            "2026-H2,follow-ups,,,BE,closed,<5".to_owned(),
            "2026-H2,gaps,,,,total,9".to_owned(),
        ] {
            assert!(text.lines().any(|line| line == row), "{row} in {text}");
        }
        assert!(text.starts_with(HEADINGS) && text.lines().all(|line| line.split(',').count() == 7), "{text}");
    }
}
