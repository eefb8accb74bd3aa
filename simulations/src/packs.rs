//! Sets of packs that nodes put in force in runs: those that ship, and some that hold back more.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Judge, Proven};
use sluis_protocol::gates::Engine;
use sluis_schemas::Date;
use sluis_schemas::packs::{self, PackSource};

use crate::crypto::ModelCrypto;
use crate::net::BEGIN;
use crate::{SimError, scenario};

/// A set of packs that keeps what the floor promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackSet {
    /// Those that ship.
    Shipped,
    /// Dutch decisions go to Belgium, and to Germany no longer.
    NotToGermany,
    /// Belgian municipalities hold no personal data of others.
    NobodyInBelgium,
}

/// What a set is made of: a pack, and what stands in it in the place of what ships.
const CHANGES: [(PackSet, &str, &str, &str); 2] = [
    (
        PackSet::NotToGermany,
        "nl",
        "[Country::\"NL\", Country::\"BE\", Country::\"DE\"]",
        "[Country::\"NL\", Country::\"BE\"]",
    ),
    (
        PackSet::NobodyInBelgium,
        "be",
        "    context.record.purpose == Purpose::\"licence-decision\" &&\n    !context.receiver.sectorCovered &&\n",
        "",
    ),
];

/// What is known of a set, once: proofs take a while.
struct Known {
    engine: Engine,
    proven: Proven,
}

impl PackSet {
    /// Every set.
    pub const ALL: [Self; 3] = [Self::Shipped, Self::NotToGermany, Self::NobodyInBelgium];

    /// Its texts.
    #[must_use]
    pub fn texts(self) -> Vec<PackSource> {
        let mut all = packs::all();
        for (_, name, from, to) in CHANGES.into_iter().filter(|(set, ..)| *set == self) {
            for pack in all.iter_mut().filter(|pack| pack.name == name) {
                pack.text = pack.text.replace(from, to);
            }
        }
        all
    }

    /// Its gates.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if the set breaks a promise.
    pub fn engine(self) -> Result<&'static Engine, SimError> {
        self.known().map(|known| &known.engine)
    }

    /// The set, as it is put in force.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it breaks a promise.
    pub fn proven(self) -> Result<Proven, SimError> {
        self.known().map(|known| known.proven.beside())
    }

    fn known(self) -> Result<&'static Known, SimError> {
        static SETS: [LazyLock<Result<Known, String>>; 3] = [
            LazyLock::new(|| Known::of(PackSet::Shipped)),
            LazyLock::new(|| Known::of(PackSet::NotToGermany)),
            LazyLock::new(|| Known::of(PackSet::NobodyInBelgium)),
        ];
        let [shipped, not_to_germany, nobody_in_belgium] = &SETS;
        let known = match self {
            Self::Shipped => shipped,
            Self::NotToGermany => not_to_germany,
            Self::NobodyInBelgium => nobody_in_belgium,
        };
        known.as_ref().map_err(|why| scenario(why.clone()))
    }
}

impl Known {
    fn of(set: PackSet) -> Result<Self, String> {
        let engine = Engine::narrowed(packs::SCHEMA, set.texts(), &[]).map_err(|e| e.to_string())?;
        let judge = Judge::of(&ModelCrypto, set.texts(), &[]).map_err(|e| e.to_string())?;
        let proven = Proven::of(judge, Date::of(BEGIN), &mut |_, _| {}).map_err(|e| e.to_string())?;
        Ok(Self { engine, proven })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_pack_changes_it() {
        for set in PackSet::ALL {
            assert_eq!(set.texts() == packs::all(), set == PackSet::Shipped, "{set:?}");
        }
    }
}
