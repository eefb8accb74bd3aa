//! CBOR with core deterministic encoding (RFC 8949 §4.2.1), and nothing else.
//!
//! Codecs accept duplicate keys, unsorted keys, non-minimal integers and indefinite lengths; and a type read from CBOR
//! also accepts fields by number, structures as arrays, byte strings as arrays, unsorted sets and `null` for what is
//! absent. So a value is accepted only if encoding it again, as CBOR and as its type, gives the same bytes. Floats and
//! tags are refused: no record has any.

mod writer;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_cbor::Value;
use thiserror::Error;

/// Why bytes are not accepted as CBOR of a type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CborError {
    /// Not CBOR at all, too deep, or followed by other bytes.
    #[error("not well-formed CBOR, or followed by other bytes")]
    Malformed,
    /// Well-formed, but not the one deterministic encoding of what it says.
    #[error("not in deterministic encoding")]
    NotDeterministic,
    /// Holds a float or another type that no record has. Tags fail as another encoding: the decoder drops them.
    #[error("not free of floats or other types that no record has")]
    Forbidden,
    /// Deterministic CBOR of another form than expected.
    #[error("not of the expected form: {0}")]
    Form(String),
}

/// Encodes deterministically.
///
/// # Errors
/// If the type serialises to what CBOR cannot hold, which no type of this crate does.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, CborError> {
    writer::write(value).map_err(|e| CborError::Form(e.to_string()))
}

/// Decodes what [`encode`] gives, and only that.
///
/// # Errors
/// [`CborError`] says what is wrong; [`CborError::Form`] only for bytes that are deterministic CBOR.
pub fn decode<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    let typed: Result<T, _> = serde_cbor::from_slice(bytes);
    match typed {
        // What encodes to these bytes is their one meaning, and holds no float: those cannot be encoded.
        Ok(typed) if encode(&typed).is_ok_and(|again| again == bytes) => Ok(typed),
        other => Err(why_not(bytes, other.err())),
    }
}

/// Why bytes are not accepted, which their type may or may not have told.
fn why_not(bytes: &[u8], form: Option<serde_cbor::Error>) -> CborError {
    let value: Value = match serde_cbor::from_slice(bytes) {
        Ok(value) => value,
        Err(_) => return CborError::Malformed,
    };
    if !is_plain(&value) {
        return CborError::Forbidden;
    }
    if encode(&value).ok().as_deref() != Some(bytes) {
        return CborError::NotDeterministic;
    }
    // The message of the decoder may quote content, which must not reach logs or peers.
    form.map_or(CborError::NotDeterministic, |e| CborError::Form(without_quotes(&e.to_string())))
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Bytes(_) | Value::Text(_) => true,
        Value::Array(items) => items.iter().all(is_plain),
        Value::Map(entries) => entries.iter().all(|(k, v)| is_plain(k) && is_plain(v)),
        _ => false,
    }
}

/// What a decoder's message says without what it quotes: serde quotes field names, codes and given text alike.
fn without_quotes(message: &str) -> String {
    let known_field = message.strip_prefix("missing field").is_some();
    if known_field { message.to_owned() } else { message.split(['`', '"']).step_by(2).collect::<Vec<_>>().join("…") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn another_encoding_of_the_same_value_is_refused() {
        for (what, bytes) in [
            ("non-minimal integer", &[0x18, 0x01][..]),
            ("indefinite array", &[0x9f, 0x01, 0xff]),
            ("non-minimal length", &[0x78, 0x01, 0x61]),
        ] {
            assert_eq!(decode::<Value>(bytes).unwrap_err(), CborError::NotDeterministic, "{what}");
        }
    }

    #[test]
    fn unsorted_and_duplicate_keys_are_refused() {
        for bytes in [&[0xa2, 0x61, b'b', 1, 0x61, b'a', 2][..], &[0xa2, 0x61, b'a', 1, 0x61, b'a', 2]] {
            assert_eq!(decode::<BTreeMap<String, u8>>(bytes).unwrap_err(), CborError::NotDeterministic);
        }
    }

    #[test]
    fn floats_tags_and_trailing_bytes_are_refused() {
        assert_eq!(decode::<Value>(&[0xf9, 0x3c, 0x00]).unwrap_err(), CborError::Forbidden);
        assert_eq!(decode::<u8>(&[0x01, 0x01]).unwrap_err(), CborError::Malformed);
        assert!(decode::<Value>(&[0xc1, 0x01]).is_err());
    }

    #[test]
    fn errors_quote_nothing_of_the_content() {
        let bytes = encode(&BTreeMap::from([("type", "Jan de Vries")])).unwrap();
        let error = decode::<sluis_schemas::content::Period>(&bytes).unwrap_err().to_string();
        assert!(!error.contains("Jan"), "{error}");
    }

    #[test]
    fn another_form_of_the_same_structure_is_refused() {
        use sluis_schemas::content::Period;
        let written = |value: Value| serde_cbor::to_vec(&value).unwrap();
        let map = |entries: &[(Value, Value)]| written(Value::Map(entries.iter().cloned().collect()));
        let (from, to) = (Value::Text("2026-01-01".into()), Value::Text("2026-01-02".into()));
        let text = |t: &str| Value::Text(t.into());
        assert!(decode::<Period>(&map(&[(text("from"), from.clone()), (text("to"), to.clone())])).is_ok());
        for (what, bytes) in [
            ("array", written(Value::Array(vec![from.clone(), to.clone()]))),
            ("numbered fields", map(&[(Value::Integer(0), from.clone()), (Value::Integer(1), to)])),
            ("null for absent", map(&[(text("from"), from), (text("to"), Value::Null)])),
        ] {
            assert_eq!(decode::<Period>(&bytes).unwrap_err(), CborError::NotDeterministic, "{what}");
        }
    }

    #[test]
    fn a_hash_is_a_byte_string_and_nothing_else() {
        use crate::crypto::Digest;
        assert_eq!(encode(&Digest([7; 32])).unwrap()[..2], [0x58, 32]);
        assert_eq!(decode::<Digest>(&encode(&vec![7_u8; 32]).unwrap()).unwrap_err(), CborError::NotDeterministic);
        assert!(decode::<Digest>(&encode(&"07".repeat(32)).unwrap()).is_err());
    }

    /// Serialises as everything that CBOR has a form for.
    #[derive(Serialize)]
    enum Shapes {
        Unit,
        Newtype(Option<u8>),
        Tuple(i64, char),
        Struct { zz: bool, a: (), list: Vec<i8> },
    }

    /// As the codec writes a value: through a tree of it, whose maps are in order.
    fn through_a_tree(value: &impl Serialize) -> Vec<u8> {
        serde_cbor::to_vec(&serde_cbor::value::to_value(value).unwrap()).unwrap()
    }

    #[test]
    fn every_shape_is_written_as_the_codec_writes_it() {
        let shapes = [
            Shapes::Unit,
            Shapes::Newtype(None),
            Shapes::Newtype(Some(255)),
            Shapes::Tuple(i64::MIN, 'é'),
            Shapes::Struct { zz: true, a: (), list: vec![-1, 0, 24, -128] },
        ];
        assert_eq!(encode(&shapes.as_slice()).unwrap(), through_a_tree(&shapes.as_slice()));
        assert!(matches!(encode(&1.5), Err(CborError::Form(_))));
    }

    proptest! {
        #[test]
        fn a_map_is_written_in_the_order_of_its_encoded_keys(
            map in proptest::collection::hash_map(".{0,40}", any::<(u64, i64, Vec<u8>)>(), 0..40),
        ) {
            prop_assert_eq!(encode(&map).unwrap(), through_a_tree(&map));
        }

        #[test]
        fn numbers_are_written_in_the_shortest_form(bits in 0..64_u32, number in any::<u64>(), sign in any::<bool>()) {
            let number = i128::from(number >> bits);
            let number = Value::Integer(if sign { number } else { -1 - number });
            prop_assert_eq!(encode(&number).unwrap(), through_a_tree(&number));
        }

        #[test]
        fn content_is_written_as_the_codec_writes_it(content in crate::vectors::content()) {
            prop_assert_eq!(encode(&content).unwrap(), through_a_tree(&content));
        }

        #[test]
        fn content_comes_back_as_it_was(content in crate::vectors::content()) {
            let bytes = encode(&content).unwrap();
            prop_assert_eq!(decode::<sluis_schemas::content::Content>(&bytes).unwrap(), content);
        }

        #[test]
        fn decoding_never_panics_and_accepts_only_its_own_encoding(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(value) = decode::<Value>(&bytes) {
                prop_assert_eq!(encode(&value).unwrap(), bytes);
            }
        }
    }
}
