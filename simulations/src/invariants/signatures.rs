//! Who signed, asked past the register's door: whether a key that the register names for whoever speaks bears it out.

use sluis_protocol::cbor;
use sluis_protocol::crypto::Crypto;
use sluis_protocol::envelope::Unverified;
use sluis_protocol::records::{KeyUse, Record};
use sluis_protocol::register::{Directory, KeyEntry};
use sluis_protocol::wire::MAX_MESSAGE;

use crate::crypto::ModelCrypto;

/// Whether a record is of this kind and signed by the member that speaks, or by the node that serves it.
pub(super) fn is_signed<T: Record>(directory: &Directory, bytes: &[u8]) -> bool {
    let Ok(envelope) = Unverified::parse(bytes, MAX_MESSAGE) else { return false };
    let Ok(record) = cbor::decode::<T>(&envelope.payload) else { return false };
    let register = directory.head();
    let Some(member) = register.members.get(record.speaker()) else { return false };
    let keys: &[KeyEntry] = match T::KEY {
        KeyUse::Member => &member.keys,
        KeyUse::Attestation => {
            let keys = register.nodes.get(&member.node).and_then(|node| node.keys.as_ref());
            keys.map_or(&[], |keys| &keys.attestation)
        }
    };
    let holds = |entry: &KeyEntry| ModelCrypto.verify(&entry.key, &envelope.signed, &envelope.signature);
    envelope.header.content_type == T::CONTENT_TYPE && keys.iter().any(holds)
}
