//! `sluis register show`: what a register says.

mod key;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use sluis_protocol::crypto::Digest;
use sluis_protocol::register::{Node, Register, SignedRegister};
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::lists::LEGAL_BASES;
use sluis_schemas::messages::{Arg, label};
use sluis_schemas::vocabulary::{Environment, Language, Purpose, Role};
use sluis_schemas::{Country, MemberId, NodeId};

use crate::cli::output::{self, Form, Reader, named, say, word};
use crate::crypto::RingCrypto;
use crate::register_file::{self, RegisterFileError};
use key::{CoseKey, KeyView};

/// Show a register, or a version that is still to be signed
///
/// The register of a node is checked first. A version on its way is shown as it is, with the authorities that signed it.
/// With --json every key stands there as COSE_Key with its validity: what it takes to verify an exported record.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis register show --dir nl\n  sluis register show genesis.cose --json")]
pub(in crate::cli) struct Arguments {
    /// A register, or one version
    #[arg(required_unless_present = "dir", conflicts_with = "dir")]
    pub(super) file: Option<PathBuf>,
    /// Directory of a node
    #[arg(long)]
    pub(super) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) form: Form,
    #[command(flatten)]
    pub(super) reader: Reader,
}

/// A version with what stands around it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    name: &'a str,
    environment: Environment,
    version: u64,
    digest: Digest,
    /// Unknown for a later version that came without the ones before it.
    genesis: Option<Digest>,
    at: String,
    threshold: u16,
    authorities: BTreeMap<&'a Country, CoseKey>,
    signed_by: Vec<&'a Country>,
    /// Every version in the file, the oldest first.
    versions: Vec<VersionView>,
    nodes: BTreeMap<&'a NodeId, NodeView<'a>>,
    members: BTreeMap<&'a MemberId, MemberView<'a>>,
    agreements: Vec<&'a Agreement>,
    packs: &'a BTreeMap<String, Digest>,
}

/// A version and who signed it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionView {
    version: u64,
    digest: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Digest>,
    at: String,
    /// Authorities whose signature counts: those of the version before, of the genesis its own.
    signed_by: Vec<Country>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeView<'a> {
    country: &'a Country,
    operator: &'a str,
    status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<String>,
    endpoints: &'a [String],
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    routes: &'a BTreeSet<NodeId>,
    transport: Vec<KeyView>,
    attestation: Vec<KeyView>,
}

#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
enum Status {
    Active,
    WithoutKeys,
    Removed,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MemberView<'a> {
    country: &'a Country,
    role: Role,
    name: &'a str,
    node: &'a NodeId,
    third_country: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<&'a MemberId>,
    mandates: &'a [Mandate],
    keys: Vec<KeyView>,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let file = match (&arguments.file, &arguments.dir) {
        (Some(file), _) => file.clone(),
        (None, dir) => dir.clone().unwrap_or_default().join(register_file::FILE),
    };
    let (version, versions, genesis) = read(&file)?;
    let view = View::of(&version, versions, genesis);
    if arguments.form.json {
        return Ok(output::json_document(out, &view)?);
    }
    view.for_people(arguments.reader.language(), out).context("the register cannot be written out")
}

/// The newest version in a file, all of them with who signed each, and the genesis digest where the file tells it.
fn read(file: &Path) -> Result<(SignedRegister, Vec<VersionView>, Option<Digest>), RegisterFileError> {
    match register_file::read_version(file) {
        Ok(version) => {
            let genesis = (version.register.sequence == 0).then_some(version.digest);
            let versions = vec![version_view(&version, &version.register)];
            Ok((version, versions, genesis))
        }
        Err(RegisterFileError::WholeChain(_)) => {
            let register = register_file::read_register(file)?;
            let all = register_file::signed_versions(file, &register)?;
            // The genesis is signed by its own authorities, each later version by those before it.
            let before = all.iter().take(1).chain(&all);
            let versions = all.iter().zip(before).map(|(version, by)| version_view(version, &by.register)).collect();
            let newest = all.into_iter().next_back();
            let newest = newest.ok_or_else(|| RegisterFileError::Kind(file.to_owned()))?;
            Ok((newest, versions, Some(register.scope().genesis)))
        }
        Err(error) => Err(error),
    }
}

fn version_view(version: &SignedRegister, by: &Register) -> VersionView {
    VersionView {
        version: version.register.sequence,
        digest: version.digest,
        previous: version.register.previous,
        at: version.register.at.to_string(),
        signed_by: version.signers(&RingCrypto, by).cloned().collect(),
    }
}

impl<'a> View<'a> {
    fn of(version: &'a SignedRegister, versions: Vec<VersionView>, genesis: Option<Digest>) -> Self {
        let SignedRegister { register, digest, .. } = version;
        let signed = versions.last().map(|last| last.signed_by.as_slice()).unwrap_or_default();
        // An authority that left may have signed last; it is named by this version no more.
        let signed_by = register.authorities.keys().filter(|country| signed.contains(country)).collect();
        Self {
            name: &register.name,
            environment: register.environment,
            version: register.sequence,
            digest: *digest,
            genesis,
            at: register.at.to_string(),
            threshold: register.threshold,
            authorities: register.authorities.iter().map(|(country, key)| (country, CoseKey::of(key))).collect(),
            signed_by,
            versions,
            nodes: register.nodes.iter().map(|(id, node)| (id, node_view(node))).collect(),
            members: register.members.iter().map(|(id, member)| (id, member_view(member))).collect(),
            agreements: register.agreements.iter().collect(),
            packs: &register.packs,
        }
    }

    fn for_people(&self, lang: Language, out: &mut dyn Write) -> std::io::Result<()> {
        let title = say(
            lang,
            "register-title",
            [
                ("name", named(self.name)),
                ("environment", environment(self.environment, lang)),
                ("version", named(self.version)),
            ],
        );
        let drawn_up = say(lang, "register-drawn-up", [("at", named(&self.at))]);
        writeln!(out, "{}, {drawn_up}", output::heading(&title))?;
        writeln!(out, "{}", say(lang, "register-digest", [("digest", named(self.digest))]))?;
        let genesis = self.genesis.map(|genesis| say(lang, "register-genesis", [("digest", named(genesis))]));
        writeln!(out, "{}", genesis.unwrap_or_else(|| word(lang, "register-no-genesis")))?;
        writeln!(out, "{}", self.signatures(lang))?;
        writeln!(out, "\n{}", output::heading(&word(lang, "register-nodes")))?;
        for (id, node) in &self.nodes {
            self.node_for_people(lang, id, node, out)?;
        }
        self.rest_for_people(lang, out)
    }

    fn signatures(&self, lang: Language) -> String {
        let countries: Vec<&str> = self.authorities.keys().map(|country| country.as_str()).collect();
        let signed: Vec<&str> = self.signed_by.iter().map(|country| country.as_str()).collect();
        let key = if signed.is_empty() { "register-unsigned" } else { "register-signed" };
        let authorities = ("authorities", named(countries.join(", ")));
        say(lang, key, [("threshold", named(self.threshold)), authorities, ("signed", named(signed.join(", ")))])
    }

    fn node_for_people(
        &self,
        lang: Language,
        id: &NodeId,
        node: &NodeView<'_>,
        out: &mut dyn Write,
    ) -> std::io::Result<()> {
        let status = match (node.status, &node.removed) {
            (Status::Removed, Some(since)) => say(lang, "register-removed", [("since", named(since))]),
            (Status::WithoutKeys, _) => word(lang, "register-without-keys"),
            _ => places(lang, node),
        };
        writeln!(out, "{id}  {}  {}  {status}", node.country, node.operator)?;
        for (member_id, member) in self.members.iter().filter(|(_, member)| member.node == id) {
            let third = member.third_country.then(|| word(lang, "register-third-country"));
            let keyless = member.keys.is_empty().then(|| word(lang, "register-without-keys"));
            let role = label(lang, Role::LIST, member.role.as_str()).text;
            let about: Vec<String> = std::iter::once(role).chain(third).chain(keyless).collect();
            writeln!(out, "  {member_id}  {} ({})", member.name, about.join(", "))?;
            if let Some(successor) = member.successor {
                writeln!(out, "    {}", say(lang, "register-successor", [("successor", named(successor))]))?;
            }
            for mandate in member.mandates {
                writeln!(out, "    {}", mandate_line(lang, mandate))?;
            }
        }
        Ok(())
    }

    fn rest_for_people(&self, lang: Language, out: &mut dyn Write) -> std::io::Result<()> {
        if !self.agreements.is_empty() {
            writeln!(out, "\n{}", output::heading(&word(lang, "register-agreements")))?;
        }
        for agreement in &self.agreements {
            let between: Vec<&str> = agreement.between.iter().map(MemberId::as_str).collect();
            let line = [
                ("between", named(between.join(" – "))),
                ("basis", Arg::code(LEGAL_BASES, agreement.basis.as_str())),
                ("since", named(agreement.since)),
            ];
            writeln!(out, "{}", say(lang, "register-agreement", line))?;
        }
        writeln!(out, "\n{}", output::heading(&word(lang, "register-packs")))?;
        self.packs.iter().try_for_each(|(name, digest)| writeln!(out, "{digest}  {name}"))
    }
}

fn mandate_line(lang: Language, mandate: &Mandate) -> String {
    let purpose = ("purpose", Arg::code(Purpose::LIST, mandate.purpose.as_str()));
    let basis = ("basis", Arg::code(LEGAL_BASES, mandate.legal_basis.as_str()));
    let mut parts = vec![say(lang, "register-mandate", [purpose, basis])];
    if mandate.offence {
        parts.push(word(lang, "register-offences"));
    }
    if !mandate.sectors.is_empty() {
        let sectors: Vec<&str> = mandate.sectors.iter().map(String::as_str).collect();
        parts.push(say(lang, "register-sectors", [("sectors", named(sectors.join(" ")))]));
    }
    if let Some(instrument) = &mandate.transfer_instrument {
        parts.push(say(lang, "register-transfer", [("instrument", named(instrument))]));
    }
    parts.join(", ")
}

fn node_view(node: &Node) -> NodeView<'_> {
    let status = match (&node.removed, &node.keys) {
        (Some(_), _) => Status::Removed,
        (None, None) => Status::WithoutKeys,
        (None, Some(_)) => Status::Active,
    };
    let [transport, attestation] = [
        node.keys.iter().flat_map(|keys| &keys.transport).collect::<Vec<_>>(),
        node.keys.iter().flat_map(|keys| &keys.attestation).collect(),
    ]
    .map(|entries| entries.into_iter().map(|entry| KeyView::of(entry, node.removed)).collect());
    NodeView {
        country: &node.country,
        operator: &node.operator,
        status,
        removed: node.removed.map(|since| since.to_string()),
        endpoints: &node.endpoints,
        routes: &node.routes,
        transport,
        attestation,
    }
}

/// Where a node is reached: by itself, and through others.
fn places(lang: Language, node: &NodeView<'_>) -> String {
    let carriers: Vec<_> = node.routes.iter().map(NodeId::as_str).collect();
    let through = say(lang, "register-through", [("nodes", named(carriers.join(", ")))]);
    let through = (!carriers.is_empty()).then_some(through);
    node.endpoints.iter().cloned().chain(through).collect::<Vec<_>>().join(" ")
}

fn member_view(member: &sluis_protocol::register::Member) -> MemberView<'_> {
    MemberView {
        country: &member.country,
        role: member.role,
        name: &member.name,
        node: &member.node,
        third_country: member.third_country,
        successor: member.successor.as_ref(),
        mandates: &member.mandates,
        keys: member.keys.iter().map(|entry| KeyView::of(entry, None)).collect(),
    }
}

/// Its label alone: in most languages it is the code.
pub(super) fn environment(environment: Environment, lang: Language) -> Arg {
    named(label(lang, Environment::LIST, environment.as_str()).text)
}
