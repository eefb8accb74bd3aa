//! How commands speak: tables for people, JSON for programs, in the reader's language.

use std::io::{self, IsTerminal, Write};
use std::sync::Once;
use std::time::Duration;

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use sluis_schemas::messages::{self, Arg, Message};
use sluis_schemas::problem::Problem;
use sluis_schemas::vocabulary::Language;

/// Width of tables where `COLUMNS` says nothing.
const WIDTH: u16 = 120;

/// How the answer is written.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Form {
    /// Print JSON, for programs
    #[arg(long)]
    pub(super) json: bool,
}

/// In which language it is written.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct Reader {
    /// Language of texts: nl, fr, de, en, it, es, sv or pt; without it, the locale's
    #[arg(long, value_name = "LANG")]
    lang: Option<Language>,
}

impl Reader {
    /// The language asked for, else the locale's, else English. Where it has labels but no sentences, that is said once
    /// on standard error.
    pub(super) fn language(self) -> Language {
        static SAID: Once = Once::new();
        let lang = self.lang.or_else(|| locale(|name| std::env::var(name).ok())).unwrap_or(Language::En);
        if messages::sentences(lang) != lang {
            let language = Arg::code(Language::LIST, lang.as_str());
            SAID.call_once(|| eprintln!("sluis: {}", say(lang, "english-only", [("language", language)])));
        }
        lang
    }
}

/// The language of the first variable that is set (POSIX: an empty one is not).
fn locale(variable: impl Fn(&str) -> Option<String>) -> Option<Language> {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty())?;
    set.split(['_', '.', '@']).next()?.parse().ok()
}

/// A word or sentence of the command line itself.
pub(super) fn word(lang: Language, key: &str) -> String {
    say(lang, key, [])
}

/// A sentence of the command line itself, with what it names.
pub(crate) fn say<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    let args: messages::Args = named.into_iter().map(|(name, arg)| (name.to_owned(), arg)).collect();
    Message::new(format!("cli-{key}"), args).text(lang).text
}

/// A text in a sentence.
pub(crate) fn named(text: impl ToString) -> Arg {
    Arg::Text(text.to_string())
}

/// What a rule rests on, for people; the words of the pack where there are no others.
pub(super) fn basis(lang: Language, rule: Option<&str>, of_pack: Option<&str>) -> String {
    let key = format!("basis-{}", rule.unwrap_or_default());
    let text = Message::plain(&key).text(lang).text;
    if text == key { of_pack.unwrap_or_default().to_owned() } else { text }
}

/// A table of sentences; its headings are words of the command line.
pub(super) fn table(lang: Language, headings: &[&str]) -> Table {
    let mut table = list(lang, headings);
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table
}

/// A table of short entries, one a line.
pub(super) fn list(lang: Language, headings: &[&str]) -> Table {
    let mut table = sized_table();
    table.load_style(presets::NOTHING).set_header(headings.iter().map(|key| word(lang, key)));
    table
}

/// A table as wide as the terminal.
pub(crate) fn sized_table() -> Table {
    let mut table = Table::new();
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns.unwrap_or(WIDTH));
    table
}

/// Problems of a document, each on a line of its own.
pub(super) fn problem_lines(lang: Language, problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("\n  {}", problem.text(lang).text)).collect()
}

/// Writes a value as one line of JSON.
pub(super) fn json_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    writeln!(out)
}

/// Writes a value as one JSON document.
pub(super) fn json_document(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A heading, bold where standard output is a terminal.
pub(super) fn heading(text: &str) -> String {
    let plain = !io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
    if plain { text.to_owned() } else { format!("\u{1b}[1m{text}\u{1b}[0m") }
}

/// How far a long command is. Shown on standard error after a second, if that is a terminal and the answer goes
/// elsewhere.
pub(super) struct Progress {
    bar: ProgressBar,
    shown: bool,
}

impl Progress {
    pub(super) fn new(total: usize) -> Self {
        let bar = ProgressBar::with_draw_target(u64::try_from(total).ok(), ProgressDrawTarget::hidden());
        let style =
            ProgressStyle::with_template("{bar:40} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: bar.with_style(style), shown: false }
    }

    pub(super) fn step(&mut self) {
        let speaks = !self.shown && self.bar.elapsed() > Duration::from_secs(1);
        if speaks && io::stderr().is_terminal() && !io::stdout().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_names_the_language() {
        let of = |set: &[(&str, &str)]| {
            locale(|name| set.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
        };
        assert_eq!(of(&[("LANG", "nl_BE.UTF-8")]), Some(Language::Nl));
        assert_eq!(of(&[("LC_ALL", "de"), ("LANG", "nl_NL")]), Some(Language::De));
        assert_eq!(of(&[("LC_ALL", ""), ("LANG", "sv_SE@euro")]), Some(Language::Sv));
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "nl_NL")]), None);
        assert_eq!(of(&[("LANG", "ja_JP.UTF-8")]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn every_word_of_the_command_line_is_in_the_catalogue() {
        assert_eq!(word(Language::En, "member"), "Member");
        assert_eq!(word(Language::Nl, "member"), "Lid");
        assert_eq!(say(Language::De, "revoked", [("hash", named("3a"))]), "widerrufen: 3a");
    }
}
