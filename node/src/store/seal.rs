//! What each sealed column is bound to.

use sluis_protocol::core::DraftId;
use sluis_protocol::crypto::Digest;
use sluis_protocol::envelope::RecordId;
use sluis_protocol::journal::JournalSeq;
use sluis_schemas::MemberId;

use super::vault::aad;

pub(super) fn draft(member: &MemberId, id: &DraftId) -> Vec<u8> {
    aad("draft", &[member.as_str().as_bytes(), id.0.as_bytes()])
}

pub(super) fn record(id: RecordId) -> Vec<u8> {
    aad("record", &[&id.0.0])
}

pub(super) fn private(member: &MemberId, record: RecordId) -> Vec<u8> {
    aad("private", &[member.as_str().as_bytes(), &record.0.0])
}

pub(super) fn token(member: &MemberId, hash: Digest) -> Vec<u8> {
    aad("token", &[member.as_str().as_bytes(), &hash.0])
}

pub(super) fn query(id: RecordId) -> Vec<u8> {
    aad("asked_match", &[&id.0.0])
}

pub(super) fn opening(seq: JournalSeq) -> Vec<u8> {
    aad("opening", &[&seq.0.to_be_bytes()])
}
