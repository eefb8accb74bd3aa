//! The gates as the core asks them.

use sluis_schemas::content::{Content, Distribution};
use sluis_schemas::{MemberId, Timestamp};

use crate::crypto::Digest;
use crate::journal::{Actor, PolicyEpoch, ReadForm};
use crate::records::Signal;
use crate::register::Directory;

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judged {
    /// Yes.
    Permitted,
    /// No: the outcome as text.
    Refused(String),
    /// It could not decide.
    Error,
}

/// The gates.
pub struct Judge {}

#[allow(missing_docs, unused_variables, clippy::unimplemented)]
impl Judge {
    pub fn epoch(&self, directory: &Directory, now: Timestamp) -> PolicyEpoch {
        unimplemented!()
    }
    pub fn packs_digest(&self) -> Digest {
        unimplemented!()
    }
    pub fn may_draft(&mut self, directory: &Directory, actor: &Actor) -> Option<String> {
        unimplemented!()
    }
    pub fn may_release(&mut self, directory: &Directory, actor: &Actor) -> Option<String> {
        unimplemented!()
    }
    pub fn may_read(
        &mut self,
        directory: &Directory,
        actor: &Actor,
        content: &Content,
        form: ReadForm,
        now: Timestamp,
    ) -> Option<String> {
        unimplemented!()
    }
    pub fn disclose(
        &mut self,
        directory: &Directory,
        signal: &Signal,
        distribution: &Distribution,
        receiver: &MemberId,
        now: Timestamp,
    ) -> Judged {
        unimplemented!()
    }
    pub fn accept(&mut self, directory: &Directory, signal: &Signal, receiver: &MemberId, now: Timestamp) -> Judged {
        unimplemented!()
    }
}
