use std::collections::BTreeSet;

use super::*;
use crate::vocabulary::{Category, Purpose};

/// Languages with all messages.
const FULL: [Language; 4] = [Language::Nl, Language::Fr, Language::De, Language::En];

#[test]
fn four_languages_have_every_message_and_the_others_labels_and_titles() {
    let keys = |lang: Language| Catalogue::of(lang).keys().map(str::to_owned).collect::<BTreeSet<_>>();
    let english = keys(Language::En);
    let labels: BTreeSet<_> =
        english.iter().filter(|key| key.starts_with("code-") || key.starts_with("title")).cloned().collect();
    for lang in Language::ALL {
        let expected = if FULL.contains(lang) { &english } else { &labels };
        assert_eq!(keys(*lang).symmetric_difference(expected).collect::<Vec<_>>(), Vec::<&String>::new(), "{lang}");
    }
}

#[test]
fn every_message_has_the_same_variables_in_every_language() {
    for lang in Language::ALL {
        for key in Catalogue::of(*lang).keys() {
            // English says in its own words what others choose words for by a `…Key`, or by the scheme.
            let chosen = |name: &String| name.ends_with("Key") || name == "schemeCode";
            let all = |lang| Catalogue::of(lang).variables(key).into_iter();
            let variables = |lang| all(lang).filter(|name| !chosen(name)).collect::<BTreeSet<_>>();
            assert_eq!(variables(*lang), variables(Language::En), "{lang}: {key}");
        }
    }
}

#[test]
fn a_message_refers_only_to_messages_and_has_no_key_twice() {
    for lang in Language::ALL {
        let keys: Vec<_> = Catalogue::of(*lang).keys().collect();
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{lang}: a key stands twice");
        for key in &keys {
            for other in Catalogue::of(*lang).references(key) {
                assert!(keys.contains(&other.as_str()), "{lang}: {key} refers to {other}");
            }
        }
    }
}

/// Beginnings of words that say of somebody that they did it.
const ACCUSING: [(Language, &[&str]); 8] = [
    (Language::Nl, &["verdacht", "verdenking", "schuldig", "dader", "medeplichtig"]),
    (Language::Fr, &["suspect", "soupçon", "coupable", "malfaiteur", "complice"]),
    (Language::De, &["verdacht", "verdächtig", "schuldig", "täter", "beschuldigt", "mittäter"]),
    (Language::En, &["suspect", "guilt", "culprit", "perpetrator", "accomplice"]),
    (Language::It, &["sospett", "colpevol", "indagat", "complice"]),
    (Language::Es, &["sospech", "culpab", "complice", "cómplice", "delincuente"]),
    (Language::Sv, &["misstänk", "misstank", "skyldig", "gärningsman", "medbrottsling"]),
    (Language::Pt, &["suspeit", "culpa", "cúmplice", "criminoso"]),
];

#[test]
fn no_text_calls_anybody_suspect_or_guilty() {
    for (lang, accusing) in ACCUSING {
        for key in Catalogue::of(lang).keys() {
            let text = Catalogue::of(lang).source(key).unwrap().to_lowercase();
            let word = text.split(|c: char| !c.is_alphabetic()).find(|w| accusing.iter().any(|a| w.starts_with(a)));
            assert_eq!(word, None, "{lang}: {key}");
        }
    }
}

#[test]
fn a_language_without_the_sentence_falls_back_to_english_and_says_so() {
    let swedish = text(Language::Sv, "outcome-permitted", &Args::new());
    assert_eq!(swedish, text(Language::En, "outcome-permitted", &Args::new()));
    assert_eq!(swedish.lang, Language::En);
    assert_eq!(label(Language::Sv, Purpose::LIST, "intelligence").lang, Language::Sv);
    assert_eq!((sentences(Language::Sv), sentences(Language::Fr)), (Language::En, Language::Fr));
}

#[test]
fn a_key_that_no_language_has_is_shown_as_it_is() {
    assert_eq!(text(Language::Nl, "rule-XX-F1", &Args::new()).text, "rule-XX-F1");
}

#[test]
fn a_code_in_a_sentence_stands_beside_its_word() {
    let args = Args::from([("purpose".to_owned(), Arg::code(Purpose::LIST, "intelligence"))]);
    for lang in FULL {
        let sentence = text(lang, "rule-EU-F1", &args).text;
        assert!(sentence.contains("(intelligence)"), "{sentence}");
        assert!(!sentence.contains('\u{2068}'), "isolation marks are off");
    }
}

#[test]
fn codes_stand_in_a_row_and_a_label_of_another_language_says_so() {
    let catalogue = Catalogue::of(Language::De);
    let both = Arg::codes(Category::LIST, ["personal", "tax"]);
    assert_eq!(catalogue.show(&both), "personenbezogene Daten (personal), Daten unter dem Steuergeheimnis (tax)");
    assert_eq!(catalogue.show(&Arg::code("countries", "NL")), "Niederlande (NL)");
    assert!(catalogue.show(&Arg::code("nace-2.1", "47.11")).ends_with("[en] (47.11)"));
}

#[test]
fn each_refused_purpose_names_its_own_channel() {
    for lang in FULL {
        let step = |purpose| {
            let args = Args::from([("purpose".to_owned(), Arg::code(Purpose::LIST, purpose))]);
            text(lang, "step-right-channel", &args).text
        };
        let channel = |purpose: &str| text(lang, &format!("channel-{purpose}"), &Args::new()).text;
        for purpose in ["criminal-investigation", "tax-assessment", "intelligence"] {
            assert!(step(purpose).contains(&channel(purpose)), "{lang}: {purpose}");
        }
        assert_ne!(channel("criminal-investigation"), channel("intelligence"));
    }
}
