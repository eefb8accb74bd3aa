//! A version of the root or of a section, as a first one and as the next.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::cbor;
use sluis_protocol::register::{Directory, SignedVersion};
use sluis_protocol_fuzz::{DIRECTORY, SECOND, Trusting};

fuzz_target!(|data: &[u8]| {
    let parsed = SignedVersion::parse(&Trusting, data);
    if let Ok(signed) = &parsed {
        assert_eq!(signed.to_bytes().as_deref(), Ok(data));
        assert_eq!(cbor::encode(&signed.version).as_deref(), Ok(signed.payload.as_slice()));
    }
    if let Ok(first) = Directory::open(&Trusting, &[data]) {
        assert!(first.holds(&first.scope().genesis));
        let _ = first.extend(&Trusting, &SECOND);
    }
    if let Ok(next) = DIRECTORY.extend(&Trusting, data) {
        let signed = parsed.expect("what is accepted was read");
        assert!(next.holds(&signed.digest));
        let mut others = DIRECTORY.lines().filter(|(line, _)| **line != signed.version.line());
        assert!(others.all(|(line, tips)| next.tips_of(line) == tips), "another line changed");
    }
});
