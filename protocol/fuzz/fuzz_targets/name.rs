//! Identifiers, ids, days and moments: each has one normal form, which stays as it is.
#![no_main]

use std::fmt::{Debug, Display};
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;
use sluis_protocol::envelope::RecordId;
use sluis_schemas::identifiers::Identifier;
use sluis_schemas::vocabulary::Scheme;
use sluis_schemas::{BasisId, Country, Date, MemberId, NodeId, Timestamp};

fn stable<T: FromStr<Err: Debug> + Display + Debug + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        assert_eq!(value.to_string().parse::<T>().expect("what was written can be read"), value);
    }
}

fn identifier(scheme: Scheme, text: &str) {
    let Ok(identifier) = Identifier::parse(scheme, text) else { return };
    let again = Identifier::parse(scheme, identifier.value()).expect("a normal form is an identifier");
    assert_eq!((again.value(), again.given()), (identifier.value(), None));
    let json = serde_json::to_string(&identifier).expect("an identifier is JSON");
    assert_eq!(serde_json::from_str::<Identifier>(&json).expect("what was written can be read"), identifier);
}

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    match Scheme::ALL.get(usize::from(*which)) {
        Some(scheme) => identifier(*scheme, text),
        None => {
            stable::<MemberId>(text);
            stable::<NodeId>(text);
            stable::<BasisId>(text);
            stable::<Country>(text);
            stable::<Date>(text);
            stable::<Timestamp>(text);
            stable::<RecordId>(text);
        }
    }
});
