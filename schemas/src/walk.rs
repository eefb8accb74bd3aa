//! Walks a JSON document into typed values and notes every problem on the way, each with its place.
//!
//! A reader is a function from [`Node`] to [`Read`]. [`Reported`] can only be had by noting a problem, so a reader that
//! gives up has said why.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::code::UnknownCode;
use crate::codelists;
use crate::date::Date;
use crate::ids::{Country, MalformedId};
use crate::problem::{Fault, Problem};

/// Longest field name that a pointer repeats, in characters.
const MAX_NAME: usize = 64;

/// What a reader makes of a node.
pub(crate) type Read<T> = Result<T, Reported>;

/// Proof that a problem was noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reported(());

/// The problems of one document.
#[derive(Debug, Default)]
pub(crate) struct Problems(RefCell<Vec<Problem>>);

impl Problems {
    /// No more are kept: a hostile document must not be answered with a larger one.
    pub(crate) const MAX: usize = 128;

    pub(crate) fn note(&self, place: &Place<'_>, fault: Fault) -> Reported {
        let mut kept = self.0.borrow_mut();
        if kept.len() < Self::MAX {
            kept.push(Problem { pointer: place.pointer(), fault });
        }
        Reported(())
    }

    /// What was read, or all problems: also those that did not keep a reader from going on.
    pub(crate) fn finish<T>(self, read: Read<T>) -> Result<T, Vec<Problem>> {
        let noted = self.0.into_inner();
        match read {
            Ok(value) if noted.is_empty() => Ok(value),
            _ => Err(noted),
        }
    }
}

/// A place in a document; becomes text only when a problem is noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root,
    Field(&'a str),
    Entry(usize),
}

impl<'a> Place<'a> {
    pub(crate) const ROOT: Self = Self { parent: None, step: Step::Root };

    pub(crate) const fn field(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    pub(crate) const fn entry(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Entry(index) }
    }

    fn pointer(&self) -> String {
        let mut steps = vec![self.step];
        let mut place = self;
        while let Some(parent) = place.parent {
            steps.push(parent.step);
            place = parent;
        }
        let mut pointer = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Root => {}
                Step::Field(name) if name.chars().nth(MAX_NAME).is_some() => break,
                Step::Field(name) => {
                    pointer.push('/');
                    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                }
                Step::Entry(index) => drop(write!(pointer, "/{index}")),
            }
        }
        pointer
    }
}

/// A value and its place.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a> {
    value: &'a Value,
    place: Place<'a>,
    problems: &'a Problems,
}

impl<'a> Node<'a> {
    pub(crate) const fn root(value: &'a Value, problems: &'a Problems) -> Self {
        Self { value, place: Place::ROOT, problems }
    }

    pub(crate) const fn value(&self) -> &'a Value {
        self.value
    }

    pub(crate) fn report(&self, fault: Fault) -> Reported {
        self.problems.note(&self.place, fault)
    }

    /// The fields of an object; each one that is not among `known` is a problem.
    pub(crate) fn object(self, known: &[&str]) -> Read<Fields<'a>> {
        let fields = self.open_object()?;
        for name in fields.map.keys().filter(|name| !known.contains(&name.as_str())) {
            fields.report_at(name, Fault::UnknownField);
        }
        Ok(fields)
    }

    /// The fields of an object that may have others.
    pub(crate) fn open_object(self) -> Read<Fields<'a>> {
        match self.value {
            Value::Object(map) => Ok(Fields { map, node: self }),
            _ => Err(self.report(Fault::WrongType { expected: "an object" })),
        }
    }
}

/// The fields of an object.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    node: Node<'a>,
}

impl<'a> Fields<'a> {
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.map.keys().map(String::as_str)
    }

    /// Whether a field is missing, null, or a text of only white space.
    pub(crate) fn lacks(&self, name: &str) -> bool {
        self.map.get(name).is_none_or(is_absent)
    }

    /// Entries of a list before any was judged; 0 where there is no list.
    pub(crate) fn entries(&self, name: &str) -> usize {
        self.map.get(name).and_then(Value::as_array).map_or(0, Vec::len)
    }

    pub(crate) fn report_at(&self, name: &str, fault: Fault) -> Reported {
        self.node.problems.note(&self.node.place.field(name), fault)
    }

    /// Reads a field that must be there.
    pub(crate) fn required<T>(&self, name: &str, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<T> {
        match self.map.get(name) {
            None | Some(Value::Null) => Err(self.report_at(name, Fault::Missing)),
            Some(value) if is_absent(value) => Err(self.report_at(name, Fault::Empty)),
            Some(value) => read(self.node_at(name, value)),
        }
    }

    /// Reads a field that may be absent.
    pub(crate) fn optional<T>(&self, name: &str, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<Option<T>> {
        match self.map.get(name) {
            Some(value) if !is_absent(value) => read(self.node_at(name, value)).map(Some),
            _ => Ok(None),
        }
    }

    /// Reads a field; an absent one is its type's default: an empty list, or false.
    pub(crate) fn or_default<T: Default>(&self, name: &str, read: impl FnOnce(Node<'_>) -> Read<T>) -> Read<T> {
        self.optional(name, read).map(Option::unwrap_or_default)
    }

    fn node_at<'b>(&'b self, name: &'b str, value: &'b Value) -> Node<'b> {
        Node { value, place: self.node.place.field(name), problems: self.node.problems }
    }
}

/// Null and blank are absent.
pub(crate) fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A list of at most `max` entries.
pub(crate) fn list<T>(max: usize, mut read: impl FnMut(Node<'_>) -> Read<T>) -> impl FnOnce(Node<'_>) -> Read<Vec<T>> {
    move |node| {
        let Value::Array(entries) = node.value else {
            return Err(node.report(Fault::WrongType { expected: "a list" }));
        };
        if entries.len() > max {
            return Err(node.report(Fault::TooMany { max }));
        }
        let entry = |(i, value)| read(Node { value, place: node.place.entry(i), problems: node.problems });
        // First all, then the verdict: a wrong entry must not hide the next one.
        let read: Vec<Read<T>> = entries.iter().enumerate().map(entry).collect();
        read.into_iter().collect()
    }
}

/// A list in which order and repetition mean nothing.
pub(crate) fn set<T: Ord>(
    max: usize,
    read: impl FnMut(Node<'_>) -> Read<T>,
) -> impl FnOnce(Node<'_>) -> Read<BTreeSet<T>> {
    let list = list(max, read);
    move |node| list(node).map(BTreeSet::from_iter)
}

/// A text of at most `max` characters that is not blank. It may hold line breaks and tabs, and no other control
/// characters: they would steer the terminals it is shown on.
pub(crate) fn text(max: usize) -> impl Fn(Node<'_>) -> Read<String> {
    move |node| {
        let text = string(node)?;
        if text.chars().nth(max).is_some() {
            return Err(node.report(Fault::TooLong { max }));
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            let rule = "control characters other than line breaks and tabs are not allowed";
            return Err(node.report(Fault::Malformed { what: "a plain text", rule }));
        }
        Ok(text.to_owned())
    }
}

/// A text that is not blank.
pub(crate) fn string<'a>(node: Node<'a>) -> Read<&'a str> {
    match node.value {
        Value::String(text) if text.trim().is_empty() => Err(node.report(Fault::Empty)),
        Value::String(text) => Ok(text),
        _ => Err(node.report(Fault::WrongType { expected: "a text" })),
    }
}

/// A code of a list of the vocabulary.
pub(crate) fn code<T: FromStr<Err = UnknownCode>>(node: Node<'_>) -> Read<T> {
    let given = string(node)?;
    given.parse().map_err(|unknown: UnknownCode| node.report(Fault::unknown_code(unknown.list, given)))
}

/// A code of a published list, named `list`.
pub(crate) fn listed<T: FromStr>(list: &'static str) -> impl Fn(Node<'_>) -> Read<T> {
    move |node| {
        let given = string(node)?;
        given.parse().map_err(|_| node.report(Fault::unknown_code(list, given)))
    }
}

/// The name of a member, a node or a legal basis.
pub(crate) fn id<T: FromStr<Err = MalformedId>>(node: Node<'_>) -> Read<T> {
    let given = string(node)?;
    given.parse().map_err(|e: MalformedId| node.report(Fault::Malformed { what: e.what, rule: e.rule }))
}

/// A country of ISO 3166-1.
pub(crate) fn country(node: Node<'_>) -> Read<Country> {
    let given = string(node)?;
    let listed = codelists::country(given).and_then(|_| given.parse().ok());
    listed.ok_or_else(|| node.report(Fault::unknown_code("countries", given)))
}

/// A calendar day.
pub(crate) fn date(node: Node<'_>) -> Read<Date> {
    let malformed = Fault::Malformed { what: "a date", rule: "a day of the calendar as YYYY-MM-DD" };
    string(node)?.parse().map_err(|_| node.report(malformed))
}

/// True or false.
pub(crate) fn flag(node: Node<'_>) -> Read<bool> {
    node.value.as_bool().ok_or_else(|| node.report(Fault::WrongType { expected: "true or false" }))
}

/// A whole number from 0.
pub(crate) fn number(node: Node<'_>) -> Read<u64> {
    node.value.as_u64().ok_or_else(|| node.report(Fault::WrongType { expected: "a whole number from 0" }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems_of<T>(value: &Value, read: impl FnOnce(Node<'_>) -> Read<T>) -> Vec<Problem> {
        let problems = Problems::default();
        let read = read(Node::root(value, &problems));
        problems.finish(read).err().unwrap_or_default()
    }

    #[test]
    fn pointers_are_escaped_and_lead_to_the_value() {
        let document = json!({"a/b~c": 1, "deep": [{"x": 1}]});
        let found = problems_of(&document, |node| node.object(&["deep"]).map(|_| ()));
        assert_eq!(found[0].pointer, "/a~1b~0c");
        assert_eq!(document.pointer(&found[0].pointer), Some(&json!(1)));
    }

    #[test]
    fn an_overlong_field_name_is_not_repeated() {
        let document = json!({"x".repeat(65): 1});
        assert_eq!(problems_of(&document, |node| node.object(&[]).map(|_| ()))[0].pointer, "");
    }

    #[test]
    fn every_wrong_entry_of_a_list_is_named() {
        let found = problems_of(&json!([true, 1, false, "x"]), list(8, flag));
        assert_eq!(found.iter().map(|p| p.pointer.as_str()).collect::<Vec<_>>(), ["/1", "/3"]);
    }

    #[test]
    fn no_document_makes_more_problems_than_the_limit() {
        let document = Value::Array(vec![json!(1); 1000]);
        assert_eq!(problems_of(&document, list(1000, flag)).len(), Problems::MAX);
    }

    #[test]
    fn a_text_is_measured_in_characters_and_steers_no_terminal() {
        assert_eq!(problems_of(&json!("éé"), text(2)), []);
        assert_eq!(problems_of(&json!("ééé"), text(2))[0].fault, Fault::TooLong { max: 2 });
        assert_eq!(problems_of(&json!("a\u{1b}[2J"), text(8))[0].fault.code(), "malformed");
        assert_eq!(problems_of(&json!("a\r\n\tb"), text(8)), []);
    }
}
