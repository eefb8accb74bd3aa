//! `vocabulary check`: one line for each identifier, in the order they came.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, BufRead, Write};

use clap::Args;
use serde::Serialize;
use sluis_schemas::identifiers::Identifier;
use sluis_schemas::messages::Text;
use sluis_schemas::vocabulary::{Language, Scheme};

use crate::cli::output::{self, Form, Progress, Reader};

/// The longest line that is kept whole; of a longer one the end is not read.
const MAX_LINE: usize = 16 << 20;
/// How much of a text a person is shown.
const MAX_SHOWN: usize = 80;

#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The scheme: a code of the list `schemes`
    scheme: Scheme,
    /// Identifiers as they were given; `-` reads them from standard input, one a line, empty lines left out
    #[arg(required = true, value_name = "VALUE")]
    values: Vec<OsString>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    reader: Reader,
}

/// What a check says of one value.
#[derive(Serialize)]
struct Checked<'a> {
    scheme: Scheme,
    given: &'a str,
    valid: bool,
    normalised: Option<String>,
    /// The rule that it breaks.
    reason: Option<String>,
    /// What looks wrong although the scheme allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

impl<'a> Checked<'a> {
    fn of(scheme: Scheme, given: &'a str, lang: Language) -> Self {
        let said = |text: Text| Some(text.text);
        match Identifier::parse(scheme, given) {
            Ok(identifier) => Self {
                scheme,
                given,
                valid: true,
                normalised: Some(identifier.value().to_owned()),
                reason: None,
                warning: identifier.warning().and_then(|warning| said(warning.message().text(lang))),
            },
            Err(error) => {
                let reason = said(error.reason().text(lang));
                Self { scheme, given, valid: false, normalised: None, reason, warning: None }
            }
        }
    }

    fn write(&self, form: Form, lang: Language, out: &mut dyn Write) -> io::Result<()> {
        if form.json {
            return output::json_line(out, self);
        }
        let given: String = self.given.chars().take(MAX_SHOWN).collect();
        let cut = if given.len() < self.given.len() { "…" } else { "" };
        let verdict = output::word(lang, if self.valid { "identifier-valid" } else { "identifier-not-valid" });
        let told = self.normalised.as_deref().or(self.reason.as_deref()).unwrap_or_default();
        write!(out, "{}{cut}: {verdict}, {told}", given.escape_debug())?;
        match &self.warning {
            Some(warning) => writeln!(out, "; {} {warning}", output::word(lang, "identifier-but")),
            None => writeln!(out),
        }
    }
}

/// False where a value is not valid.
pub(super) fn run(arguments: &Arguments, input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<bool> {
    let lang = arguments.reader.language();
    let mut all_valid = true;
    let mut one = |given: &[u8]| -> io::Result<()> {
        let given = String::from_utf8_lossy(given);
        let mut checked = Checked::of(arguments.scheme, &given, lang);
        if matches!(given, Cow::Owned(_)) {
            let reason = Some(output::word(lang, "identifier-not-utf-8"));
            checked = Checked { valid: false, normalised: None, reason, warning: None, ..checked };
        }
        all_valid &= checked.valid;
        checked.write(arguments.form, lang, out)
    };
    for value in &arguments.values {
        if value == "-" {
            each_line(input, &mut one)?;
        } else {
            one(value.as_encoded_bytes())?;
        }
    }
    Ok(all_valid)
}

fn each_line(input: &mut dyn BufRead, one: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut progress = Progress::endless("identifiers");
    let mut line = Vec::new();
    while next_line(input, &mut line)? {
        if !line.trim_ascii().is_empty() {
            one(&line)?;
        }
        progress.step();
    }
    Ok(())
}

/// The next line without its end, cut to the longest that is kept; false behind the last.
fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let read = match input.fill_buf() {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        any |= !read.is_empty();
        let end = read.iter().position(|byte| *byte == b'\n');
        let part = read.get(..end.unwrap_or(read.len())).unwrap_or_default();
        let room = MAX_LINE.saturating_sub(line.len());
        line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
        let used = part.len() + usize::from(end.is_some());
        let last = end.is_some() || read.is_empty();
        input.consume(used);
        if last {
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(any);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn checked(scheme: &str, values: &[&str], input: &[u8]) -> (bool, Vec<Value>) {
        let values = values.iter().map(Into::into).collect();
        let (form, reader) = (Form { json: true }, Reader::default());
        let arguments = Arguments { scheme: scheme.parse().unwrap(), values, form, reader };
        let mut out = Vec::new();
        let all_valid = run(&arguments, &mut &*input, &mut out).unwrap();
        let lines = String::from_utf8(out).unwrap();
        (all_valid, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    #[test]
    fn each_value_gives_a_line_with_its_normal_form_or_the_rule_it_breaks() {
        let (all_valid, lines) = checked("nl-kvk", &["KVK 81122373", "123"], b"");
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
        let (all_valid, lines) = checked("be-kbo", &["-"], b"0999.000.129\n\n0999000129\r\n");
        assert!(all_valid);
        assert_eq!(
            lines.iter().map(|line| line["normalised"].as_str().unwrap()).collect::<Vec<_>>(),
            ["0999000129"; 2]
        );
    }

    #[test]
    fn a_doubtful_number_is_valid_with_a_warning() {
        let (all_valid, lines) = checked("vin", &["1M8GDM9A0KP042788"], b"");
        assert!(all_valid && lines[0]["warning"].is_string() && lines[0]["reason"].is_null());
    }

    #[test]
    fn what_is_no_utf_8_is_refused_and_the_rest_goes_on() {
        let (all_valid, lines) = checked("nl-kvk", &["-"], b"81122373\n811\xff22373\n09155985");
        assert!(!all_valid);
        assert_eq!(lines.iter().map(|line| line["valid"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false, true]);
        assert!(lines[1]["reason"].as_str().unwrap().contains("UTF-8"));
    }

    #[test]
    fn a_line_of_ten_mebibytes_is_refused_and_the_rest_goes_on() {
        let mut input = vec![b'8'; 10 << 20];
        input.extend_from_slice(b"\n81122373\n");
        let (_, lines) = checked("nl-kvk", &["-"], &input);
        assert_eq!((&lines[0]["valid"], &lines[1]["valid"]), (&json!(false), &json!(true)));
        assert_eq!(lines[0]["given"].as_str().unwrap().len(), 10 << 20);
    }

    #[test]
    fn values_of_arguments_and_of_standard_input_keep_their_order() {
        let (_, lines) = checked("nl-kvk", &["1", "-", "4"], b"2\n3\n");
        assert_eq!(lines.iter().map(|line| line["given"].as_str().unwrap()).collect::<String>(), "1234");
    }
}
