//! Reads JSON text. Unlike `serde_json` alone it notes a field that stands twice, instead of keeping the last one: two
//! readers of such a document could see two different signals (RFC 8259 section 4).

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::problem::Fault;
use crate::walk::{Place, Problems, Read};

/// Reads a document. Duplicate fields are noted, and the first of each kept, so that its other problems are found too.
pub(crate) fn read(bytes: &[u8], problems: &Problems) -> Read<Value> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let seed = Seed { place: Place::ROOT, problems };
    let value = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|e| problems.note(&Place::ROOT, not_json(&e)))
}

fn not_json(error: &serde_json::Error) -> Fault {
    let text = error.to_string();
    let detail = text.rsplit_once(" at line ").map_or(text.as_str(), |(detail, _)| detail).to_owned();
    Fault::NotJson { line: error.line(), column: error.column(), detail }
}

/// Builds a value and knows where it stands.
#[derive(Clone, Copy)]
struct Seed<'a> {
    place: Place<'a>,
    problems: &'a Problems,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, given: bool) -> Result<Value, E> {
        Ok(given.into())
    }

    fn visit_i64<E>(self, given: i64) -> Result<Value, E> {
        Ok(given.into())
    }

    fn visit_u64<E>(self, given: u64) -> Result<Value, E> {
        Ok(given.into())
    }

    fn visit_f64<E>(self, given: f64) -> Result<Value, E> {
        Ok(given.into())
    }

    fn visit_str<E>(self, given: &str) -> Result<Value, E> {
        Ok(given.into())
    }

    fn visit_string<E>(self, given: String) -> Result<Value, E> {
        Ok(given.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = entries.next_element_seed(Seed { place: self.place.entry(list.len()), ..self })? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let place = self.place.field(&name);
            let value = fields.next_value_seed(Seed { place, ..self })?;
            if map.contains_key(&name) {
                self.problems.note(&place, Fault::DuplicateField);
            } else {
                map.insert(name, value);
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::problem::Problem;

    fn parse(text: &[u8]) -> Result<Value, Vec<Problem>> {
        let problems = Problems::default();
        let value = read(text, &problems);
        problems.finish(value)
    }

    #[test]
    fn a_field_that_stands_twice_is_named_however_deep() {
        let found = parse(br#"{"a": [0, {"b/c": 1, "b\/c": 2}], "a": 3}"#).unwrap_err();
        assert_eq!(found.iter().map(|p| p.pointer.as_str()).collect::<Vec<_>>(), ["/a/1/b~1c", "/a"]);
        assert!(found.iter().all(|p| p.fault == Fault::DuplicateField));
    }

    #[test]
    fn what_is_not_json_is_named_by_line_and_column() {
        let found = parse(b"{\n \"a\": ,\n}").unwrap_err();
        assert!(matches!(&found[..], [Problem { fault: Fault::NotJson { line: 2, column: 7, .. }, .. }]), "{found:?}");
        for wrong in [&b""[..], b"{} {}", b"\"\xff\"", b"\xff\xfe{\0", b"\"\\ud800\"", b"1e999", b"[1,]"] {
            assert_eq!(parse(wrong).unwrap_err()[0].fault.code(), "not-json", "{wrong:?}");
        }
    }

    #[test]
    fn nesting_beyond_the_limit_is_refused_and_not_a_crash() {
        let deep = [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat();
        assert_eq!(parse(&deep).unwrap_err()[0].fault.code(), "not-json");
    }

    proptest! {
        #[test]
        fn reads_what_serde_json_reads(text in r#"[\[\]{}",:0-9a-c .eE\\-]{0,40}"#) {
            let found = parse(text.as_bytes());
            let duplicate = matches!(&found, Err(all) if all.iter().all(|p| p.fault == Fault::DuplicateField));
            match serde_json::from_str::<Value>(&text) {
                Ok(value) => prop_assert!(duplicate || found == Ok(value)),
                Err(_) => prop_assert!(found.is_err() && !duplicate),
            }
        }
    }
}
