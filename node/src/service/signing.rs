//! What members say, signed with their keys; and what the store knows of what they submit.

use sluis_protocol::cbor;
use sluis_protocol::core::{Fingerprint, IdempotencyKey, Prepared, Preview, ToOrder, ToRetract, ToSay};
use sluis_protocol::crypto::Salt;
use sluis_protocol::envelope::{self, MAX_RECORD, RecordId};
use sluis_protocol::gates::facts::RequestView;
use sluis_protocol::records::{
    AudienceCommitment, Corrects, FeedId, Ownership, Reaffirmation, Record, RelayOrder, Retraction, Signal,
};
use sluis_protocol::register::{Directory, Verified};
use sluis_schemas::calls::MatchOf;
use sluis_schemas::content::Submission;
use sluis_schemas::{MemberId, Timestamp};

use super::ServiceError;
use crate::clock;
use crate::crypto::{Ed25519Signer, RingCrypto, random};
use crate::keys::KeyRing;

/// What a submission is signed with and under.
pub(crate) struct Signing {
    /// The outcome table now.
    pub(crate) table: Preview,
    /// The request that it answers, as it stood when the table was judged.
    pub(crate) request: Option<RequestView>,
    /// The version before, in a correction.
    pub(crate) corrects: Option<Corrects>,
}

pub(super) fn salt() -> Result<Salt, ServiceError> {
    random().map(Salt).ok_or(ServiceError::Internal)
}

/// Signs a submission as a record, with what never leaves its origin.
pub(crate) fn sign(
    directory: &Directory,
    keys: &KeyRing,
    member: &MemberId,
    submission: Submission,
    signing: Signing,
) -> Result<Prepared, ServiceError> {
    let Submission { content, distribution } = submission;
    let Signing { table, request, corrects } = signing;
    let audience_salt = salt()?;
    let audience =
        AudienceCommitment::to(&RingCrypto, &audience_salt, &distribution).map_err(|_| ServiceError::Internal)?;
    let (salt, at, register, origin) = (salt()?, clock::now(), directory.digest(), member.clone());
    let record = signed(directory, keys, &Signal { salt, at, register, origin, audience, corrects, content }, at)?;
    Ok(Prepared { record, audience_salt, distribution, table, request })
}

/// Signs, as its discloser, that a signal is taken back from one member.
pub(crate) fn sign_retraction(
    directory: &Directory,
    keys: &KeyRing,
    what: &ToRetract,
) -> Result<Verified<Retraction>, ServiceError> {
    let (at, register) = (clock::now(), directory.digest());
    let (origin, receiver) = (what.feed.discloser.clone(), what.feed.receiver.clone());
    let said = Retraction { salt: salt()?, at, register, origin, receiver, signal: what.signal, ground: what.ground };
    signed(directory, keys, &said, at)
}

/// Signs what a member says of a signal without a user.
pub(crate) fn sign_ownership(
    directory: &Directory,
    keys: &KeyRing,
    what: &ToSay,
) -> Result<Verified<Ownership>, ServiceError> {
    let (at, register, step) = (clock::now(), directory.digest(), what.step.clone());
    let (origin, addressee) = (what.feed.discloser.clone(), what.feed.receiver.clone());
    signed(
        directory,
        keys,
        &Ownership { salt: salt()?, at, register, origin, addressee, signal: what.signal, step },
        at,
    )
}

/// Signs, as its origin, that a relay is to pass a signal on.
pub(crate) fn sign_order(
    directory: &Directory,
    keys: &KeyRing,
    what: &ToOrder,
) -> Result<Verified<RelayOrder>, ServiceError> {
    let ToOrder { origin, relay, receiver, signal, record, until } = what.clone();
    let (at, register) = (clock::now(), directory.digest());
    let said = RelayOrder { salt: salt()?, at, register, origin, relay, receiver, signal, record, until };
    signed(directory, keys, &said, at)
}

/// Signs, as their discloser, that records stand which a key signed that has ended.
pub(crate) fn sign_reaffirmation(
    directory: &Directory,
    keys: &KeyRing,
    feed: &FeedId,
    records: Vec<RecordId>,
) -> Result<Verified<Reaffirmation>, ServiceError> {
    let (at, register) = (clock::now(), directory.digest());
    let (origin, receiver) = (feed.discloser.clone(), feed.receiver.clone());
    signed(directory, keys, &Reaffirmation { salt: salt()?, at, register, origin, receiver, records }, at)
}

/// Signs what a member says with its key and takes it through the one door.
pub(super) fn signed<T: Record>(
    directory: &Directory,
    keys: &KeyRing,
    said: &T,
    at: Timestamp,
) -> Result<Verified<T>, ServiceError> {
    let member = said.speaker();
    let no_key = || ServiceError::NoKey { member: member.clone() };
    let entries = directory.member(member).map(|member| member.keys.as_slice()).unwrap_or_default();
    let pair = keys.member(member).and_then(|pairs| pairs.to_use(entries, at)).ok_or_else(no_key)?;
    let signer = Ed25519Signer::try_from(&pair.seed).map_err(|_| no_key())?;
    let payload = cbor::encode(said).map_err(|_| ServiceError::Internal)?;
    let bytes = envelope::seal(&RingCrypto, &signer, directory.scope(), T::CONTENT_TYPE, payload, MAX_RECORD)
        .map_err(|_| ServiceError::TooLarge)?;
    directory.verify(&RingCrypto, &bytes, at).map_err(|rejection| {
        tracing::error!(%member, %rejection, "our own record is not valid under the register");
        no_key()
    })
}

/// What the store knows an idempotency key by.
pub(crate) fn idempotency(keys: &KeyRing, member: &MemberId, key: &str) -> IdempotencyKey {
    keys.keyed_hash("idempotency", &[member.as_str().as_bytes(), key.as_bytes()])
}

/// What the store knows a submission by, so that it says nothing of it to who reads the store.
pub(crate) fn fingerprint(
    keys: &KeyRing,
    member: &MemberId,
    submission: &Submission,
) -> Result<Fingerprint, ServiceError> {
    let content = cbor::encode(&submission.content).map_err(|_| ServiceError::Internal)?;
    let distribution = cbor::encode(&submission.distribution).map_err(|_| ServiceError::Internal)?;
    Ok(keys.keyed_hash("submission", &[member.as_str().as_bytes(), &content, &distribution]))
}

/// The same of what is asked in a match.
pub(super) fn fingerprint_of_match(keys: &KeyRing, member: &MemberId, of: &MatchOf) -> Fingerprint {
    let (scheme, purpose) = (of.identifier.scheme().to_string(), of.purpose.to_string());
    let mut parts = vec![member.as_str(), &scheme, of.identifier.value(), &purpose, &of.case];
    parts.extend(of.members.iter().map(MemberId::as_str));
    let parts: Vec<&[u8]> = parts.into_iter().map(str::as_bytes).collect();
    keys.keyed_hash("match", &parts)
}
