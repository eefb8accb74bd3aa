//! The messages of one language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use super::{Arg, Args};
use crate::lists;
use crate::vocabulary::Language;

macro_rules! texts {
    ($lang:literal: $($file:literal),+) => {
        &[$(include_str!(concat!("../../locales/", $lang, "/", $file, ".ftl"))),+]
    };
    ($lang:literal) => {
        texts!($lang: "outcomes", "steps", "rules", "bases", "titles", "codes", "cli", "faults", "problems", "identifiers", "audit", "proofs", "reductions", "mendings", "whatif", "matches", "reports", "ownership", "disputes", "consents", "absences")
    };
}

/// The texts of a language.
const fn texts(lang: Language) -> &'static [&'static str] {
    match lang {
        Language::Nl => texts!("nl"),
        Language::Fr => texts!("fr"),
        Language::De => texts!("de"),
        Language::En => texts!("en"),
        Language::It => texts!("it": "titles", "codes"),
        Language::Es => texts!("es": "titles", "codes"),
        Language::Sv => texts!("sv": "titles", "codes"),
        Language::Pt => texts!("pt": "titles", "codes"),
    }
}

/// The messages of one language.
pub struct Catalogue {
    lang: Language,
    bundle: FluentBundle<FluentResource>,
    keys: Vec<String>,
}

impl Catalogue {
    /// The catalogue of a language.
    #[must_use]
    pub fn of(lang: Language) -> &'static Self {
        macro_rules! read_once {
            ($($lang:ident)+) => {
                match lang {
                    $(Language::$lang => {
                        static READ: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(Language::$lang));
                        &READ
                    })+
                }
            };
        }
        read_once!(Nl Fr De En It Es Sv Pt)
    }

    /// Whether this language has sentences, and not labels alone.
    #[must_use]
    pub fn has_sentences(&self) -> bool {
        self.bundle.has_message("remedy-none")
    }

    /// Every key, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// The message, where this language has it.
    #[must_use]
    pub fn format(&self, key: &str, args: &Args) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        // Variables that nobody filled show as their names; tests hold that no sentence is left with one.
        Some(self.bundle.format_pattern(pattern, Some(&self.fluent_args(args)), &mut Vec::new()).into_owned())
    }

    fn fluent_args(&self, args: &Args) -> FluentArgs<'static> {
        let mut fluent = FluentArgs::with_capacity(args.len() * 2);
        for (name, arg) in args {
            fluent.set(name.clone(), self.show(arg));
            match arg {
                Arg::Code { code, .. } => fluent.set(format!("{name}Code"), code.clone()),
                Arg::Codes { codes, .. } => fluent.set(format!("{name}Count"), codes.len()),
                Arg::Count(count) => fluent.set(name.clone(), *count),
                Arg::Text(_) | Arg::Flag(_) | Arg::Message(_) => {}
            }
        }
        fluent
    }

    /// A value as it stands in a sentence.
    pub(super) fn show(&self, arg: &Arg) -> String {
        match arg {
            Arg::Text(text) => text.clone(),
            Arg::Flag(true) => "yes".to_owned(),
            Arg::Flag(false) => "no".to_owned(),
            Arg::Count(count) => count.to_string(),
            Arg::Message(message) => message.text(self.lang).text,
            Arg::Code { list, code } => self.labelled(list, code),
            Arg::Codes { list, codes } => {
                codes.iter().map(|code| self.labelled(list, code)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// A label with its code beside it, and its language where that is another; the code alone where it has no label.
    fn labelled(&self, list: &str, code: &str) -> String {
        match lists::label(self.lang, list, code) {
            Some(label) if label.lang == self.lang => format!("{} ({code})", label.text),
            Some(label) => format!("{} [{}] ({code})", label.text, label.lang),
            None => code.to_owned(),
        }
    }

    /// Reads the texts of a language. What cannot be read is left out; tests hold that nothing is.
    fn read(lang: Language) -> Self {
        let identifier: LanguageIdentifier = lang.as_str().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks would end up in JSON, terminals and reports; all eight languages run left to right.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for text in texts(lang) {
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
    /// A message as it was written.
    pub(super) fn source(&self, key: &str) -> Option<String> {
        texts(self.lang).iter().find_map(|text| {
            let mut lines =
                text.lines().skip_while(|line| line.split(" =").next() != Some(key) || !line.contains(" ="));
            let first = lines.next()?.split_once('=')?.1.to_owned();
            let rest = lines.take_while(|line| line.is_empty() || line.starts_with([' ', '}']));
            Some(rest.fold(first, |whole, line| format!("{whole}\n{line}")))
        })
    }

    /// The variables that a message names.
    pub(crate) fn variables(&self, key: &str) -> std::collections::BTreeSet<String> {
        let source = self.source(key).unwrap_or_default();
        let named = |part: &str| part.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().map(str::to_owned);
        source.split('$').skip(1).filter_map(named).collect()
    }

    /// The messages that a message takes in.
    pub(super) fn references(&self, key: &str) -> Vec<String> {
        let source = self.source(key).unwrap_or_default();
        let is_key = |part: &&str| part.starts_with(|c: char| c.is_ascii_lowercase());
        let inside = source.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(inside, _)| inside.trim());
        inside.filter(is_key).filter(|part| !part.contains([' ', '\n'])).map(str::to_owned).collect()
    }

    /// What goes wrong when a message is formatted.
    pub(crate) fn problems(&self, key: &str, args: &Args) -> Vec<String> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return vec!["no such message".to_owned()];
        };
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&self.fluent_args(args)), &mut errors);
        errors.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_whole() {
        for lang in Language::ALL {
            let mut bundle = FluentBundle::new_concurrent(Vec::new());
            for text in texts(*lang) {
                let resource = FluentResource::try_new((*text).to_owned());
                let resource = resource.map_err(|(_, errors)| errors).unwrap();
                bundle.add_resource(resource).unwrap();
            }
        }
    }
}
