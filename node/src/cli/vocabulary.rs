//! `sluis vocabulary`: code lists with their labels, and identifiers checked and normalised.

mod check;
mod lists;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde::Serialize;
use sluis_schemas::content::{AdmiraltyInformation, AdmiraltySource, Deferred, FourInformation, FourSource};
use sluis_schemas::messages;
use sluis_schemas::vocabulary::{
    Answer, Category, Environment, HandlingCode, Language, MeasureKind, Onward, Purpose, Question, RelationKind,
    Review, Role, Scheme, SignalType, SubjectKind, SubjectRole, Threat, Tlp, UrgencyLevel, Use, UserRole,
};

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

/// A list: its name, and what makes its codes.
type List = (&'static str, fn() -> Vec<String>);

macro_rules! lists {
    ($($list:ident),+ $(,)?) => {
        &[$(($list::LIST, || $list::ALL.iter().map(ToString::to_string).collect())),+]
    };
}

/// Lists whose labels are messages.
const LABELLED: &[List] = lists![
    SignalType,
    Purpose,
    Role,
    Category,
    HandlingCode,
    Use,
    Tlp,
    Onward,
    Threat,
    SubjectKind,
    SubjectRole,
    RelationKind,
    MeasureKind,
    Review,
    Question,
    Answer,
    UrgencyLevel,
    Scheme,
    Environment,
    UserRole,
    Language,
    FourSource,
    FourInformation,
    AdmiraltySource,
    AdmiraltyInformation,
    Deferred,
];

/// A code with its label.
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

/// The codes of a list; `nace` is the NACE of today.
fn codes(name: &str, lang: Language) -> Option<Vec<Code>> {
    let name = if name == "nace" { lists::NACE } else { name };
    if let Some((list, codes)) = LABELLED.iter().find(|(list, _)| *list == name) {
        let code = |code: String| {
            let label = messages::label(lang, list, &code);
            let known = label.text != messages::code_key(list, &code);
            Code { list, label: known.then_some(label.text), lang: known.then_some(label.lang), code }
        };
        return Some(codes().into_iter().map(code).collect());
    }
    lists::SOURCED.iter().find(|(list, _)| *list == name).map(|(_, codes)| codes(lang))
}

fn list_names() -> impl Iterator<Item = &'static str> {
    LABELLED.iter().map(|(list, _)| *list).chain(lists::SOURCED.iter().map(|(list, _)| *list))
}

/// The languages that a list has labels in.
fn languages(name: &str) -> Vec<Language> {
    let has = |lang: &Language| codes(name, *lang).is_some_and(|codes| codes.iter().any(|c| c.lang == Some(*lang)));
    Language::ALL.iter().copied().filter(has).collect()
}

fn list(arguments: &ListArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Line {
        list: &'static str,
        codes: usize,
        languages: Vec<Language>,
    }
    let lang = arguments.reader.language();
    let line = |list| Some(Line { list, codes: codes(list, lang)?.len(), languages: languages(list) });
    let lines = list_names().filter_map(line);
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
    let Some(codes) = codes(&arguments.list, lang) else {
        bail!("there is no code list `{}`: see `sluis vocabulary list`", arguments.list.escape_debug());
    };
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
    fn every_list_shows_codes_and_each_of_ours_has_a_label() {
        for name in list_names() {
            let codes = codes(name, Language::Nl).unwrap();
            assert!(!codes.is_empty(), "{name}");
            let ours = LABELLED.iter().any(|(list, _)| *list == name);
            assert!(!ours || codes.iter().all(|code| code.label.is_some()), "{name}");
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
        assert!(
            show("courts", "nl")
                .unwrap()
                .contains("{\"list\":\"courts\",\"code\":\"Köln\",\"label\":\"R3306\",\"lang\":null}")
        );
        assert!(show("gossip", "en").unwrap_err().to_string().contains("`gossip`"));
    }

    #[test]
    fn a_label_in_another_language_than_asked_for_says_so() {
        let first = |list: &str, lang| codes(list, lang).unwrap().into_iter().next().unwrap().shown(lang)[1].clone();
        assert!(first("nace", Language::Nl).ends_with(" [en]"));
        assert!(!first("nace", Language::En).ends_with(" [en]"));
        let named = |list: &str, code: &str| codes(list, Language::Nl).unwrap().into_iter().find(|c| c.code == code);
        assert_eq!(named("countries", "DE").unwrap().shown(Language::Nl)[1], "Duitsland");
        assert_eq!(named("locodes", "NLRTM").unwrap().shown(Language::Nl)[1], "Rotterdam");
        assert_eq!(languages("nace"), [Language::En]);
        assert_eq!(languages("countries"), Language::ALL);
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
