//! The COSE_Sign1 envelope: what is accepted is sealed again to the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::crypto::{Crypto, Digest, KeyId, PublicKey, Signature, Signer};
use sluis_protocol::envelope::{MAX_RECORD, RECORD_VERSION, Unverified, seal};

/// Signs as the envelope was signed.
struct Same(KeyId, Signature);

impl Crypto for Same {
    fn sha256(&self, _: &[&[u8]]) -> Digest {
        Digest::ZERO
    }
    fn verify(&self, _: &PublicKey, _: &[u8], _: &Signature) -> bool {
        true
    }
    fn key_id(&self, _: &PublicKey) -> KeyId {
        self.0
    }
}

impl Signer for Same {
    fn public_key(&self) -> PublicKey {
        PublicKey([0; 32])
    }
    fn sign(&self, _: &[u8]) -> Signature {
        self.1
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(read) = Unverified::parse(data, MAX_RECORD) else { return };
    if read.header.version == RECORD_VERSION {
        let same = Same(read.header.key, read.signature);
        let again = seal(&same, &same, read.header.scope, &read.header.content_type, read.payload, MAX_RECORD);
        assert_eq!(again.as_deref(), Ok(data));
    }
});
