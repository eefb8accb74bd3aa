//! How commands speak: tables for people, JSON for programs, in the reader's language.

use std::io::{self, IsTerminal, Write};
use std::sync::{Once, mpsc};
use std::thread::{self, JoinHandle};
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
    sentence(lang, "cli", key, named)
}

/// A sentence about audits.
pub(super) fn say_of_audit<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    sentence(lang, "audit", key, named)
}

/// A sentence about what packs promise.
pub(super) fn say_of_proof<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    sentence(lang, "proof", key, named)
}

/// A sentence about versions of a submission that may go.
pub(super) fn say_of_reduction<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    sentence(lang, "reduction", key, named)
}

/// A sentence about changes that let a submission go.
pub(super) fn say_of_mending<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    sentence(lang, "mending", key, named)
}

/// A sentence about what the gates say today of what is held.
pub(super) fn say_of_whatif<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    sentence(lang, "whatif", key, named)
}

/// A sentence of a report.
pub(super) fn say_of_report<const N: usize>(lang: Language, key: &str, named: [(&str, Arg); N]) -> String {
    sentence(lang, "report", key, named)
}

fn sentence<const N: usize>(lang: Language, of: &str, key: &str, named: [(&str, Arg); N]) -> String {
    let args: messages::Args = named.into_iter().map(|(name, arg)| (name.to_owned(), arg)).collect();
    Message::new(format!("{of}-{key}"), args).text(lang).text
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

/// How long a command may take before it shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a long command is. Shown on standard error after a second, if that is a terminal; never otherwise.
pub(super) struct Progress {
    bar: ProgressBar,
    may_show: bool,
    shown: bool,
}

impl Progress {
    /// Of so many steps.
    pub(super) fn new(total: usize) -> Self {
        Self::with(u64::try_from(total).ok(), "{bar:40} {pos}/{len}")
    }

    /// Of something whose length nobody knows.
    pub(super) fn endless(what: &'static str) -> Self {
        let progress = Self::with(None, "{spinner} {msg}: {human_pos}");
        progress.bar.set_message(what);
        progress
    }

    fn with(total: Option<u64>, template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: bar.with_style(style), may_show: io::stderr().is_terminal(), shown: false }
    }

    /// One step further.
    pub(super) fn step(&mut self) {
        self.step_by(1);
    }

    /// Some steps further.
    pub(super) fn step_by(&mut self, steps: u64) {
        if self.is_due() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        self.bar.inc(steps);
    }

    fn is_due(&self) -> bool {
        self.may_show && !self.shown && self.bar.elapsed() > PATIENCE
    }

    /// Prints an answer without the bar in its way.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Says what a command waits for once that lasts, where it has no steps; until it is dropped.
pub(super) struct Waiting {
    over: Option<mpsc::Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Waiting {
    /// Begins to wait.
    pub(super) fn on(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self { over: None, teller: None };
        }
        let (over, is_over) = mpsc::channel();
        Self { over: Some(over), teller: Some(thread::spawn(move || tell(what, &is_over))) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.over.take());
        if let Some(teller) = self.teller.take() {
            // It only draws: a panic in it has lost nothing.
            let _ = teller.join();
        }
    }
}

fn tell(what: &'static str, is_over: &mpsc::Receiver<()>) {
    if is_over.recv_timeout(PATIENCE) != Err(mpsc::RecvTimeoutError::Timeout) {
        return;
    }
    let progress = Progress::with(None, "{spinner} {msg} ({elapsed})");
    progress.bar.set_message(what);
    progress.bar.set_draw_target(ProgressDrawTarget::stderr());
    progress.bar.enable_steady_tick(PATIENCE / 10);
    // Nothing is ever sent: it ends when the sender is dropped.
    let _ = is_over.recv();
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
    fn progress_is_shown_to_a_terminal_alone_and_only_of_what_lasts() {
        let mut progress = Progress::new(3);
        progress.may_show = true;
        assert!(!progress.is_due(), "just begun");
        progress.bar = progress.bar.clone().with_elapsed(PATIENCE * 2);
        assert!(progress.is_due());
        progress.may_show = false;
        progress.step();
        assert!(!progress.shown && progress.bar.is_hidden());
    }

    #[test]
    fn every_word_of_the_command_line_is_in_the_catalogue() {
        assert_eq!(word(Language::En, "member"), "Member");
        assert_eq!(word(Language::Nl, "member"), "Lid");
        assert_eq!(say(Language::De, "revoked", [("hash", named("3a"))]), "widerrufen: 3a");
    }
}
