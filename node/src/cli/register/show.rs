//! `sluis register show`: what a register says.

mod key;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Serialize;
use sluis_protocol::crypto::Digest;
use sluis_protocol::register::{Delegation, Head, Line, Node, Place, Register, SignedVersion, Version};
use sluis_schemas::federation::{Agreement, Mandate};
use sluis_schemas::lists::LEGAL_BASES;
use sluis_schemas::messages::{Arg, label};
use sluis_schemas::vocabulary::{Environment, Language, Purpose, Role};
use sluis_schemas::{Country, MemberId, NodeId};

use super::say::{Say, missing};
use crate::cli::output::{self, Form, Reader, named, say, word};
use crate::register_file;
use key::{CoseKey, KeyView};

/// Show a register, or a draft that is still to be signed
///
/// The register of a node is checked first. A draft on its way is shown as it is, with who signed what of it.
/// A section by itself, as `sluis doctor --evidence` writes it, is shown under the root that the node at --dir holds.
/// With --json every key stands there as COSE_Key with its validity: what it takes to verify an exported record.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sluis register show --dir nl\n  sluis register show genesis.cose --json")]
pub(in crate::cli) struct Arguments {
    /// A register, a draft, or a version of a section
    #[arg(required_unless_present = "dir")]
    pub(super) file: Option<PathBuf>,
    /// Directory of a node
    #[arg(long)]
    pub(super) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(super) form: Form,
    #[command(flatten)]
    pub(super) reader: Reader,
}

/// A register with what stands around it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    name: &'a str,
    environment: Environment,
    version: u64,
    /// Of all that is in force; unknown while something is still to be signed.
    digest: Option<Digest>,
    genesis: Digest,
    at: String,
    threshold: u16,
    authorities: BTreeMap<&'a Country, CoseKey>,
    /// Who signs the section of each country.
    delegations: BTreeMap<&'a Country, DelegationView>,
    /// Every version in the file, in order.
    versions: Vec<VersionView>,
    nodes: BTreeMap<&'a NodeId, NodeView<'a>>,
    members: BTreeMap<&'a MemberId, MemberView<'a>>,
    agreements: Vec<&'a Agreement>,
    packs: &'a BTreeMap<String, Digest>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DelegationView {
    threshold: u16,
    keys: Vec<CoseKey>,
    /// The newest section that the keys before these signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Place>,
}

/// A version and who signed it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct VersionView {
    /// The country of a section; none for the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<Country>,
    version: u64,
    digest: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<Digest>,
    at: String,
    /// Countries whose key signed it and counts.
    signed_by: Vec<Country>,
    /// How many of the keys that count signed it.
    signatures: usize,
    /// How many must.
    signatures_needed: usize,
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
    let held = arguments.dir.as_ref().map(|dir| dir.join(register_file::FILE));
    let file = arguments.file.clone().or_else(|| held.clone()).unwrap_or_default();
    let shown = Shown::read(&file, held.as_deref())?;
    let view = shown.view();
    if arguments.form.json {
        return Ok(output::json_document(out, &view)?);
    }
    view.for_people(arguments.reader.language(), out).context("the register cannot be written out")
}

/// What a file holds.
struct Shown {
    register: Register,
    digest: Option<Digest>,
    genesis: Digest,
    versions: Vec<VersionView>,
}

impl Shown {
    /// What is in force where all of it is signed, and what would be where it is not.
    fn read(file: &Path, held: Option<&Path>) -> anyhow::Result<Self> {
        let mut signed = register_file::read_signed(file)?;
        if let Some(held) = held.filter(|_| !signed.iter().any(is_root)) {
            let root = register_file::read_signed(held)?.into_iter().filter(is_root);
            signed.splice(..0, root.max_by_key(|root| root.version.sequence()));
        }
        let versions = signed.iter().map(|version| version_view(version, &signed)).collect();
        if is_whole(&signed) && missing(&signed).is_empty() {
            let held = register_file::read_register(file)?;
            let (digest, genesis) = (Some(held.digest()), held.scope().genesis);
            return Ok(Self { register: Register::clone(held.head()), digest, genesis, versions });
        }
        let roots = signed.iter().filter_map(|signed| match &signed.version {
            Version::Root(root) => Some((signed.digest, root)),
            Version::Section(_) => None,
        });
        let sections = signed.iter().filter_map(|signed| match &signed.version {
            Version::Section(section) => Some(section),
            Version::Root(_) => None,
        });
        let sections: Vec<_> = sections.collect();
        let root = roots.max_by_key(|(_, root)| root.sequence);
        let (digest, root) = root.with_context(|| {
            let file = file.display();
            format!("`{file}` holds no root: name a node that has one, `sluis register show {file} --dir NODE_DIR`")
        })?;
        let genesis = sections.first().map(|section| section.genesis);
        let genesis = if root.sequence == 0 { digest } else { genesis.unwrap_or(digest) };
        Ok(Self { register: Register::drafted(root, sections), digest: None, genesis, versions })
    }

    fn view(&self) -> View<'_> {
        let Self { register, digest, genesis, .. } = self;
        let delegation = |d: &Delegation| DelegationView {
            threshold: d.threshold,
            keys: d.keys.iter().map(CoseKey::of).collect(),
            after: d.after,
        };
        View {
            name: &register.name,
            environment: register.environment,
            version: register.sequence,
            digest: *digest,
            genesis: *genesis,
            at: register.at.to_string(),
            threshold: register.threshold,
            authorities: register.authorities.iter().map(|(country, key)| (country, CoseKey::of(key))).collect(),
            delegations: register.delegations.iter().map(|(country, d)| (country, delegation(d))).collect(),
            versions: self.versions.clone(),
            nodes: register.nodes.iter().map(|(id, node)| (id, node_view(node))).collect(),
            members: register.members.iter().map(|(id, member)| (id, member_view(member))).collect(),
            agreements: register.agreements.iter().collect(),
            packs: &register.packs,
        }
    }
}

fn is_root(signed: &SignedVersion) -> bool {
    matches!(signed.version, Version::Root(_))
}

/// Whether every version stands behind the one before it. A draft holds only what is next.
fn is_whole(versions: &[SignedVersion]) -> bool {
    let is_there = |digest: Digest| versions.iter().any(|version| version.digest == digest);
    versions.iter().all(|signed| signed.version.previous().is_none_or(is_there))
}

fn version_view(version: &SignedVersion, among: &[SignedVersion]) -> VersionView {
    let say = Say::of(version, among);
    let signed_by = say.iter().flat_map(Say::signed_by).cloned().collect();
    VersionView {
        section: match version.version.line() {
            Line::Root => None,
            Line::Section(country) => Some(country),
        },
        version: version.version.sequence(),
        digest: version.digest,
        previous: version.version.previous(),
        at: version.version.at().to_string(),
        signed_by,
        signatures: say.as_ref().map_or(0, Say::count),
        signatures_needed: say.as_ref().map_or(0, Say::needed),
    }
}

impl View<'_> {
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
        let digest = self.digest.map(|digest| say(lang, "register-digest", [("digest", named(digest))]));
        writeln!(out, "{}", digest.unwrap_or_else(|| word(lang, "register-no-digest")))?;
        writeln!(out, "{}", say(lang, "register-genesis", [("digest", named(self.genesis))]))?;
        writeln!(out, "{}", self.authorities(lang))?;
        writeln!(out, "\n{}", output::heading(&word(lang, "register-lines")))?;
        for version in self.newest() {
            writeln!(out, "{}", version.for_people(lang))?;
        }
        writeln!(out, "\n{}", output::heading(&word(lang, "register-nodes")))?;
        for (id, node) in &self.nodes {
            self.node_for_people(lang, id, node, out)?;
        }
        self.rest_for_people(lang, out)
    }

    fn authorities(&self, lang: Language) -> String {
        let countries: Vec<&str> = self.authorities.keys().map(|country| country.as_str()).collect();
        let authorities = ("authorities", named(countries.join(", ")));
        say(lang, "register-authorities", [("threshold", named(self.threshold)), authorities])
    }

    /// The newest version of each line; all of them where several are for one place.
    fn newest(&self) -> impl Iterator<Item = &VersionView> {
        let is_newest = |version: &&VersionView| {
            let mut of_line = self.versions.iter().filter(|other| other.section == version.section);
            of_line.all(|other| other.version <= version.version)
        };
        self.versions.iter().filter(is_newest)
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

impl VersionView {
    fn for_people(&self, lang: Language) -> String {
        let parts = [
            ("line", line_name(lang, self.section.as_ref())),
            ("version", named(self.version)),
            ("at", named(&self.at)),
            ("signed", named(self.signatures)),
            ("needed", named(self.signatures_needed)),
        ];
        say(lang, "register-line-signed", parts)
    }
}

/// How far a line is held.
pub(super) fn line_held(lang: Language, head: &Head) -> String {
    let parts = [
        ("line", line_name(lang, head.country.as_ref())),
        ("version", named(head.sequence)),
        ("at", named(head.at)),
        ("digest", named(head.digest)),
    ];
    say(lang, "register-line-held", parts)
}

fn line_name(lang: Language, country: Option<&Country>) -> Arg {
    named(
        country.map_or_else(|| word(lang, "register-root"), |c| say(lang, "register-section", [("country", named(c))])),
    )
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
