//! The messages of one language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

use super::{Arg, Args};
use crate::vocabulary::Language;

macro_rules! locale {
    ($lang:literal) => {
        [
            include_str!(concat!("../../locales/", $lang, "/outcomes.ftl")),
            include_str!(concat!("../../locales/", $lang, "/rules.ftl")),
            include_str!(concat!("../../locales/", $lang, "/titles.ftl")),
            include_str!(concat!("../../locales/", $lang, "/codes.ftl")),
            include_str!(concat!("../../locales/", $lang, "/cli.ftl")),
            include_str!(concat!("../../locales/", $lang, "/faults.ftl")),
            include_str!(concat!("../../locales/", $lang, "/identifiers.ftl")),
        ]
    };
}

static EN: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::En, &locale!("en")));
static NL: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::Nl, &locale!("nl")));

/// The messages of one language.
pub struct Catalogue {
    lang: Language,
    bundle: FluentBundle<FluentResource>,
    keys: Vec<String>,
}

impl Catalogue {
    /// The catalogue of a language, where there is one.
    #[must_use]
    pub fn for_language(lang: Language) -> Option<&'static Self> {
        match lang {
            Language::En => Some(&EN),
            Language::Nl => Some(&NL),
            _ => None,
        }
    }

    /// Every key, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// The message, where this language has it.
    #[must_use]
    pub fn format(&self, key: &str, args: &Args) -> Option<String> {
        self.format_with(key, args, &mut Vec::new())
    }

    fn format_with(&self, key: &str, args: &Args, errors: &mut Vec<FluentError>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        Some(self.bundle.format_pattern(pattern, Some(&self.fluent_args(args)), errors).into_owned())
    }

    fn fluent_args(&self, args: &Args) -> FluentArgs<'static> {
        let mut fluent = FluentArgs::with_capacity(args.len() * 2);
        for (name, arg) in args {
            match arg {
                Arg::Text(text) => fluent.set(name.clone(), text.clone()),
                Arg::Message(message) => fluent.set(name.clone(), message.text(self.lang).text),
                Arg::Code { list, code } => {
                    fluent.set(name.clone(), self.labelled(list, code));
                    fluent.set(format!("{name}Code"), *code);
                }
            }
        }
        fluent
    }

    /// A label with its code beside it; the code alone where the language has no label.
    fn labelled(&self, list: &str, code: &str) -> String {
        let label = self.bundle.get_message(&code_key(list, code)).and_then(|message| message.value());
        label.map_or_else(
            || code.to_owned(),
            |label| format!("{} ({code})", self.bundle.format_pattern(label, None, &mut Vec::new())),
        )
    }

    /// Reads the texts of a language. What cannot be read is left out; tests hold that nothing is.
    fn read(lang: Language, texts: &[&str]) -> Self {
        let identifier: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would end up in JSON, terminals and reports; all eight languages run left to right.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for text in texts {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(readable, _)| readable);
            keys.extend(message_keys(text));
            bundle.add_resource(resource).unwrap_or_default();
        }
        keys.sort();
        Self { lang, bundle, keys }
    }
}

/// Keys of the messages in a text: lines that begin with a letter and assign.
fn message_keys(text: &str) -> impl Iterator<Item = String> {
    let starts = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    starts.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim().to_owned())
}

/// Key of a code's label. Characters that Fluent does not take in a key become a dash.
#[must_use]
pub fn code_key(list: &str, code: &str) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    format!("code-{}-{}", list, code.chars().map(kept).collect::<String>())
}

#[cfg(test)]
impl Catalogue {
    /// What goes wrong when a message is formatted.
    pub(crate) fn problems(&self, key: &str, args: &Args) -> Vec<String> {
        let mut errors = Vec::new();
        match self.format_with(key, args, &mut errors) {
            Some(_) => errors.iter().map(ToString::to_string).collect(),
            None => vec!["no such message".to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_whole() {
        for texts in [locale!("en"), locale!("nl")] {
            let mut bundle = FluentBundle::new_concurrent(Vec::new());
            for text in texts {
                let resource = FluentResource::try_new(text.to_owned());
                let resource = resource.map_err(|(_, errors)| errors).unwrap();
                bundle.add_resource(resource).unwrap();
            }
        }
    }
}
