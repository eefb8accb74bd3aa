//! Policy engines for the core and for the workers beside it: each holds its own parsed copy of the packs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use sluis_protocol::core::{Judge, JudgeError};
use sluis_schemas::packs::{self, PackSource};
use thiserror::Error;

use crate::crypto::RingCrypto;

/// The folder in a node's directory with what its operator adds to the packs: files `*.cedar`.
pub const FOLDER: &str = "policy";

/// A set of packs, or of what is added to them.
type Packs = Arc<[PackSource]>;

/// Makes engines of the packs in force. Clones share which those are.
#[derive(Debug, Clone)]
pub struct JudgeFactory {
    packs: Arc<RwLock<Packs>>,
    additions: Packs,
}

impl Default for JudgeFactory {
    /// With the packs that ship, and no additions.
    fn default() -> Self {
        Self { packs: Arc::new(RwLock::new(packs::all().into())), additions: Arc::default() }
    }
}

/// What an operator adds cannot be read.
#[derive(Debug, Error)]
#[error("`{file}` cannot be read: {why}")]
pub struct AdditionError {
    file: PathBuf,
    why: std::io::Error,
}

impl JudgeFactory {
    /// With what a node's operator adds in its directory, in the order of the files' names.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of(dir: &Path) -> Result<Self, AdditionError> {
        let folder = dir.join(FOLDER);
        let unreadable = |file: &Path| {
            let file = file.to_owned();
            move |why| AdditionError { file, why }
        };
        if !folder.try_exists().map_err(unreadable(&folder))? {
            return Ok(Self::default());
        }
        let entries = fs::read_dir(&folder).and_then(|entries| entries.collect::<Result<Vec<_>, _>>());
        let mut files: Vec<PathBuf> =
            entries.map_err(unreadable(&folder))?.into_iter().map(|entry| entry.path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "cedar"));
        files.sort();
        let read = |file: &PathBuf| {
            let name = format!("{FOLDER}/{}", file.file_name().unwrap_or_default().to_string_lossy());
            let text = fs::read_to_string(file).map_err(unreadable(file))?;
            Ok(PackSource { name, country: None, text })
        };
        Ok(Self { additions: files.iter().map(read).collect::<Result<_, _>>()?, ..Self::default() })
    }

    /// What is added.
    #[must_use]
    pub fn additions(&self) -> &[PackSource] {
        &self.additions
    }

    /// From now on engines are made of these packs.
    pub fn put_in_force(&self, texts: Packs) {
        *self.packs.write().unwrap_or_else(PoisonError::into_inner) = texts;
    }

    /// The packs in force.
    #[must_use]
    pub fn packs(&self) -> Packs {
        self.packs.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An engine of its own.
    ///
    /// # Errors
    /// If a pack or an addition does not hold, naming it and the policy.
    pub fn make(&self) -> Result<Judge, JudgeError> {
        self.make_of(&self.packs())
    }

    /// An engine of other packs, with the same additions.
    ///
    /// # Errors
    /// As [`Self::make`].
    pub fn make_of(&self, packs: &[PackSource]) -> Result<Judge, JudgeError> {
        Judge::of(&RingCrypto, packs.to_vec(), &self.additions)
    }
}

/// Engines that take turns: as many as were ever needed at once.
#[derive(Clone)]
pub struct JudgePool {
    /// Each with its packs.
    idle: Arc<Mutex<Vec<(Packs, Judge)>>>,
    factory: JudgeFactory,
}

impl JudgePool {
    /// A pool without engines yet.
    #[must_use]
    pub fn new(factory: JudgeFactory) -> Self {
        Self { idle: Arc::default(), factory }
    }

    /// What engines are made of.
    #[must_use]
    pub const fn factory(&self) -> &JudgeFactory {
        &self.factory
    }

    /// Judges with an engine that nobody else uses meanwhile.
    ///
    /// # Errors
    /// What `work` says, or that no engine could be made.
    pub fn with<T>(&self, work: impl FnOnce(&mut Judge) -> Result<T, JudgeError>) -> Result<T, JudgeError> {
        let packs = self.factory.packs();
        let idle = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            idle.retain(|(of, _)| Arc::ptr_eq(of, &packs));
            idle.pop()
        };
        let mut judge = match idle {
            Some((_, judge)) => judge,
            None => self.factory.make_of(&packs)?,
        };
        let result = work(&mut judge);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((packs, judge));
        result
    }
}
