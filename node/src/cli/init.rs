//! `sluis init`: a node's directory.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use libp2p::Multiaddr;
use sluis_schemas::federation::Federation;
use sluis_schemas::{MemberId, NodeId};

use crate::card::NodeCard;
use crate::keys::KeyRing;
use crate::owner_only;
use crate::settings::{self, Settings};

/// Name of the card in a node's directory.
const CARD: &str = "node-card.json";

/// Make a node's directory: keys, configuration, and the card to hand to the authorities
///
/// In a directory that is there, only keys of members that it has none for are made, and the card is written anew.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  sluis init node-nl --node node-nl --federation federation.json\n\n\
The card goes to the authorities, who enter it in the register; the keys never leave the directory. Back them up.")]
pub(super) struct Arguments {
    /// Directory to make
    dir: PathBuf,
    /// Id of the node in the register
    #[arg(long)]
    node: NodeId,
    /// Federation file: the members that this node serves are taken from it
    #[arg(long, required_unless_present = "member")]
    federation: Option<PathBuf>,
    /// A member that this node serves; repeat it for more
    #[arg(long, conflicts_with = "federation")]
    member: Vec<MemberId>,
    /// Where to listen for other nodes; repeat it for more. Give UDP (QUIC) and TCP (TLS)
    #[arg(long, default_values = ["/ip4/127.0.0.1/udp/7470/quic-v1", "/ip4/127.0.0.1/tcp/7470"])]
    listen: Vec<Multiaddr>,
    /// Where other nodes reach this one, if not where it listens; repeat it for more
    #[arg(long)]
    endpoint: Vec<Multiaddr>,
    /// A node that carries this one's links, where others cannot reach it; repeat it for more
    ///
    /// It passes on what it cannot read. Without --endpoint this node is then reached through it alone.
    #[arg(long, value_name = "NODE")]
    through: Vec<NodeId>,
    /// Where to serve HTTP for the members
    #[arg(long, default_value = "127.0.0.1:7480")]
    http: SocketAddr,
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { dir, node, federation, member, listen, endpoint, through, http } = arguments;
    let members = match federation {
        Some(path) => members_of(&node, &path)?,
        None => member,
    };
    if through.contains(&node) {
        bail!("`--through {node}`: a node does not carry its own links; name one that others reach");
    }
    if dir.join(settings::FILE).exists() {
        return add_members(&dir, &node, members);
    }
    let made = || format!("could not make a node in `{}`", dir.display());
    // Keys, databases and the operator's socket lie in it: nobody else has anything to seek there.
    owner_only::folders(&dir).with_context(made)?;
    let mut keys = KeyRing::create(&dir).with_context(made)?;
    for member in &members {
        keys.create_member(&dir, member).with_context(made)?;
    }
    let endpoints = if endpoint.is_empty() && through.is_empty() { listen.clone() } else { endpoint };
    let card = NodeCard::of(&node, &keys, endpoints, through.into_iter().collect());
    let card_path = dir.join(CARD);
    crate::card::write(&card_path, &card)?;
    std::fs::write(dir.join(settings::FILE), sample(&node, &listen, http)).with_context(made)?;
    let count = members.len();
    println!("made `{}` for {node} with {count} {}", dir.display(), if count == 1 { "member" } else { "members" });
    println!("next: hand `{}` to the authorities, and publish the register they sign:", card_path.display());
    println!("  sluis register publish REGISTER --dir {}", dir.display());
    Ok(ExitCode::SUCCESS)
}

/// Makes keys for members that a node serves from now on; keys that are there stay as they are.
fn add_members(dir: &Path, node: &NodeId, members: Vec<MemberId>) -> anyhow::Result<ExitCode> {
    let held = Settings::load(dir)?.node;
    if held != *node {
        bail!("`{}` is the directory of `{held}`, not of `{node}`; nothing was changed", dir.display());
    }
    let mut keys = KeyRing::load(dir)?;
    let (known, new): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| keys.member(member).is_some());
    if new.is_empty() {
        bail!(
            "`{}` is a node's directory already, with keys of all {} members; nothing was changed",
            dir.display(),
            known.len()
        );
    }
    let card_path = dir.join(CARD);
    let mut card = NodeCard::read(&card_path)?;
    for member in &new {
        keys.create_member(dir, member)?;
    }
    card = NodeCard::of(node, &keys, card.endpoints, card.routes);
    crate::card::write(&card_path, &card)?;
    let names: Vec<_> = new.iter().map(MemberId::as_str).collect();
    println!("made keys for {}; what was there stays as it was", names.join(", "));
    println!("next: hand in `{}` for the next version of the register, and start the node again", card_path.display());
    Ok(ExitCode::SUCCESS)
}

fn members_of(node: &NodeId, path: &std::path::Path) -> anyhow::Result<Vec<MemberId>> {
    let text = std::fs::read(path).with_context(|| format!("could not read `{}`", path.display()))?;
    let federation = Federation::parse(&text).map_err(|problems| {
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("`{}` is not a federation file:\n  {}", path.display(), lines.join("\n  "))
    })?;
    if !federation.nodes.iter().any(|n| n.id == *node) {
        bail!("`{}` names no node `{node}`", path.display());
    }
    Ok(federation.members.into_iter().filter(|m| m.node == *node).map(|m| m.id).collect())
}

/// The configuration file of a new node.
fn sample(node: &NodeId, listen: &[Multiaddr], http: SocketAddr) -> String {
    let listen: Vec<_> = listen.iter().map(|a| format!("\"{a}\"")).collect();
    format!(
        "# The id under which the register knows this node.\n\
         node = \"{node}\"\n\n\
         [http]\n\
         # For members' users and programs. Put a reverse proxy with TLS before it when it must leave this machine.\n\
         listen = \"{http}\"\n\n\
         [net]\n\
         # For other nodes: QUIC and TLS over TCP. The register names where they reach this node.\n\
         listen = [{}]\n\
         # Nodes whose links to carry where the register has this one do so: it passes on what it cannot read.\n\
         carries = []\n\n\
         [log]\n\
         level = \"{}\"\n\
         # text or json\n\
         format = \"text\"\n\n\
         [erasure]\n\
         # How long a recalled signal is kept, unread, before it is destroyed; when it must be; of how many records of\n\
         # one member at once an operator is asked first.\n\
         grace = \"1 h\"\n\
         deadline = \"72 h\"\n\
         threshold = 1000\n\
         # Years for which it is kept what was disclosed to whom, once that is over at both ends; 1 at least. No backup of a\n\
         # peer that is older than this can be put back.\n\
         account_years = 10\n",
        listen.join(", "),
        settings::LOG_LEVEL
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::run_line;

    #[test]
    fn the_sample_says_what_holds_without_it() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("node");
        init(&dir, "node-nl", &["nl-a"]).unwrap();
        assert_eq!(Settings::load(&dir).unwrap().erasure, settings::Erasure::default());
    }

    fn init(dir: &Path, node: &str, members: &[&str]) -> anyhow::Result<ExitCode> {
        let mut line = vec!["init", dir.to_str().unwrap(), "--node", node];
        members.iter().for_each(|member| line.extend(["--member", member]));
        run_line(&line)
    }

    #[test]
    fn a_member_is_added_and_what_was_there_stays() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("node");
        init(&dir, "node-nl", &["nl-a"]).unwrap();
        let before = NodeCard::read(&dir.join(CARD)).unwrap();

        init(&dir, "node-nl", &["nl-a", "nl-b"]).unwrap();

        let after = NodeCard::read(&dir.join(CARD)).unwrap();
        assert_eq!((after.members.len(), &after.endpoints, after.transport), (2, &before.endpoints, before.transport));
        assert_eq!(after.members.get(&"nl-a".parse().unwrap()), before.members.get(&"nl-a".parse().unwrap()));
    }

    #[test]
    fn nothing_is_made_where_nothing_is_new_or_the_node_is_another() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("node");
        init(&dir, "node-nl", &["nl-a"]).unwrap();
        let same = init(&dir, "node-nl", &["nl-a"]).unwrap_err().to_string();
        let other = init(&dir, "node-be", &["be-a"]).unwrap_err().to_string();
        assert!(same.contains("nothing was changed") && other.contains("nothing was changed"), "{same} {other}");
    }
}
