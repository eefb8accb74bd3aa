//! Keys that follow each other: of one use a node holds the newest and those before it, as long as it has not let go of
//! their files.

use std::fs;
use std::path::{Path, PathBuf};

use sluis_protocol::crypto::{PublicKey, Signer};
use sluis_protocol::register::KeyEntry;
use sluis_schemas::Timestamp;

use super::file::{self, KeyError, Seed};
use crate::crypto::Ed25519Signer;

/// A signing key with its public half.
#[derive(Debug)]
pub struct Pair {
    /// The secret half.
    pub seed: Seed,
    /// The public half.
    pub public: PublicKey,
}

impl Pair {
    pub(super) fn create(path: &Path, what: &str) -> Result<Self, KeyError> {
        Self::of(path, file::create(path, what)?)
    }

    fn of(path: &Path, seed: Seed) -> Result<Self, KeyError> {
        let signer = Ed25519Signer::try_from(&seed).map_err(|_| KeyError::Malformed { path: path.to_owned() })?;
        Ok(Self { public: signer.public_key(), seed })
    }
}

/// All keys of one use, at least one.
#[derive(Debug)]
pub struct Pairs {
    oldest: Pair,
    newer: Vec<Pair>,
    /// How many there were, those counted whose files are gone.
    count: u32,
}

impl Pairs {
    pub(super) const fn new(only: Pair) -> Self {
        Self { oldest: only, newer: Vec::new(), count: 1 }
    }

    /// Every key, the oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Pair> {
        std::iter::once(&self.oldest).chain(&self.newer)
    }

    /// The one that was made last.
    #[must_use]
    pub fn newest(&self) -> &Pair {
        self.newer.last().unwrap_or(&self.oldest)
    }

    /// The one to use now, as the register has it.
    #[must_use]
    pub fn to_use(&self, entries: &[KeyEntry], now: Timestamp) -> Option<&Pair> {
        let held = |key: &PublicKey| self.all().any(|pair| pair.public == *key);
        let entry = KeyEntry::to_use(entries, now, held)?;
        self.all().find(|pair| pair.public == entry.key)
    }

    /// Makes the next one, in a file `<stem>.<number>.key`.
    pub(super) fn add(&mut self, dir: &Path, stem: &str, what: &str) -> Result<PublicKey, KeyError> {
        let number = self.count.saturating_add(1);
        let pair = Pair::create(&dir.join(format!("{stem}.{number}.key")), what)?;
        let public = pair.public;
        self.count = number;
        self.newer.push(pair);
        Ok(public)
    }

    /// Reads those of a stem.
    pub(super) fn load(dir: &Path, stem: &str) -> Result<Self, KeyError> {
        let all = named(dir)?.into_iter().filter_map(|(path, name)| match name {
            Some((of, number)) if of == stem => Some((number, path)),
            _ => None,
        });
        Self::read(dir, stem, all.collect())
    }

    /// Reads keys by their numbers.
    pub(super) fn read(dir: &Path, stem: &str, mut files: Vec<(u32, PathBuf)>) -> Result<Self, KeyError> {
        files.sort();
        let count = files.last().map_or(1, |(number, _)| *number);
        let mut pairs = files.into_iter().map(|(_, path)| Pair::of(&path, file::load(&path)?));
        let missing = || KeyError::Missing { path: dir.join(format!("{stem}.key")) };
        let oldest = pairs.next().ok_or_else(missing)??;
        Ok(Self { oldest, newer: pairs.collect::<Result<_, _>>()?, count })
    }
}

/// What a key's file is named after, and which key of it this is, from 1.
pub(super) type Named = (String, u32);

/// The files in a directory, and what each holds by its name: `<stem>.key` the first key, `<stem>.<number>.key` a later one.
pub(super) fn named(dir: &Path) -> Result<Vec<(PathBuf, Option<Named>)>, KeyError> {
    let io = |e| KeyError::io(dir, e);
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".key"));
        let named = name.and_then(|name| match name.split_once('.') {
            None => Some((name.to_owned(), 1)),
            Some((stem, number)) => {
                let number = number.parse().ok().filter(|number: &u32| *number > 1)?;
                Some((stem.to_owned(), number))
            }
        });
        files.push((path, named));
    }
    Ok(files)
}
