//! Vectors of the messages on a link.

use serde_bytes::ByteBuf;
use serde_json::Value;

use super::attested::{head, head_kind, receipt_kind};
use super::endings::{sealed_recall, sealed_retraction};
use super::federation::{DUTCH, directory, dutch, feed, heads, node_id, now, public, scope, second, sign};
use super::notices::sealed_notice;
use super::raw::{Entries, Raw, array, bytes, flip_last_bit, int, text, view};
use super::signals::{full_content, sealed_signal, signal};
use super::{Vector, committed_vectors, compare, file};
use crate::cbor;
use crate::crypto::{Crypto, Digest, Salt};
use crate::envelope::RecordId;
use crate::feeds::{FIRST_EPOCH, FeedState, append_all};
use crate::records::{Exception, FeedId, Lane, Recall, RequestNotice, Retraction, Signal, State};
use crate::register::{Directory, ExtensionError, Line, MAX_SECTIONS, RegisterError, Rejection, Section};
use crate::standing::Incarnation;
use crate::testing::RingCrypto;
use crate::wire::{
    self, Ask, Attest, Checked, Entry, Held, Hello, LINK_VERSION, Message, PeerFault, Push, Recount, Recounted, Resume,
    Said,
};

fn hello() -> Message {
    Message::Hello(Hello {
        versions: vec![LINK_VERSION],
        node: node_id("node-nl"),
        scope: scope(),
        register: heads(),
        packs: Digest([0x33; 32]),
        at: now(),
        incarnation: Incarnation(Salt([0x44; 32])),
        attest: false,
    })
}

/// What a node attests after a restore: a receipt and a head of its own, and a head that the addressee signed.
fn attest() -> Attest {
    let receipt = ByteBuf::from(receipt_kind().sign(&receipt_kind().payload));
    let head = ByteBuf::from(head_kind().sign(&head_kind().payload));
    Attest { receipts: vec![receipt], heads: vec![head.clone()], shown: vec![head], more: false }
}

fn recounted() -> Recounted {
    let exception = Exception { lane: Lane::Bulk, place: 4, state: State::Declined, rule: Some("BE-R1".to_owned()) };
    let ids = [5, 6].map(|n| RecordId(Digest([n; 32]))).to_vec();
    let (exceptions, records) = (vec![exception], Vec::new());
    Recounted { feed: feed(), lane: Lane::Bulk, first: 4, ids, exceptions, records }
}

fn two_signals() -> [Vec<u8>; 2] {
    let first = signal(full_content());
    [sealed_signal(&Signal { salt: Salt([1; 32]), ..first.clone() }), sealed_signal(&first)]
}

fn ids() -> [RecordId; 2] {
    two_signals().each_ref().map(|r| directory().verify::<Signal>(&RingCrypto, r, now()).unwrap().id())
}

/// Two signals in the bulk lane and the head that ends with them.
fn push() -> Push {
    pushed(two_signals().map(|record| Entry::Record(ByteBuf::from(record))))
}

/// Of the first signal the id alone.
fn push_withheld() -> Push {
    let [first, _] = ids();
    let [_, second] = two_signals();
    pushed([Entry::Withheld(first), Entry::Record(ByteBuf::from(second))])
}

/// A signal and a notice about a request.
fn push_notice() -> Push {
    let [signal, _] = two_signals();
    let [first, _] = ids();
    let notice = sealed_notice();
    let id = directory().verify::<RequestNotice>(&RingCrypto, &notice, now()).unwrap().id();
    let entries = [signal, notice].map(|record| Entry::Record(ByteBuf::from(record)));
    pushed_as(entries, [first, id])
}

/// The end of one signal, and of another for one member.
fn push_urgent() -> Push {
    let (recall, retraction) = (sealed_recall(), sealed_retraction());
    let first = directory().verify::<Recall>(&RingCrypto, &recall, now()).unwrap().id();
    let second = directory().verify::<Retraction>(&RingCrypto, &retraction, now()).unwrap().id();
    let mut lanes = FeedState::new(&RingCrypto, &feed(), FIRST_EPOCH).lanes;
    lanes.urgent = append_all(&RingCrypto, lanes.urgent, &[first, second]);
    let head = head_kind().sign(&cbor::encode(&head(lanes)).unwrap());
    let entries = [recall, retraction].map(|record| Entry::Record(ByteBuf::from(record)));
    Push { lane: Lane::Urgent, first: 1, entries: entries.into(), head: ByteBuf::from(head) }
}

fn pushed(entries: [Entry; 2]) -> Push {
    pushed_as(entries, ids())
}

fn pushed_as(entries: [Entry; 2], ids: [RecordId; 2]) -> Push {
    let mut lanes = FeedState::new(&RingCrypto, &feed(), FIRST_EPOCH).lanes;
    lanes.bulk = append_all(&RingCrypto, lanes.bulk, &ids);
    let head = head_kind().sign(&cbor::encode(&head(lanes)).unwrap());
    Push { lane: Lane::Bulk, first: 1, entries: entries.into(), head: ByteBuf::from(head) }
}

pub(super) fn accepted(name: &str, what: &str, message: &Message) -> Vector {
    let bytes = message.encode().unwrap();
    Vector::accepted(name, what, bytes.clone(), None, view(&bytes))
}

pub(super) fn refused(name: &str, what: &str, bytes: Vec<u8>, code: &str, reason: &str) -> Vector {
    Vector::refused_as(name, what, bytes, code, reason.to_owned())
}

/// One message of each kind.
pub(crate) fn good_messages() -> Vec<Message> {
    good().iter().map(|vector| cbor::decode(&vector.bytes).unwrap()).collect()
}

fn good() -> Vec<Vector> {
    let lanes = FeedState::new(&RingCrypto, &feed(), FIRST_EPOCH).lanes;
    let held = Held { feed: feed(), epoch: FIRST_EPOCH, lanes };
    let said = Said { feed: FeedId { discloser: feed().receiver, receiver: feed().discloser }, at: now() };
    let resume = |feeds, said| Message::Resume(Resume { feeds, said, more: false });
    let receipt = receipt_kind().sign(&receipt_kind().payload);
    let version = |by: &[&str], section| ByteBuf::from(sign(section, by));
    let records = vec![
        accepted("hello", "who is there", &hello()),
        accepted("resume", "one feed held from nothing", &resume(vec![held.clone()], vec![])),
        accepted("resume-said", "one feed held, and the newest receipt of another", &resume(vec![held], vec![said])),
        accepted("resume-nothing", "no feed held", &resume(vec![], vec![])),
        accepted("push", "two signals and their head", &Message::Push(push())),
        accepted("push-withheld", "the first of two signals is withheld", &Message::Push(push_withheld())),
        accepted("push-notice", "a notice behind a signal", &Message::Push(push_notice())),
        accepted("push-urgent", "a recall and a retraction in the urgent lane", &Message::Push(push_urgent())),
        accepted("push-all-withheld", "two entries withheld", &Message::Push(pushed(ids().map(Entry::Withheld)))),
        accepted("receipt", "a receipt with exceptions", &Message::Receipt(ByteBuf::from(receipt))),
        accepted("register", "the section after the one held", &Message::Register(vec![version(&DUTCH, second())])),
        accepted(
            "register-held",
            "the version held, with signatures of others",
            &Message::Register(vec![version(&["section NL, two", "section NL, three"], dutch())]),
        ),
        accepted(
            "register-of-another-chain",
            "the section after another one: it may be held elsewhere, and is left out here",
            &Message::Register(vec![version(&DUTCH, Section { previous: Some(Digest([9; 32])), ..second() })]),
        ),
        accepted("ask", "where do the feeds between us stand", &Message::Ask(Ask {})),
        accepted("attest", "a receipt, a head, and what the addressee signed", &Message::Attest(attest())),
        accepted("attest-nothing", "no feed between the two", &Message::Attest(Attest::default())),
        accepted(
            "recount",
            "which entries are held after a place",
            &Message::Recount(Recount { feed: feed(), lane: Lane::Bulk, after: 3 }),
        ),
        accepted("recounted", "two entries, one of them declined", &Message::Recounted(recounted())),
        accepted("fault", "why the link is cut", &Message::Fault(PeerFault::new("version", "none in common"))),
    ];
    let more = [super::classes::good(), super::journals::good(), super::matches::good(), super::relays::good()];
    [records, more.concat()].concat()
}

fn wrong_forms() -> Vec<Vector> {
    let plain = hello().encode().unwrap();
    let malformed = "the message is not well-formed CBOR, or followed by other bytes";
    let encoding = "the message is not in deterministic encoding";
    let fields = Entries::of(Entries::of(&plain).get(text("hello")));
    let hello = |fields: Vec<u8>| Entries(vec![(text("hello"), fields)]).write();
    let form = |bytes: &[u8]| format!("the message is {}", cbor::decode::<Message>(bytes).unwrap_err());
    let extra = hello(fields.clone().with(text("zzz"), int(1)).write());
    let unknown = Entries(vec![(text("dance"), int(1))]).write();
    let (extra_form, unknown_form) = (form(&extra), form(&unknown));
    vec![
        refused("trailing-byte", "one byte after the message", [plain, vec![0]].concat(), "message", malformed),
        refused("empty", "no bytes", vec![], "message", malformed),
        refused(
            "unsorted",
            "two fields in the wrong order",
            hello(fields.clone().swapped().write()),
            "message",
            encoding,
        ),
        refused("duplicate", "a field stands twice", hello(fields.clone().doubled().write()), "message", encoding),
        refused("indefinite", "a map without stated length", hello(fields.write_indefinite()), "message", encoding),
        refused(
            "digest-as-array",
            "a digest as an array of numbers",
            hello(fields.with(text("packs"), array(&vec![int(7); 32])).write()),
            "message",
            encoding,
        ),
        refused("unknown-field", "a field that this version does not have", extra, "message", &extra_form),
        refused("unknown-message", "a message that this version does not have", unknown, "message", &unknown_form),
    ]
}

fn wrong_pushes() -> Vec<Vector> {
    let form = "a push holds 1 to 256 entries that end where its head says";
    let pushed = |change: &dyn Fn(&mut Push)| {
        let mut push = push();
        change(&mut push);
        Message::Push(push).encode().unwrap()
    };
    let flip = |push: &mut Push| {
        let Entry::Record(record) = &mut push.entries[1] else { panic!("withheld") };
        *record.last_mut().unwrap() ^= 1;
    };
    let bad_head: Raw = head_kind().sign_as("node-nl, attestation", &head_kind().payload);
    let bad_head = Raw { signature: flip_last_bit(bad_head.signature.clone()), ..bad_head }.write();
    let by_member = head_kind().sign_as("nl-molenstad", &head_kind().payload).write();
    let with_entry = |name: &str, value: Vec<u8>| {
        let message = Entries::of(&Message::Push(push()).encode().unwrap());
        let entry = Entries(vec![(text(name), value)]).write();
        let fields = Entries::of(message.get(text("push"))).with(text("entries"), array(&[entry.clone(), entry]));
        Entries(vec![(text("push"), fields.write())]).write()
    };
    let decoding = |bytes: &[u8]| format!("the message is {}", cbor::decode::<Message>(bytes).unwrap_err());
    let (unknown_entry, short_id) = (with_entry("summary", int(1)), with_entry("withheld", bytes(&[7; 31])));
    let (unknown_form, short_form) = (decoding(&unknown_entry), decoding(&short_id));
    let unknown = Rejection::UnknownKey { key: RingCrypto.key_id(&public("nl-molenstad")) }.to_string();
    let signature = Rejection::Signature.to_string();
    let at_place = format!("record at place 2 of {}: {signature}", feed());
    vec![
        refused("push-empty", "no entries", pushed(&|p| p.entries.clear()), "push", form),
        refused("push-from-0", "places begin with 1", pushed(&|p| p.first = 0), "push", form),
        refused("push-past-head", "ends past its head", pushed(&|p| p.first = 2), "push", form),
        refused("push-short-of-head", "ends before its head", pushed(&|p| _ = p.entries.pop()), "push", form),
        refused("push-at-the-end-of-numbers", "the last place there is", pushed(&|p| p.first = u64::MAX), "push", form),
        refused("push-other-lane", "the head's other lane is empty", pushed(&|p| p.lane = Lane::Urgent), "push", form),
        refused(
            "push-unknown-entry",
            "an entry that is neither record nor id",
            unknown_entry,
            "message",
            &unknown_form,
        ),
        refused("push-withheld-short-id", "the id withheld has 31 bytes", short_id, "message", &short_form),
        refused(
            "push-flipped-bit",
            "the last bit of the second record is flipped",
            pushed(&flip),
            "signature",
            &at_place,
        ),
        refused(
            "push-bad-head",
            "the head's signature is wrong",
            pushed(&|p| p.head = ByteBuf::from(bad_head.clone())),
            "signature",
            &signature,
        ),
        refused(
            "push-head-by-member",
            "the head is signed with the member's key",
            pushed(&|p| p.head = ByteBuf::from(by_member.clone())),
            "unknown-key",
            &unknown,
        ),
    ]
}

fn wrong_registers() -> Vec<Vector> {
    let receipt = head_kind().sign(&head_kind().payload);
    let forged: Raw = head_kind().sign_as("node-nl, attestation", &head_kind().payload);
    let forged = Raw { signature: flip_last_bit(forged.signature.clone()), ..forged }.write();
    let extension = |error| {
        let line = Line::Section(super::federation::country("NL"));
        RegisterError::Extension { line, sequence: 1, error }.to_string()
    };
    let lone = sign(second(), &["section NL, one"]);
    let Message::Hello(hello) = hello() else { unreachable!() };
    let heads = vec![hello.register[0].clone(); MAX_SECTIONS + 2];
    let message = |version: Vec<u8>| Message::Register(vec![ByteBuf::from(version)]).encode().unwrap();
    vec![
        refused(
            "register-too-few-signatures",
            "signed with one Dutch key of the two that it takes",
            message(lone),
            "register",
            &extension(ExtensionError::Signatures { found: 1, needed: 2 }),
        ),
        refused(
            "hello-too-many-lines",
            "one line more than a register has",
            Message::Hello(Hello { register: heads, ..hello }).encode().unwrap(),
            "hello",
            "a hello names the head of each line of the register once",
        ),
        refused(
            "attest-bad-head",
            "a head whose signature is wrong",
            Message::Attest(Attest { heads: vec![ByteBuf::from(forged)], ..Attest::default() }).encode().unwrap(),
            "signature",
            &Rejection::Signature.to_string(),
        ),
        Vector::refused(
            "head-for-receipt",
            "a feed head where a receipt stands",
            Entries(vec![(text("receipt"), bytes(&receipt))]).write(),
            &Rejection::ContentType {
                found: "application/vnd.sluis.feed-head+cbor".to_owned(),
                expected: "application/vnd.sluis.receipt+cbor",
            },
        ),
    ]
}

fn vectors() -> Vec<Vector> {
    let pushes = [wrong_pushes(), super::relays::wrong_pushes()].concat();
    let more = [super::classes::wrong(), super::journals::wrong(), super::matches::wrong()].concat();
    [good(), wrong_forms(), pushes, wrong_registers(), more].concat()
}

#[test]
fn the_vectors_of_messages_are_as_committed() {
    compare("link.json", &file("Messages on a link, checked against the register of federation.json.", &vectors()));
}

fn says(checked: &Checked, bytes: &[u8], directory: &Directory) -> Value {
    if let Checked::Push(push) = checked {
        assert_eq!(push.items.len(), 2);
        assert_eq!(push.head.checked_against(), directory.digest());
    }
    view(bytes)
}

#[test]
fn messages_are_judged_as_the_vectors_say() {
    let directory = directory();
    for form in committed_vectors("link.json") {
        let vector = Vector::from_json(&form);
        let outcome = wire::check(&directory, &RingCrypto, vector.evidence, &vector.bytes);
        let outcome = outcome.map(|checked| (None, says(&checked, &vector.bytes, &directory)));
        vector.assert(outcome.map_err(|fault| (fault.code, fault.text)));
    }
}
