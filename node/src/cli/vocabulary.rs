//! `sluis vocabulary`: code lists with their labels, and identifiers checked and normalised.

mod check;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde::Serialize;
use sluis_schemas::lists::{self, CodeList};
use sluis_schemas::vocabulary::Language;

use super::output::{self, Form, Reader};

/// What can be asked of the vocabulary.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Name the code lists
    #[command(after_help = "Example:\n  sluis vocabulary list")]
    List(ListArguments),
    /// Show the codes of a list with their labels
    #[command(after_help = "Example:\n  sluis vocabulary show purposes --lang nl")]
    Show(ShowArguments),
    /// Check identifiers of a scheme and bring them to their normal form
    ///
    /// A check says that an identifier is well formed, not that it exists. Exit code 0 if all are valid, 1 otherwise.
    #[command(after_help = "Examples:\n  \
        sluis vocabulary check nl-kvk 'KVK 81122373'\n  \
        sluis vocabulary check vat - --json < numbers.txt")]
    Check(check::Arguments),
}

/// For `list`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListArguments {
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    reader: Reader,
}

/// For `show`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ShowArguments {
    /// Name of the list, as `sluis vocabulary list` gives it
    list: String,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    reader: Reader,
}

/// Runs a command.
pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    let mut out = BufWriter::new(io::stdout().lock());
    let all_valid = match command {
        Command::List(arguments) => list(&arguments, &mut out).map(|()| true)?,
        Command::Show(arguments) => show(&arguments, &mut out).map(|()| true)?,
        Command::Check(arguments) => check::run(&arguments, &mut io::stdin().lock(), &mut out)?,
    };
    out.flush()?;
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A code with its label, and the language that the label really is in.
#[derive(Serialize)]
struct Code {
    list: &'static str,
    code: String,
    label: Option<String>,
    /// The label's language: English where the one asked for has none; none for names of places and courts.
    lang: Option<Language>,
}

impl Code {
    /// As a reader sees it: a label in another language than the one asked for names its own.
    fn shown(self, asked: Language) -> [String; 2] {
        let label = self.label.unwrap_or_default();
        let label = match self.lang.filter(|lang| *lang != asked) {
            Some(lang) => format!("{label} [{lang}]"),
            None => label,
        };
        [self.code, label]
    }
}

fn codes(list: &CodeList, lang: Language) -> Vec<Code> {
    let code = |entry: lists::Entry| Code { list: list.name, code: entry.code, label: entry.label, lang: entry.lang };
    list.entries(lang).into_iter().map(code).collect()
}

fn list(arguments: &ListArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Line {
        list: &'static str,
        codes: usize,
        languages: Vec<Language>,
    }
    let lang = arguments.reader.language();
    let line = |list: &CodeList| Line { list: list.name, codes: list.codes().len(), languages: list.languages() };
    let lines = lists::all().map(line);
    if arguments.form.json {
        return Ok(lines.into_iter().try_for_each(|line| output::json_line(out, &line))?);
    }
    let mut table = output::list(lang, &["list", "codes", "label-languages"]);
    table.add_rows(lines.map(|line| {
        let languages: Vec<_> = line.languages.iter().map(|lang| lang.as_str()).collect();
        [line.list.to_owned(), line.codes.to_string(), languages.join(" ")]
    }));
    Ok(writeln!(out, "{table}")?)
}

fn show(arguments: &ShowArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let lang = arguments.reader.language();
    let Some(list) = lists::code_list(&arguments.list) else {
        bail!(output::say(lang, "no-such-list", [("list", output::named(arguments.list.escape_debug()))]));
    };
    let codes = codes(list, lang);
    if arguments.form.json {
        return Ok(codes.iter().try_for_each(|code| output::json_line(out, code))?);
    }
    let mut table = output::list(lang, &["code", "label"]);
    table.add_rows(codes.into_iter().map(|code| code.shown(lang)));
    Ok(writeln!(out, "{table}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_shows_its_codes() {
        for list in lists::all() {
            assert!(!codes(list, Language::Nl).is_empty(), "{}", list.name);
        }
    }

    #[test]
    fn a_list_is_shown_in_the_readers_language_and_an_unknown_one_refused() {
        let show = |list: &str, lang: &str| {
            let reader = TestCommand::parse(lang);
            let mut out = Vec::new();
            let arguments = ShowArguments { list: list.to_owned(), form: Form { json: true }, reader };
            show(&arguments, &mut out).map(|()| String::from_utf8(out).unwrap())
        };
        assert!(show("roles", "nl").unwrap().contains("\"gemeente\""));
        assert!(show("roles", "en").unwrap().contains("\"municipality\",\"label\":\"municipality\""));
        assert!(show("nace", "en").unwrap().contains("77.11"));
        let dutch = show("nace", "nl").unwrap();
        assert!(dutch.contains("\"lang\":\"nl\"") && dutch.contains("\"lang\":\"en\""), "each label says its language");
        let courts = show("courts", "nl").unwrap();
        assert!(courts.contains("\"code\":\"Köln\",\"label\":\"R3306\",\"lang\":null}"));
        assert!(show("gossip", "en").unwrap_err().to_string().contains("`gossip`"));
    }

    #[test]
    fn a_label_in_another_language_than_asked_for_says_so() {
        let shown = |list: &str, code: &str, lang| {
            let found = codes(lists::code_list(list).unwrap(), lang).into_iter().find(|c| c.code == code);
            found.unwrap().shown(lang)[1].clone()
        };
        assert_eq!(shown("nace", "47.11", Language::En), shown("nace", "47.11", Language::Nl).replace(" [en]", ""));
        assert!(shown("nace", "47.11", Language::Nl).ends_with(" [en]"));
        assert_eq!(shown("countries", "DE", Language::Nl), "Duitsland");
        assert_eq!(shown("locodes", "NLRTM", Language::Nl), "Rotterdam");
        assert_eq!(lists::code_list("countries").unwrap().languages(), Language::ALL);
    }

    struct TestCommand;

    impl TestCommand {
        fn parse(lang: &str) -> Reader {
            #[derive(clap::Parser)]
            struct Parsed {
                #[command(flatten)]
                reader: Reader,
            }
            <Parsed as clap::Parser>::parse_from(["test", "--lang", lang]).reader
        }
    }
}
