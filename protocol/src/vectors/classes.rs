//! Vectors of classes offered before personal records go, where two nodes judge by different packs.

use std::collections::BTreeSet;

use serde_bytes::ByteBuf;
use serde_json::Value;
use sluis_schemas::Date;
use sluis_schemas::codelists::legal_bases;
use sluis_schemas::vocabulary::Category;

use super::Vector;
use super::federation::{directory, feed, now};
use super::grammar::fields;
use super::links::{accepted, refused};
use super::raw::{Entries, text};
use super::signals::full_content;
use crate::cbor;
use crate::core::view;
use crate::crypto::Crypto;
use crate::gates::RuleId;
use crate::gates::facts::RecordClass;
use crate::testing::RingCrypto;
use crate::wire::{ClassAnswer, ClassOffer, ClassSaid, MAX_CLASS, Message};

fn offer() -> ClassOffer {
    let directory = directory();
    let receiver = view(directory.head(), &feed().receiver).unwrap();
    let class = RecordClass::of(&full_content(), receiver, Date::of(now()));
    ClassOffer { receiver: feed().receiver, class: ByteBuf::from(cbor::encode(&class).unwrap()) }
}

/// The purpose has a code that this build does not know.
fn not_known() -> ByteBuf {
    let class = Entries::of(&offer().class);
    let record = Entries::of(class.get(text("record"))).with(text("purpose"), text("unheard-of"));
    ByteBuf::from(class.with(text("record"), record.write()).write())
}

fn answer(said: ClassSaid) -> Message {
    let class = RingCrypto.sha256(&[&offer().class]);
    Message::ClassAnswer(ClassAnswer { receiver: feed().receiver, class, said })
}

pub(super) fn good() -> Vec<Vector> {
    let offered = |class| Message::ClassOffer(ClassOffer { class, ..offer() });
    vec![
        accepted("class-offer", "may a member hold records of this class", &Message::ClassOffer(offer())),
        accepted("class-not-known", "a purpose that is not known: answered as undecided", &offered(not_known())),
        accepted("class-accepted", "the member may", &answer(ClassSaid::Accepted)),
        accepted("class-declined", "the member may not", &answer(ClassSaid::Declined("BE-R1".to_owned()))),
        accepted("class-undecided", "that cannot be said", &answer(ClassSaid::Undecided)),
    ]
}

pub(super) fn wrong() -> Vec<Vector> {
    let oversized = ClassOffer { class: ByteBuf::from(vec![0; MAX_CLASS + 1]), ..offer() };
    let nameless = answer(ClassSaid::Declined(String::new()));
    vec![
        refused(
            "class-oversized",
            "one byte more than a class has",
            Message::ClassOffer(oversized).encode().unwrap(),
            "class-oversized",
            "a class has at most 2048 bytes",
        ),
        refused(
            "class-declined-by-none",
            "declined by a rule without a name",
            nameless.encode().unwrap(),
            "class-answer",
            &"".parse::<RuleId>().unwrap_err().to_string(),
        ),
    ]
}

fn class() -> RecordClass {
    cbor::decode(&offer().class).unwrap()
}

#[test]
fn every_field_of_a_class_is_in_the_grammar_and_the_other_way_round() {
    let written = serde_json::to_value(class()).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(fields("record-class").0, names(&written));
    assert_eq!(fields("record-facts").0, names(&written["record"]));
}

#[test]
fn a_class_offered_is_the_one_that_the_record_has_on_arrival() {
    let directory = directory();
    let receiver = view(directory.head(), &feed().receiver).unwrap();
    let class = class();
    let arriving = crate::gates::AcceptFacts::of(&full_content(), receiver, Date::of(now()));
    assert_eq!(class.arriving(receiver), arriving);
}

#[test]
fn a_class_of_all_that_there_is_fits() {
    let mut class = class();
    class.record.bases = legal_bases().map(|basis| basis.id.clone()).collect();
    class.record.categories = Category::ALL.iter().copied().collect();
    assert!(2 * cbor::encode(&class).unwrap().len() <= MAX_CLASS);
}
