//! Who the members are, and what stands between them: from a federation file, or from a node's register.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use sluis_protocol::core::view;
use sluis_protocol::gates::MemberView;
use sluis_protocol::register::Register;
use sluis_schemas::MemberId;
use sluis_schemas::federation::{Agreement, Federation, MemberEntry};
use sluis_schemas::vocabulary::Language;

use crate::cli::output;
use crate::register_file;

/// Members and agreements.
pub(super) struct Ground {
    members: BTreeMap<MemberId, MemberEntry>,
    /// Those of them that were succeeded: nothing new goes to them.
    succeeded: BTreeSet<MemberId>,
    pub(super) agreements: Vec<Agreement>,
}

impl Ground {
    /// Reads a federation file, or else the register in a node's directory. Problems are told in a language.
    pub(super) fn read(federation: Option<&Path>, dir: Option<&Path>, lang: Language) -> anyhow::Result<Self> {
        match (federation, dir) {
            (Some(file), _) => Ok(Self::of_federation(read_federation(file, lang)?)),
            (None, Some(dir)) => {
                let file = dir.join(register_file::FILE);
                let register = register_file::read_register(&file).context("the node's register cannot be used")?;
                Ok(Self::of_register(register.head()))
            }
            (None, None) => bail!(
                "nobody says who the members are: give `--federation FILE`, or `--dir DIR` of a node that has a register"
            ),
        }
    }

    fn of_federation(federation: Federation) -> Self {
        let members = federation.members.into_iter().map(|member| (member.id.clone(), member)).collect();
        Self { members, succeeded: BTreeSet::new(), agreements: federation.agreements }
    }

    fn of_register(register: &Register) -> Self {
        let entry = |(id, member): (&MemberId, &sluis_protocol::register::Member)| MemberEntry {
            id: id.clone(),
            country: member.country.clone(),
            role: member.role,
            name: member.name.clone(),
            node: member.node.clone(),
            third_country: member.third_country,
            mandates: view(register, id).map(|seen| seen.mandates.to_vec()).unwrap_or_default(),
        };
        let members = register.members.iter().map(|member| (member.0.clone(), entry(member))).collect();
        let succeeded = register.members.keys().filter(|id| register.successor(id).is_some()).cloned().collect();
        Self { members, succeeded, agreements: register.agreements.iter().cloned().collect() }
    }

    /// Every member that something new may go to, in order of their ids.
    pub(super) fn members(&self) -> impl Iterator<Item = MemberView<'_>> {
        self.members.values().filter(|member| !self.succeeded.contains(&member.id)).map(MemberView::from)
    }

    /// A member.
    pub(super) fn member(&self, id: &MemberId) -> Option<MemberView<'_>> {
        self.members.get(id).map(MemberView::from)
    }
}

/// Reads a federation file, naming every problem in a language.
pub(in crate::cli) fn read_federation(file: &Path, lang: Language) -> anyhow::Result<Federation> {
    let bytes = fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    Federation::parse(&bytes).map_err(|problems| {
        anyhow::anyhow!("`{}` is not a federation file:{}", file.display(), output::problem_lines(lang, &problems))
    })
}
