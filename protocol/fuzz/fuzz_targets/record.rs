//! Signal, relay order and receipt, feed head and receipt through the one door: what is accepted is encoded again to the same payload.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluis_protocol::cbor;
use sluis_protocol::envelope::{MAX_RECORD, Unverified};
use sluis_protocol::records::{FeedHead, Receipt, Record, RelayOrder, RelayReceipt, Signal};
use sluis_protocol_fuzz::{DIRECTORY, Trusting, now};

fn check<T: Record>(data: &[u8]) -> bool {
    let Ok(verified) = DIRECTORY.verify::<T>(&Trusting, data, now()) else { return false };
    let read = Unverified::parse(data, MAX_RECORD).expect("a verified record has an envelope");
    assert_eq!(cbor::encode(verified.record()), Ok(read.payload));
    assert_eq!(verified.bytes().as_ref(), data);
    true
}

fuzz_target!(|data: &[u8]| {
    let relays = [check::<RelayOrder>(data), check::<RelayReceipt>(data)];
    let kinds = [check::<Signal>(data), check::<FeedHead>(data), check::<Receipt>(data)];
    assert!(kinds.into_iter().chain(relays).filter(|is| *is).count() <= 1, "one record is of two kinds");
});
