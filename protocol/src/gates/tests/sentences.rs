//! What people read: for each rule and each clause of its sentence the fact, what is missing and the next step, in every
//! language that has sentences. The texts stand in `snapshots`, one file a language.

use std::collections::{BTreeMap, BTreeSet};

use sluis_schemas::identifiers::Identifier;
use sluis_schemas::messages::{Message, sentences};
use sluis_schemas::vocabulary::{Category, Language, Onward, Purpose, Scheme, SignalType, SubjectKind, UserRole};

use super::super::rules::Gate;
use super::super::{AccessFacts, Outcome, Reason};
use super::fixture::{Case, ENGINE, case, mandate, set_bases, set_categories};

/// A reason as it came out of the engine, under a heading that says which facts were given.
struct Told {
    about: &'static str,
    outcome: String,
    reason: Reason,
}

/// Collects reasons.
#[derive(Default)]
struct Book(Vec<Told>);

impl Book {
    fn add(&mut self, about: &'static str, outcome: String, reasons: Vec<Reason>, rule: Option<&str>) {
        let named = |reason: &Reason| reason.rule.as_ref().map(ToString::to_string);
        let found = reasons.into_iter().find(|reason| named(reason).as_deref() == rule);
        let reason = found.unwrap_or_else(|| panic!("{about}: {rule:?} is no reason for {outcome}"));
        self.0.push(Told { about, outcome, reason });
    }

    /// A refusal at submission: its rule's sentence.
    fn refused(&mut self, about: &'static str, rule: &str, name: &str, change: impl FnOnce(&mut Case)) {
        let decision = case(name, change).table().submit;
        self.add(about, decision.outcome.to_string(), decision.reasons, Some(rule));
    }

    /// A decision about a member: the sentence of a rule, or of none.
    fn told(
        &mut self,
        about: &'static str,
        rule: Option<&str>,
        (name, member): (&str, &str),
        change: impl FnOnce(&mut Case),
    ) {
        let decision = case(name, change).decision(member);
        self.add(about, decision.outcome.to_string(), decision.reasons, rule);
    }
}

fn open_audience(case: &mut Case, member: &str) {
    case.distribution.audience.members.insert(member.parse().unwrap());
}

fn subject(case: &mut Case, kind: SubjectKind) {
    set_categories(case, &[]);
    case.content.subjects.truncate(1);
    case.content.subjects[0].kind = kind;
}

fn submissions(book: &mut Book) {
    for (about, purpose) in [
        ("EU-F1 · the purpose is criminal investigation", Purpose::CriminalInvestigation),
        ("EU-F1 · the purpose is tax assessment", Purpose::TaxAssessment),
        ("EU-F1 · the purpose is intelligence", Purpose::Intelligence),
    ] {
        book.refused(about, "EU-F1", "c12", |c| c.content.handling.purpose = purpose);
    }
    book.refused("EU-F4", "EU-F4", "c15", |_| ());
    book.refused("EU-F6 · no necessity", "EU-F6", "c01", |c| c.content.handling.necessity = None);
    book.refused("EU-F6 · no term", "EU-F6", "c01", |c| c.content.handling.retain_until = None);
    book.refused("EU-F6 · neither necessity nor term", "EU-F6", "c01", |c| {
        c.content.handling.necessity = Some(" ".to_owned());
        c.content.handling.retain_until = None;
    });
    book.refused("EU-F6 · the term is past", "EU-F6", "c01", |c| c.today = "2029-09-15".parse().unwrap());
    book.refused("EU-F6 · no necessity, and the term is past", "EU-F6", "c01", |c| {
        c.content.handling.necessity = None;
        c.today = "2029-09-15".parse().unwrap();
    });
    book.refused("EU-F8", "EU-F8", "c01", |c| set_categories(c, &[Category::Personal, Category::Minor]));
    book.refused("EU-F10 · the type is a picture of many cases", "EU-F10", "c13", |c| {
        set_categories(c, &[Category::Personal, Category::Offence]);
    });
    book.refused("EU-F10 · the purpose is a picture of a phenomenon", "EU-F10", "c01", |c| {
        c.content.handling.purpose = Purpose::PhenomenonPicture;
    });
    book.refused("EU-F13 · no mandate for the purpose", "EU-F13", "c01", |c| {
        c.content.handling.purpose = Purpose::CareSupervision;
    });
    book.refused("EU-F13 · mandates for the purpose, none on the basis", "EU-F13", "c22", |_| ());
    book.refused("EU-F14 · a natural person", "EU-F14", "c23", |c| subject(c, SubjectKind::NaturalPerson));
    book.refused("EU-F14 · an access pass", "EU-F14", "c23", |c| subject(c, SubjectKind::AccessPass));
    book.refused("EU-F14 · an account", "EU-F14", "c23", |c| subject(c, SubjectKind::Account));
    book.refused("EU-F14 · an Italian tax code", "EU-F14", "c23", |c| {
        subject(c, SubjectKind::LegalEntity);
        c.content.subjects[0].identifiers = vec![Identifier::parse(Scheme::ItCf, "XXXYYY85M01H501Z").unwrap()];
    });
    book.refused("EU-F14 · data on offences", "EU-F14", "c23", |c| {
        subject(c, SubjectKind::LegalEntity);
        set_categories(c, &[Category::Offence]);
    });
}

fn floor(book: &mut Book) {
    book.told("EU-N1 · named, it could have it", Some("EU-N1"), ("c01", "nl-riec-zuid"), |_| ());
    book.told("EU-N1 · named, it could not have it", Some("EU-N1"), ("c01", "nl-douane"), |_| ());
    book.told("EU-N1 · it is excluded as well", Some("EU-N1"), ("c01", "nl-riec-zuid"), |c| {
        c.distribution.exclude.insert("nl-riec-zuid".parse().unwrap());
    });
    book.told("EU-F2", Some("EU-F2"), ("c08", "nl-maasdorp"), |_| ());
    book.told("EU-F3", Some("EU-F3"), ("c11", "de-rurheim"), |_| ());
    book.told("EU-F5 · a mandate for the purpose, none for offences", Some("EU-F5"), ("c02", "de-rurheim"), |_| ());
    book.told("EU-F5 · no mandate for the purpose", Some("EU-F5"), ("c02", "nl-douane"), |c| {
        open_audience(c, "nl-douane");
    });
    book.told("EU-F7 · a mandate for the purpose, no instrument", Some("EU-F7"), ("c16", "nl-eiland"), |_| ());
    book.told("EU-F7 · no mandate for the purpose", Some("EU-F7"), ("c16", "nl-eiland"), |c| {
        c.federation.member_mut("nl-eiland").mandates.clear();
    });
    book.told("EU-F9 · onward none", Some("EU-F9"), ("c20", "de-rurheim"), |c| {
        c.content.handling.onward = Onward::None;
    });
    book.told("EU-F9 · onward in-country", Some("EU-F9"), ("c20", "de-rurheim"), |_| ());
    book.told("EU-F11", Some("EU-F11"), ("c14", "be-grensbeek"), |_| ());
    book.told("EU-F12", Some("EU-F12"), ("c18", "nl-terminal-b"), |_| ());
    book.told("EU-F15", Some("EU-F15"), ("c25", "be-grensbeek"), |_| ());
    book.told("EU-A1 · onward with consent", Some("EU-A1"), ("c29", "nl-maasdorp"), |_| ());
    book.told("EU-A1 · handling code H2", Some("EU-A1"), ("c21", "de-rurheim"), |_| ());
    book.told("EU-A1 · consent would not be enough", Some("EU-A1"), ("c21", "be-grensbeek"), |c| {
        c.consents.clear();
        c.content.handling.purpose = Purpose::LicenceDecision;
        c.content.sector = None;
        set_categories(c, &[Category::Personal]);
    });
}

fn grounds(book: &mut Book) {
    book.told("EU-P1", Some("EU-P1"), ("c13", "it-appalti"), |_| ());
    book.told("EU-P2", Some("EU-P2"), ("c10", "de-zoll"), |_| ());
    book.told("EU-P3", Some("EU-P3"), ("c19", "be-register"), |_| ());
    book.told("EU-P4", Some("EU-P4"), ("c07", "de-rurheim"), |c| set_categories(c, &[]));
    book.told("NL-P1", Some("NL-P1"), ("c01", "de-rurheim"), |_| ());
    book.told("NL-P2", Some("NL-P2"), ("c03", "nl-maasdorp"), |_| ());
    book.told("NL-P3", Some("NL-P3"), ("c02", "nl-riec-zuid"), |_| ());
    book.told("NL-P4", Some("NL-P4"), ("c09", "nl-terminal-b"), |_| ());
    book.told("NL-Q1", Some("NL-Q1"), ("c07", "de-rurheim"), |_| ());
    book.told("BE-P1", Some("BE-P1"), ("c04", "be-grensbeek"), |_| ());
    book.told("BE-P2", Some("BE-P2"), ("c04", "nl-maasdorp"), |_| ());
    book.told("BE-Q1", Some("BE-Q1"), ("c04", "de-rurheim"), |c| c.content.r#type = SignalType::Request);
    book.told("DE-P1", Some("DE-P1"), ("c06", "nl-maasdorp"), |_| ());
    book.told("DE-P2", Some("DE-P2"), ("c08", "nl-arbeid"), |_| ());
    book.told("DE-Q1", Some("DE-Q1"), ("c05", "nl-maasdorp"), |c| c.content.r#type = SignalType::Request);
}

fn national(book: &mut Book) {
    book.told("NL-F1", Some("NL-F1"), ("c02", "be-ariec-oost"), |_| ());
    book.told("BE-A1", Some("BE-A1"), ("c04", "de-rurheim"), |_| ());
    book.told("BE-R1 · the sector is not listed", Some("BE-R1"), ("c17", "be-grensbeek"), |_| ());
    book.told("BE-R1 · no sector is listed", Some("BE-R1"), ("c17", "be-grensbeek"), |c| {
        c.federation.member_mut("be-grensbeek").mandates.iter_mut().for_each(|mandate| mandate.sectors.clear());
    });
    book.told("BE-R1 · the signal names no sector", Some("BE-R1"), ("c17", "be-grensbeek"), |c| {
        c.content.sector = None
    });
    book.told("BE-R1 · neither names a sector", Some("BE-R1"), ("c17", "be-grensbeek"), |c| {
        c.content.sector = None;
        c.federation.member_mut("be-grensbeek").mandates.iter_mut().for_each(|mandate| mandate.sectors.clear());
    });
    book.told("DE-F1 · another receiver", Some("DE-F1"), ("c08", "nl-maasdorp"), |_| ());
    book.told("DE-F1 · another basis, purpose and receiver", Some("DE-F1"), ("c05", "nl-maasdorp"), |c| {
        set_categories(c, &[Category::Personal, Category::Tax]);
    });
    book.told("DE-A1 · answers nothing", Some("DE-A1"), ("c05", "nl-maasdorp"), |_| ());
    book.told("DE-A1 · names a request of another member", Some("DE-A1"), ("c06", "be-grensbeek"), |_| ());
    book.told("IT-F1", Some("IT-F1"), ("c26", "nl-maasdorp"), |_| ());
}

fn without_a_rule(book: &mut Book) {
    book.told("no ground · nothing to be done", None, ("c03", "be-ariec-oost"), |_| ());
    book.told("no ground · another basis of the origin would do", None, ("c03", "nl-maasdorp"), |c| {
        let origin = c.federation.member_mut("nl-riec-zuid");
        origin.mandates.push(mandate(Purpose::LicenceDecision, "nl.brp-local"));
        set_bases(c, &["nl.brp-local"]);
    });
    let broken = super::broken_packs::engine_that_cannot_decide();
    let table = Case::published("c01").table_with(&broken, &mut Default::default());
    let decision = table.members[&"de-rurheim".parse().unwrap()].as_ref().clone();
    let Some(rule) = decision.reasons[0].rule.as_ref().map(ToString::to_string) else { panic!("names no rule") };
    book.add("error · a rule could not be applied", decision.outcome.to_string(), decision.reasons, Some(&rule));
}

fn access(book: &mut Book) {
    let given = |about, rule: &str, roles: &[UserRole], purpose, in_case: Option<&str>, today: &str| {
        let case = Case::published("c01");
        let member = case.federation.member("de-rurheim").view();
        let (roles, today) = (roles.iter().copied().collect(), today.parse().unwrap());
        let facts = AccessFacts::of(&case.content, member, true, roles, purpose, in_case, today);
        let decision = ENGINE.judge_access(&facts);
        (about, decision.outcome.to_string(), decision.reasons, Some(rule.to_owned()))
    };
    let (own, other, reader) = (Purpose::PremisesMeasure, Purpose::CareSupervision, [UserRole::Reader]);
    for (about, outcome, reasons, rule) in [
        given("EU-L1", "EU-L1", &[UserRole::Auditor], own, Some("Z-1"), "2026-11-23"),
        given("EU-L2", "EU-L2", &reader, other, Some("Z-1"), "2026-11-23"),
        given("EU-L3", "EU-L3", &reader, own, None, "2026-11-23"),
        given("EU-L4", "EU-L4", &reader, own, Some("Z-1"), "2029-09-15"),
        given("EU-L5", "EU-L5", &reader, own, Some("Z-1"), "2026-11-23"),
    ] {
        book.add(about, outcome, reasons, rule.as_deref());
    }
}

fn book() -> Book {
    let mut book = Book::default();
    for part in [submissions, floor, grounds, national, without_a_rule, access] {
        part(&mut book);
    }
    book
}

/// A page of the book in a language.
fn page(book: &Book, lang: Language) -> String {
    let entry = |told: &Told| {
        let fact = told.reason.message.text(lang);
        assert_eq!(fact.lang, lang, "{}", told.about);
        let next = told.reason.next_step().map(|step| step.text(lang));
        let next = next.map_or_else(|| "–".to_owned(), |text| text.text);
        format!("## {}\n{}\n{}\n→ {next}\n", told.about, told.outcome, fact.text)
    };
    book.0.iter().map(entry).collect::<Vec<_>>().join("\n")
}

fn spoken() -> impl Iterator<Item = Language> {
    Language::ALL.iter().copied().filter(|lang| sentences(*lang) == *lang)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "snapshots are files, rewritten where a person asks for it")]
fn what_each_rule_says_stands_as_committed() {
    let book = book();
    for lang in spoken() {
        let path = format!("{}/src/gates/tests/snapshots/{lang}.txt", env!("CARGO_MANIFEST_DIR"));
        let page = page(&book, lang);
        if std::env::var_os("SLUIS_BLESS").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        let differs = page.lines().zip(committed.lines()).find(|(is, was)| is != was);
        assert!(
            page == committed,
            "snapshots/{lang}.txt is not what is said now: {differs:?}; if a sentence was meant to change, rewrite it with \
             `SLUIS_BLESS=1 cargo test -p sluis-protocol as_committed` and read it as a person who knows that language alone"
        );
    }
}

#[test]
fn every_rule_is_in_the_book_and_no_sentence_is_left_with_a_gap() {
    let book = book();
    let told: BTreeSet<_> = book.0.iter().filter_map(|told| told.reason.rule.as_ref()).collect();
    let silent: Vec<_> = ENGINE.rules().filter(|rule| !told.contains(&rule.id)).map(|rule| rule.id.as_str()).collect();
    assert_eq!(silent, Vec::<&str>::new());
    for lang in spoken() {
        let page = page(&book, lang);
        for gap in ["{", "}", "  ", " .", "rule-", "step-", "reason-", "remedy-"] {
            assert!(!page.contains(gap), "{lang}: `{gap}` in\n{page}");
        }
    }
}

#[test]
fn what_a_rule_rests_on_is_told_in_each_language_and_in_english_as_its_pack_has_it() {
    for rule in ENGINE.rules() {
        let basis = |lang| Message::plain(format!("basis-{}", rule.id)).text(lang);
        assert_eq!(basis(Language::En).text, rule.basis, "{}", rule.id);
        assert!(spoken().all(|lang| basis(lang).lang == lang), "{}", rule.id);
    }
}

#[test]
fn each_clause_of_a_rule_is_said_differently() {
    let book = book();
    for lang in spoken() {
        let mut said = BTreeMap::new();
        for told in &book.0 {
            let words = (told.reason.message.text(lang).text, told.reason.next_step().map(|step| step.text(lang).text));
            if let Some(other) = said.insert(words, told.about) {
                panic!("{lang}: `{other}` and `{}` are told the same", told.about);
            }
        }
    }
}

#[test]
fn whatever_says_no_says_what_to_do_or_that_nothing_helps() {
    for told in book().0 {
        let is_yes = told.outcome == Outcome::Permitted.to_string();
        assert_eq!(told.reason.next_step().is_none(), is_yes, "{}", told.about);
    }
    assert!(ENGINE.rules().all(|rule| rule.gate != Gate::Submit || rule.step.is_some()));
}
