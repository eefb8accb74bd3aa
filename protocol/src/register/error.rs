//! Why a version of the register is not accepted.

use sluis_schemas::{Country, MemberId, NodeId};
use thiserror::Error;

use super::{Line, SignedVersionError};

/// Most versions of one line that contradict each other and are kept: what is in force is what all of them let be.
pub(super) const MAX_TIPS: usize = 8;
/// Most countries that a root delegates to: a hello names the head of every line.
pub const MAX_SECTIONS: usize = 63;

/// Why a file or message holds no acceptable register.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegisterError {
    /// The bytes.
    #[error(transparent)]
    Signed(#[from] SignedVersionError),
    /// The first version.
    #[error("the genesis is refused: {0}")]
    Genesis(#[from] GenesisError),
    /// A later version, or the first of a section.
    #[error("version {sequence} of {line} is refused: {error}")]
    Extension {
        /// Its line.
        line: Line,
        /// Its sequence number.
        sequence: u64,
        /// Why.
        error: ExtensionError,
    },
}

impl RegisterError {
    /// Whether one that did nothing wrong may hold such a version: it came there before what speaks against it, or from
    /// where more is known.
    #[must_use]
    pub const fn may_be_held_elsewhere(&self) -> bool {
        use ExtensionError::{DoesNotFollow, NotDelegated, Replaced, SharedKey, Taken, TooManyHeads};
        let Self::Extension { error, .. } = self else { return false };
        matches!(error, DoesNotFollow { .. } | NotDelegated | Replaced | SharedKey { .. } | Taken { .. } | TooManyHeads)
    }
}

/// Why a first version is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GenesisError {
    /// Not the first.
    #[error("it is not the first version of a root (sequence 0, without a previous one)")]
    NotFirst,
    /// What it says.
    #[error(transparent)]
    Content(#[from] ExtensionError),
}

/// Why a version is not accepted beside those held.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExtensionError {
    /// Its place in its line.
    #[error(
        "it does not follow the version held ({}): it must be the next and name its digest; if two versions were signed for one place, report both to those who sign them", .held.map_or_else(|| "none".to_owned(), |held| format!("sequence {held}"))
    )]
    DoesNotFollow {
        /// Sequence held; none where nothing of the line is.
        held: Option<u64>,
    },
    /// Too few signatures.
    #[error("{found} valid signatures, {needed} needed")]
    Signatures {
        /// Valid ones.
        found: usize,
        /// Threshold.
        needed: u16,
    },
    /// A section of a country that the root says nothing of.
    #[error("the root that is held delegates nothing to this country: bring the newer root first")]
    NotDelegated,
    /// Signed with keys that the root has replaced since.
    #[error("it is signed with keys that the root has replaced since")]
    Replaced,
    /// The threshold of the root.
    #[error("the threshold {threshold} must be more than half of {authorities} authorities and not above them")]
    Threshold {
        /// Given.
        threshold: u16,
        /// Of how many.
        authorities: usize,
    },
    /// What is delegated to a country.
    #[error(
        "what is delegated to {0} does not hold: it takes at least one of its keys and no more than there are, and follows the newest section signed with other keys"
    )]
    Delegation(Country),
    /// Too many countries.
    #[error("a root delegates to at most {MAX_SECTIONS} countries")]
    TooManySections,
    /// A pack that a section names.
    #[error("the pack `{0}` belongs into the section of its country")]
    Pack(String),
    /// Too many versions for one place.
    #[error(
        "{MAX_TIPS} versions that contradict each other are held already: have them settled by those who sign them"
    )]
    TooManyHeads,
    /// What stands unsettled, and a version that does not settle all of it.
    #[error("several versions were signed for one place: the next must name the digests of all of them")]
    Unsettled,
    /// Name, environment or genesis.
    #[error("name, environment and genesis of a federation cannot change")]
    Identity,
    /// Something was removed.
    #[error(
        "{what} `{id}` was removed or its past changed; nodes and keys may only end, members may only lose mandates"
    )]
    Removed {
        /// Node, member or delegation.
        what: &'static str,
        /// Which.
        id: String,
    },
    /// A node or member of another country.
    #[error("`{id}` is of {country}: a section names nodes and members of its own country only")]
    Foreign {
        /// Which.
        id: String,
        /// Of which country.
        country: Country,
    },
    /// A name that another section has.
    #[error("`{id}` stands in the section of {country} already")]
    Taken {
        /// Which.
        id: String,
        /// Whose.
        country: Country,
    },
    /// A member on a node that is not there.
    #[error("member `{member}` is served by node `{node}`, which is not in the register")]
    UnknownNode {
        /// Member.
        member: MemberId,
        /// Node.
        node: NodeId,
    },
    /// Links that nobody carries.
    #[error("the links of node `{node}` are to be carried by `{carrier}`, which is no other node of the register")]
    Route {
        /// Whose links.
        node: NodeId,
        /// Who is to carry them.
        carrier: NodeId,
    },
    /// A successor that is none.
    #[error(
        "the successor of `{member}` must be another member of its section, and no member may come to succeed itself"
    )]
    Successor {
        /// Whose.
        member: MemberId,
    },
    /// An agreement between others than two members.
    #[error("an agreement must stand between exactly two members, at least one of them of the section that names it")]
    Agreement,
    /// One key for two owners.
    #[error("the key of `{second}` is already the key of `{first}`")]
    SharedKey {
        /// First owner.
        first: String,
        /// Second owner.
        second: String,
    },
}
