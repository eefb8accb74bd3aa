//! Sets of packs that nodes put in force in runs: those that ship, and some that hold back more.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{LazyLock, Mutex, PoisonError};

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

    /// Its gates, made once.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if a pack does not hold.
    pub fn engine(self) -> Result<&'static Engine, SimError> {
        static ENGINES: LazyLock<BTreeMap<PackSet, Result<Engine, String>>> = LazyLock::new(|| {
            let engine = |set: PackSet| Engine::narrowed(packs::SCHEMA, set.texts(), &[]).map_err(|e| e.to_string());
            PackSet::ALL.into_iter().map(|set| (set, engine(set))).collect()
        });
        let engine = ENGINES.get(&self).ok_or_else(|| scenario("no such set of packs"))?;
        engine.as_ref().map_err(scenario)
    }

    /// The set, as it is put in force: proved once, where a run asks for it, since that takes some seconds.
    ///
    /// # Errors
    /// [`SimError::Scenario`] if it breaks a promise.
    pub fn proven(self) -> Result<Proven, SimError> {
        static PROVEN: Mutex<BTreeMap<PackSet, Proven>> = Mutex::new(BTreeMap::new());
        let mut known = PROVEN.lock().unwrap_or_else(PoisonError::into_inner);
        let proven = match known.entry(self) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let judge = Judge::of(&ModelCrypto, self.texts(), &[]).map_err(scenario)?;
                new.insert(Proven::of(judge, Date::of(BEGIN), &mut |_, _| {}).map_err(scenario)?)
            }
        };
        Ok(proven.beside())
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
