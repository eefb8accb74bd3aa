//! `sluis vocabulary`: code lists with their labels, and identifiers checked and normalised.

use std::io::{self, BufRead, BufWriter, Write};
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde::Serialize;
use sluis_schemas::identifiers::Identifier;
use sluis_schemas::lists::{self, CodeList};
use sluis_schemas::vocabulary::{Language, Scheme};

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
    Check(CheckArguments),
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

/// For `check`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArguments {
    /// The scheme: a code of the list `schemes`
    scheme: Scheme,
    /// Identifiers as they were given; `-` reads them from standard input, one a line
    #[arg(required = true, value_name = "VALUE")]
    values: Vec<String>,
    #[command(flatten)]
    form: Form,
}

/// Runs a command.
pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    let mut out = BufWriter::new(io::stdout().lock());
    let all_valid = match command {
        Command::List(arguments) => list(&arguments, &mut out).map(|()| true)?,
        Command::Show(arguments) => show(&arguments, &mut out).map(|()| true)?,
        Command::Check(arguments) => check(&arguments, &mut io::stdin().lock(), &mut out)?,
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
    lang: Option<Language>,
}

fn codes(list: &CodeList, lang: Language) -> Vec<Code> {
    let code = |code: String| {
        let label = lists::label(lang, list.name, &code);
        let lang = label.as_ref().map(|label| label.lang);
        Code { list: list.name, label: label.map(|label| label.text), lang, code }
    };
    list.codes().into_iter().map(code).collect()
}

fn list(arguments: &ListArguments, out: &mut dyn Write) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Line {
        list: &'static str,
        codes: usize,
    }
    let lang = arguments.reader.language();
    let lines = lists::all().map(|list| Line { list: list.name, codes: list.codes().len() });
    if arguments.form.json {
        return Ok(lines.into_iter().try_for_each(|line| output::json_line(out, &line))?);
    }
    let mut table = output::list(lang, &["list", "codes"]);
    table.add_rows(lines.map(|line| [line.list.to_owned(), line.codes.to_string()]));
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
    // A label in another language than the reader's says so.
    let other =
        |code: &Code| code.lang.filter(|said| *said != lang).map(|said| format!(" [{said}]")).unwrap_or_default();
    let row = |code: Code| [code.code.clone(), code.label.clone().unwrap_or_default() + &other(&code)];
    table.add_rows(codes.into_iter().map(row));
    Ok(writeln!(out, "{table}")?)
}

/// What a check says of one value.
#[derive(Serialize)]
struct Checked<'a> {
    scheme: Scheme,
    given: &'a str,
    valid: bool,
    normalised: Option<String>,
    /// The rule that it breaks.
    reason: Option<&'static str>,
    /// What looks wrong although the scheme allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

impl<'a> Checked<'a> {
    fn of(scheme: Scheme, given: &'a str) -> Self {
        match Identifier::parse(scheme, given) {
            Ok(identifier) => Self {
                scheme,
                given,
                valid: true,
                normalised: Some(identifier.value().to_owned()),
                reason: None,
                warning: identifier.warning().map(|warning| warning.to_string()),
            },
            Err(error) => {
                Self { scheme, given, valid: false, normalised: None, reason: Some(error.text), warning: None }
            }
        }
    }

    fn write(&self, form: Form, out: &mut dyn Write) -> io::Result<()> {
        if form.json {
            return output::json_line(out, self);
        }
        let given = self.given.escape_debug();
        match (&self.normalised, &self.warning, self.reason) {
            (Some(normal), None, _) => writeln!(out, "{given}: valid, {normal}"),
            (Some(normal), Some(warning), _) => writeln!(out, "{given}: valid, {normal}; but {warning}"),
            (None, _, reason) => writeln!(out, "{given}: not valid, {}", reason.unwrap_or_default()),
        }
    }
}

/// False where a value is not valid.
fn check(arguments: &CheckArguments, input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<bool> {
    let mut all_valid = true;
    let mut one = |given: &str| -> io::Result<()> {
        let checked = Checked::of(arguments.scheme, given);
        all_valid &= checked.valid;
        checked.write(arguments.form, out)
    };
    for value in &arguments.values {
        if value != "-" {
            one(value)?;
            continue;
        }
        for line in input.lines() {
            let line = line?;
            if !line.trim().is_empty() {
                one(&line)?;
            }
        }
    }
    Ok(all_valid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn checked(scheme: &str, values: &[&str], input: &str) -> (bool, Vec<Value>) {
        let values = values.iter().map(ToString::to_string).collect();
        let arguments = CheckArguments { scheme: scheme.parse().unwrap(), values, form: Form { json: true } };
        let mut out = Vec::new();
        let all_valid = check(&arguments, &mut input.as_bytes(), &mut out).unwrap();
        let lines = String::from_utf8(out).unwrap();
        (all_valid, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn each_value_gives_a_line_with_its_normal_form_or_the_rule_it_breaks() {
        let (all_valid, lines) = checked("nl-kvk", &["KVK 81122373", "123"], "");
        let valid = json!({
            "scheme": "nl-kvk", "given": "KVK 81122373", "valid": true, "normalised": "81122373", "reason": null,
        });
        assert_eq!(lines[0], valid);
        assert_eq!((&lines[1]["valid"], &lines[1]["normalised"]), (&json!(false), &Value::Null));
        assert!(lines[1]["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
        assert!(!all_valid);
    }

    #[test]
    fn values_come_from_standard_input_one_a_line() {
        let (all_valid, lines) = checked("be-kbo", &["-"], "0999.000.129\n\n0999000129\n");
        assert!(all_valid);
        assert_eq!(
            lines.iter().map(|line| line["normalised"].as_str().unwrap()).collect::<Vec<_>>(),
            ["0999000129"; 2]
        );
    }

    #[test]
    fn a_doubtful_number_is_valid_with_a_warning() {
        let (all_valid, lines) = checked("vin", &["1M8GDM9A0KP042788"], "");
        assert!(all_valid && lines[0]["warning"].is_string() && lines[0]["reason"].is_null());
    }

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
        assert!(show("gossip", "en").unwrap_err().to_string().contains("`gossip`"));
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
