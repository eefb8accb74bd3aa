//! Who has a say in a version: the authorities in a root, a country's keys in its section.

use std::collections::BTreeSet;

use sluis_protocol::crypto::PublicKey;
use sluis_protocol::register::{Root, SignedVersion, Version};
use sluis_schemas::Country;

use crate::crypto::RingCrypto;

/// Who must sign a version, and who did.
pub(super) struct Say {
    /// Keys that count, each with the country that it is of.
    keys: Vec<(Country, PublicKey)>,
    /// Those of them that signed.
    signed: Vec<(Country, PublicKey)>,
    needed: usize,
}

impl Say {
    /// Of a version that came in a file with others; none where the root that it was drawn up under is not among them.
    pub(super) fn of(version: &SignedVersion, among: &[SignedVersion]) -> Option<Self> {
        let (keys, needed): (Vec<_>, u16) = match &version.version {
            Version::Root(root) => {
                // The first is signed by its own authorities, each later one by those before it.
                let before = roots(among).find(|(digest, _)| Some(*digest) == root.previous).map(|(_, root)| root);
                let by = before.unwrap_or(root);
                (by.authorities.iter().map(|(country, key)| (country.clone(), *key)).collect(), by.threshold)
            }
            Version::Section(section) => {
                let delegations = roots(among).filter_map(|(_, root)| {
                    let delegation = root.delegations.get(&section.country)?;
                    delegation.covers(section.sequence).then_some((root.sequence, delegation))
                });
                let (_, newest) = delegations.max_by_key(|(sequence, _)| *sequence)?;
                (newest.keys.iter().map(|key| (section.country.clone(), *key)).collect(), newest.threshold)
            }
        };
        let signed = keys.iter().filter(|(_, key)| version.is_signed_with(&RingCrypto, key)).cloned().collect();
        Some(Self { keys, signed, needed: needed.into() })
    }

    /// For which country a key signs it, if it counts.
    pub(super) fn country(&self, key: &PublicKey) -> Option<&Country> {
        self.keys.iter().find(|(_, counts)| counts == key).map(|(country, _)| country)
    }

    /// The countries whose keys signed it.
    pub(super) fn signed_by(&self) -> BTreeSet<&Country> {
        self.signed.iter().map(|(country, _)| country).collect()
    }

    /// How many of the keys that count signed it.
    pub(super) const fn count(&self) -> usize {
        self.signed.len()
    }

    /// How many of them must.
    pub(super) const fn needed(&self) -> usize {
        self.needed
    }

    /// Whether enough of them did.
    pub(super) const fn is_enough(&self) -> bool {
        self.signed.len() >= self.needed
    }
}

fn roots(among: &[SignedVersion]) -> impl Iterator<Item = (sluis_protocol::crypto::Digest, &Root)> {
    among.iter().filter_map(|signed| match &signed.version {
        Version::Root(root) => Some((signed.digest, root)),
        Version::Section(_) => None,
    })
}

/// What still has to be signed in a draft, in words: each line with how many signatures it has and takes.
pub(super) fn missing(versions: &[SignedVersion]) -> Vec<String> {
    let missing = versions.iter().filter_map(|version| {
        let say = Say::of(version, versions)?;
        let (line, count, needed) = (version.version.line(), say.count(), say.needed());
        (!say.is_enough()).then(|| format!("{line} ({count} of {needed} signatures)"))
    });
    missing.collect()
}
