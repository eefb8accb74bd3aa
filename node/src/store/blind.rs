//! Blind indexes: what is searched for stands in the files as keyed hashes only.
//!
//! The key of each member is derived from the node's index key, so that equal tokens say something of one member's
//! records and nothing across members.

use std::collections::BTreeSet;

use ring::hmac;
use sluis_protocol::core::{MatchCounter, Term};
use sluis_schemas::MemberId;

use crate::keys::KeyRing;

/// Bytes of a term in a packed column. Who reads the record afterwards sees a false match, one in 2^64.
const PACKED: usize = 8;
/// Bytes of an identifier's token.
const IDENTIFIER: usize = 16;

/// Makes tokens. Holds a key of its own.
pub(super) struct Blind(hmac::Key);

/// Makes the tokens of one member.
pub(super) struct Tokens(hmac::Key);

/// The tokens of a record, as a member's row has them.
pub(super) struct Packed {
    /// Terms other than identifiers.
    pub(super) terms: Vec<u8>,
    /// Identifiers.
    pub(super) identifiers: Vec<Vec<u8>>,
}

impl Blind {
    pub(super) fn new(ring: &KeyRing) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, &ring.keyed_hash("store/search-key", &[]).0))
    }

    /// What stands for whom or what is counted.
    pub(super) fn counter(&self, counter: &MatchCounter) -> Vec<u8> {
        let (kind, member, of) = match counter {
            MatchCounter::User { member, user } => ("user", member, user.as_str()),
            MatchCounter::Case { member, case } => ("case", member, case.as_str()),
            MatchCounter::Asked { member, of } => ("asked", member, of.as_str()),
            MatchCounter::From { member, asker } => ("from", member, asker.as_str()),
        };
        // No kind and no member has a zero byte.
        let mut context = hmac::Context::with_key(&self.0);
        for part in [b"match\0".as_slice(), kind.as_bytes(), b"\0", member.as_str().as_bytes(), b"\0", of.as_bytes()] {
            context.update(part);
        }
        context.sign().as_ref().to_vec()
    }

    pub(super) fn of(&self, member: &MemberId) -> Tokens {
        let key = hmac::sign(&self.0, member.as_str().as_bytes());
        Tokens(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }
}

impl Tokens {
    /// What stands for a term: in the column of terms, or as an identifier's row.
    pub(super) fn token(&self, term: &Term) -> Vec<u8> {
        let (kind, value, length) = match term {
            Term::Type(code) => ("type", code.as_str(), PACKED),
            Term::Sector(digits) => ("sector", digits.as_str(), PACKED),
            Term::Region(code) => ("region", code.as_str(), PACKED),
            Term::Identifier(scheme, value) => (scheme.as_str(), value.as_str(), IDENTIFIER),
        };
        // No kind is the name of a scheme, and none has a zero byte.
        let mut context = hmac::Context::with_key(&self.0);
        for part in [kind.as_bytes(), b"\0", value.as_bytes()] {
            context.update(part);
        }
        context.sign().as_ref().iter().copied().take(length).collect()
    }

    pub(super) fn pack(&self, terms: &BTreeSet<Term>) -> Packed {
        let mut packed = Packed { terms: Vec::new(), identifiers: Vec::new() };
        for term in terms {
            let token = self.token(term);
            match term {
                Term::Identifier(..) => packed.identifiers.push(token),
                _ => packed.terms.extend(token),
            }
        }
        packed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sluis_schemas::vocabulary::{Scheme, SignalType};

    #[test]
    fn a_token_stands_for_one_term_of_one_member_at_one_node() {
        let ring = || KeyRing::create(tempfile::tempdir().unwrap().path()).unwrap();
        let (here, elsewhere) = (Blind::new(&ring()), Blind::new(&ring()));
        let (one, other) = ("nl-a".parse().unwrap(), "nl-b".parse().unwrap());
        let kvk = Term::Identifier(Scheme::NlKvk, "81122373".to_owned());
        let rsin = Term::Identifier(Scheme::NlRsin, "81122373".to_owned());
        assert_eq!(here.of(&one).token(&kvk), here.of(&one).token(&kvk));
        let all = [
            here.of(&one).token(&kvk),
            here.of(&one).token(&rsin),
            here.of(&other).token(&kvk),
            elsewhere.of(&one).token(&kvk),
        ];
        assert_eq!(BTreeSet::from(all).len(), 4);
        let type_and_sector = BTreeSet::from([Term::Type(SignalType::Request), Term::sector("56.1")]);
        let packed = here.of(&one).pack(&type_and_sector);
        assert_eq!((packed.terms.len(), packed.identifiers.len()), (2 * PACKED, 0));
        assert!(packed.terms.windows(PACKED).any(|window| window == here.of(&one).token(&Term::sector("561"))));
    }
}
