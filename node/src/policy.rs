//! Policy engines for the core and for the workers beside it: each holds its own parsed copy of the packs.

use std::sync::{Arc, Mutex, PoisonError};

use sluis_protocol::core::{Judge, JudgeError};

use crate::crypto::RingCrypto;

/// Makes engines of the same packs.
#[derive(Debug, Clone, Copy, Default)]
pub struct JudgeFactory;

impl JudgeFactory {
    /// An engine of its own.
    ///
    /// # Errors
    /// If a pack does not hold, naming pack and policy.
    pub fn make(self) -> Result<Judge, JudgeError> {
        Judge::new(&RingCrypto)
    }
}

/// Engines that take turns: as many as were ever needed at once.
#[derive(Clone)]
pub struct JudgePool {
    idle: Arc<Mutex<Vec<Judge>>>,
    factory: JudgeFactory,
}

impl JudgePool {
    /// A pool without engines yet.
    #[must_use]
    pub fn new(factory: JudgeFactory) -> Self {
        Self { idle: Arc::default(), factory }
    }

    /// Judges with an engine that nobody else uses meanwhile.
    ///
    /// # Errors
    /// What `work` says, or that no engine could be made.
    pub fn with<T>(&self, work: impl FnOnce(&mut Judge) -> Result<T, JudgeError>) -> Result<T, JudgeError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut judge = match idle {
            Some(judge) => judge,
            None => self.factory.make()?,
        };
        let result = work(&mut judge);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(judge);
        result
    }
}
