//! Places in lists as clients see them: sealed, so that they tell nothing and none can be made up, and good for one
//! member and one question only.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sluis_schemas::MemberId;

use crate::crypto::{fixed, random};
use crate::keys::KeyRing;
use crate::store::Cursor;

/// Bytes of a sealed cursor.
const SEALED: usize = NONCE_LEN + 16 + 16;
/// Characters of a cursor.
pub const LENGTH: usize = 2 * SEALED;

/// Seals and opens cursors.
pub(crate) struct Cursors(LessSafeKey);

impl Cursors {
    /// With a key of its own, derived from the node's; none where it is no key, which does not happen.
    pub(crate) fn new(ring: &KeyRing) -> Option<Self> {
        let key = ring.keyed_hash("cursor-key", &[]);
        Some(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key.0).ok()?)))
    }

    /// The text form, for a member and a question.
    pub(crate) fn seal(&self, member: &MemberId, question: &str, cursor: Cursor) -> Option<String> {
        let nonce: [u8; 32] = random()?;
        let nonce: [u8; NONCE_LEN] = fixed(nonce.get(..NONCE_LEN)?);
        let mut sealed = [cursor.major.to_be_bytes(), cursor.minor.to_be_bytes()].concat();
        let aad = Aad::from(aad(member, question));
        self.0.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).ok()?;
        Some(hex::encode([&nonce[..], &sealed].concat()))
    }

    /// The place, if it was sealed for this member and question.
    pub(crate) fn open(&self, member: &MemberId, question: &str, text: &str) -> Option<Cursor> {
        let bytes = hex::decode(text).ok().filter(|bytes| bytes.len() == SEALED)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let plain = self.0.open_in_place(nonce, Aad::from(aad(member, question)), &mut sealed).ok()?;
        let (major, minor) = plain.split_at_checked(8)?;
        Some(Cursor {
            major: u64::from_be_bytes(major.try_into().ok()?),
            minor: u64::from_be_bytes(minor.try_into().ok()?),
        })
    }
}

fn aad(member: &MemberId, question: &str) -> Vec<u8> {
    [member.as_str().as_bytes(), b"\0", question.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_for_its_member_and_question_only_and_not_when_it_was_changed() {
        let dir = tempfile::tempdir().unwrap();
        let cursors = Cursors::new(&KeyRing::create(dir.path()).unwrap()).unwrap();
        let (one, other): (MemberId, MemberId) = ("nl-a".parse().unwrap(), "nl-b".parse().unwrap());
        let place = Cursor { major: 7, minor: 9 };
        let text = cursors.seal(&one, "q", place).unwrap();
        assert_eq!((text.len(), cursors.open(&one, "q", &text)), (LENGTH, Some(place)));
        assert_eq!(cursors.open(&other, "q", &text), None);
        assert_eq!(cursors.open(&one, "other", &text), None);
        for end in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[end] = if changed[end] == b'0' { b'1' } else { b'0' };
            assert_eq!(cursors.open(&one, "q", &String::from_utf8(changed).unwrap()), None, "{end}");
            assert_eq!(cursors.open(&one, "q", &text[..end]), None);
        }
        assert_ne!(cursors.seal(&one, "q", place).unwrap(), text, "two of one place are not told to be the same");
    }
}
