//! A version of the register, as a first one and as the next.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::cbor;
use sluis_protocol::register::{Directory, SignedRegister};
use sluis_protocol_fuzz::{DIRECTORY, SECOND, Trusting};

fuzz_target!(|data: &[u8]| {
    let parsed = SignedRegister::parse(&Trusting, data);
    if let Ok(signed) = &parsed {
        assert_eq!(signed.to_bytes().as_deref(), Ok(data));
        assert_eq!(cbor::encode(&signed.register).as_deref(), Ok(signed.payload.as_slice()));
    }
    if let Ok(first) = Directory::open(&Trusting, &[data]) {
        assert_eq!(first.digest(), first.scope().genesis);
        let _ = first.extend(&Trusting, &SECOND);
    }
    if let Ok(next) = DIRECTORY.extend(&Trusting, data) {
        assert_eq!(next.head().previous, Some(DIRECTORY.digest()));
        assert!(DIRECTORY.head().members.keys().all(|member| next.member(member).is_some()), "a member is gone");
    }
});
