//! Records put together byte by byte, so that a vector can be wrong in one thing and right in all others.

use serde_cbor::Value;

use crate::crypto::{Crypto, Signer};
use crate::envelope::{RECORD_VERSION, RecordId, Scope};
use crate::testing::{RingCrypto, RingSigner};

pub(super) const ED_DSA: i64 = -8;
pub(super) const ES256: i64 = -7;
pub(super) const LABEL_VERSION: i64 = -70_001;
pub(super) const LABEL_GENESIS: i64 = -70_002;
pub(super) const LABEL_ENVIRONMENT: i64 = -70_003;

fn head(major: u8, argument: u64) -> Vec<u8> {
    let major = major << 5;
    match argument {
        0..24 => vec![major | u8::try_from(argument).unwrap()],
        24..0x100 => vec![major | 24, u8::try_from(argument).unwrap()],
        0x100..0x1_0000 => [&[major | 25][..], &u16::try_from(argument).unwrap().to_be_bytes()].concat(),
        0x1_0000..0x1_0000_0000 => [&[major | 26][..], &u32::try_from(argument).unwrap().to_be_bytes()].concat(),
        _ => [&[major | 27][..], &argument.to_be_bytes()].concat(),
    }
}

pub(super) fn int(value: i64) -> Vec<u8> {
    u64::try_from(value).map_or_else(|_| head(1, value.unsigned_abs() - 1), |value| head(0, value))
}

pub(super) fn bytes(value: &[u8]) -> Vec<u8> {
    [head(2, value.len() as u64), value.to_vec()].concat()
}

pub(super) fn text(value: &str) -> Vec<u8> {
    [head(3, value.len() as u64), value.as_bytes().to_vec()].concat()
}

pub(super) fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

/// A byte string whose length takes eight bytes instead of the fewest.
pub(super) fn bytes_with_long_length(value: &[u8]) -> Vec<u8> {
    [&[0x5b][..], &(value.len() as u64).to_be_bytes(), value].concat()
}

/// An unsigned integer in nine bytes instead of the fewest.
pub(super) fn long_int(value: u64) -> Vec<u8> {
    [&[0x1b][..], &value.to_be_bytes()].concat()
}

/// The entries of a map, encoded, in the order in which they will be written.
#[derive(Clone)]
pub(super) struct Entries(pub Vec<(Vec<u8>, Vec<u8>)>);

impl Entries {
    pub(super) fn of(map: &[u8]) -> Self {
        let Value::Map(entries) = serde_cbor::from_slice(map).unwrap() else { panic!("not a map") };
        let encoded = |value: &Value| serde_cbor::to_vec(value).unwrap();
        Self(entries.iter().map(|(k, v)| (encoded(k), encoded(v))).collect())
    }

    pub(super) fn write(&self) -> Vec<u8> {
        [head(5, self.0.len() as u64), self.items()].concat()
    }

    pub(super) fn write_indefinite(&self) -> Vec<u8> {
        [vec![0xbf], self.items(), vec![0xff]].concat()
    }

    /// The values alone, as a structure read by place would have it.
    pub(super) fn write_array(&self, order: &[&str]) -> Vec<u8> {
        array(&order.iter().map(|key| self.get(text(key)).clone()).collect::<Vec<_>>())
    }

    fn items(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(k, v)| [k.clone(), v.clone()]).flatten().collect()
    }

    pub(super) fn get(&self, key: Vec<u8>) -> &Vec<u8> {
        &self.0.iter().find(|(k, _)| *k == key).unwrap().1
    }

    /// With a value replaced or, at its place in deterministic order, added.
    pub(super) fn with(mut self, key: Vec<u8>, value: Vec<u8>) -> Self {
        self.0.retain(|(k, _)| *k != key);
        self.0.push((key, value));
        self.0.sort();
        self
    }

    pub(super) fn without(mut self, key: Vec<u8>) -> Self {
        let before = self.0.len();
        self.0.retain(|(k, _)| *k != key);
        assert_eq!(self.0.len() + 1, before);
        self
    }

    /// With the first two entries in the wrong order.
    pub(super) fn swapped(mut self) -> Self {
        self.0.swap(0, 1);
        self
    }

    /// With the first entry twice.
    pub(super) fn doubled(mut self) -> Self {
        self.0.insert(0, self.0[0].clone());
        self
    }

    /// With a key of the same meaning in another encoding, at its place in bytewise order.
    pub(super) fn renamed(self, key: Vec<u8>, other: Vec<u8>) -> Self {
        let value = self.get(key.clone()).clone();
        self.without(key).with(other, value)
    }
}

/// A COSE_Sign1 of which every part is encoded already.
#[derive(Clone)]
pub(super) struct Raw {
    pub tag: Vec<u8>,
    pub protected: Vec<u8>,
    pub unprotected: Vec<u8>,
    pub payload: Vec<u8>,
    pub signature: Vec<u8>,
}

impl Raw {
    /// Signs exactly the header and payload given, whatever is wrong with them.
    pub(super) fn sign(signer: &RingSigner, header: &[u8], payload: &[u8]) -> Self {
        let signature = signer.sign(&signed(header, payload));
        Self {
            tag: vec![0xd2],
            protected: bytes(header),
            unprotected: vec![0xa0],
            payload: bytes(payload),
            signature: bytes(&signature.0),
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        [&self.tag, &vec![0x84], &self.protected, &self.unprotected, &self.payload, &self.signature]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }
}

fn signed(header: &[u8], payload: &[u8]) -> Vec<u8> {
    array(&[text("Signature1"), bytes(header), bytes(&[]), bytes(payload)])
}

/// The id of a record as an implementation that knows nothing of this crate's types would compute it.
pub(super) fn id(header: &[u8], payload: &[u8]) -> RecordId {
    RecordId(RingCrypto.sha256(&[&signed(header, payload)]))
}

pub(super) fn header(content_type: &str, signer: &RingSigner, scope: Scope) -> Entries {
    let key = RingCrypto.key_id(&signer.public_key());
    Entries(vec![
        (int(1), int(ED_DSA)),
        (int(3), text(content_type)),
        (int(4), bytes(&key.0)),
        (int(LABEL_VERSION), int(RECORD_VERSION.into())),
        (int(LABEL_GENESIS), bytes(&scope.genesis.0)),
        (int(LABEL_ENVIRONMENT), text(scope.environment.as_str())),
    ])
}

/// A COSE_Sign over a register.
#[derive(Clone)]
pub(super) struct RawRegister {
    pub tag: Vec<u8>,
    pub protected: Vec<u8>,
    pub unprotected: Vec<u8>,
    pub payload: Vec<u8>,
    pub signatures: Vec<Vec<u8>>,
}

const REGISTER_TYPE: &str = "application/vnd.sluis.register+cbor";

impl RawRegister {
    pub(super) fn sign(signers: &[&RingSigner], payload: &[u8]) -> Self {
        Self::sign_as(signers, &Entries(vec![(int(3), text(REGISTER_TYPE))]).write(), ED_DSA, payload)
    }

    pub(super) fn sign_as(signers: &[&RingSigner], header: &[u8], alg: i64, payload: &[u8]) -> Self {
        let mut signers: Vec<_> = signers.iter().map(|s| (RingCrypto.key_id(&s.public_key()), s)).collect();
        signers.sort_by_key(|(key, _)| *key);
        let signature = |(key, signer): &(crate::crypto::KeyId, &&RingSigner)| {
            let own = Entries(vec![(int(1), int(alg)), (int(4), bytes(&key.0))]).write();
            let message = array(&[text("Signature"), bytes(header), bytes(&own), bytes(&[]), bytes(payload)]);
            array(&[bytes(&own), vec![0xa0], bytes(&signer.sign(&message).0)])
        };
        Self {
            tag: vec![0xd8, 98],
            protected: bytes(header),
            unprotected: vec![0xa0],
            payload: bytes(payload),
            signatures: signers.iter().map(signature).collect(),
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let signatures = array(&self.signatures);
        [&self.tag, &vec![0x84], &self.protected, &self.unprotected, &self.payload, &signatures]
            .into_iter()
            .flatten()
            .copied()
            .collect()
    }
}

/// The signature with its last bit flipped, encoded as before.
pub(super) fn flip_last_bit(mut encoded: Vec<u8>) -> Vec<u8> {
    *encoded.last_mut().unwrap() ^= 1;
    encoded
}

/// Any deterministic CBOR as JSON: byte strings as lower-case hex.
pub(super) fn view(cbor: &[u8]) -> serde_json::Value {
    to_json(&serde_cbor::from_slice(cbor).unwrap())
}

fn to_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(b) => (*b).into(),
        Value::Integer(i) => i64::try_from(*i).unwrap().into(),
        Value::Bytes(b) => hex::encode(b).into(),
        Value::Text(t) => t.clone().into(),
        Value::Array(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => {
            let key = |k: &Value| if let Value::Text(t) = k { t.clone() } else { panic!("a key is no text") };
            entries.iter().map(|(k, v)| (key(k), to_json(v))).collect::<serde_json::Map<_, _>>().into()
        }
        _ => panic!("a type that no record has"),
    }
}
