use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::{Value, json};
use sluis_protocol::crypto::{PublicKey, Signer};
use sluis_schemas::Timestamp;
use sluis_schemas::case::FEDERATION;

use super::{Command, authority, create, propose, publish, revoke, rotate, show, sign, succeed, verify};
use crate::card::{self, NodeCard};
use crate::crypto::Ed25519Signer;
use crate::proposal::Proposal;
use crate::register_file;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

/// A folder with a federation, the keys of its authorities and countries and the cards of two nodes.
struct Desk {
    folder: tempfile::TempDir,
    hour: u64,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap(), hour: 0 };
        fs::write(desk.path("federation.json"), FEDERATION).unwrap();
        for country in ["NL", "BE", "DE", "FR", "IT"] {
            desk.run(&["authority", "--country", country, "--out", "."]).unwrap();
        }
        desk.card("nl-card.json", "node-nl", "nl-maasdorp", 10);
        desk.card("be-card.json", "node-be", "be-grensbeek", 20);
        for dir in ["nl", "be"] {
            fs::create_dir(desk.path(dir)).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn card(&self, file: &str, node: &str, member: &str, seed: u8) {
        let key = |seed| Ed25519Signer::from_seed(&[seed; 32]).unwrap().public_key();
        let card = NodeCard {
            node: node.parse().unwrap(),
            transport: key(seed),
            attestation: key(seed + 1),
            endpoints: vec!["/ip4/127.0.0.1/udp/7470/quic-v1".parse().unwrap()],
            routes: BTreeSet::new(),
            members: BTreeMap::from([(member.parse().unwrap(), key(seed + 2))]),
        };
        card::write(&self.path(file), &card).unwrap();
    }

    /// Runs a command; every word that names a file, and `.`, stands for one in this folder.
    fn run(&self, words: &[&str]) -> anyhow::Result<String> {
        let place = |word: &&str| {
            let is_file =
                *word == "." || word.contains('.') && !word.starts_with("--") || Path::new(&self.path(word)).is_dir();
            if is_file { self.path(word).to_str().unwrap().to_owned() } else { (*word).to_owned() }
        };
        let words = ["register".to_owned()].into_iter().chain(words.iter().map(place));
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        match Line::try_parse_from(words)?.command {
            Command::Authority(arguments) => authority::run(&arguments, &mut out),
            Command::Create(arguments) => {
                create::run(&arguments, Timestamp::from_millis(self.hour * 3_600_000), &mut out, &mut notes)
            }
            Command::Rotate(arguments) => {
                rotate::run(&arguments, Timestamp::from_millis(self.hour * 3_600_000), &mut out)
            }
            Command::Revoke(arguments) => revoke::run(&arguments, &mut out),
            Command::Succeed(arguments) => succeed::run(&arguments, &mut out),
            Command::Propose(arguments) => {
                propose::run(&arguments, Timestamp::from_millis(self.hour * 3_600_000), &mut out, &mut notes)
            }
            Command::Sign(arguments) => sign::run(&arguments, &mut out),
            Command::Publish(arguments) => publish::run(&arguments, &mut out),
            Command::Show(arguments) => show::run(&arguments, &mut out),
            Command::Verify(arguments) => verify::run(&arguments, &mut out),
        }?;
        out.extend(notes);
        Ok(String::from_utf8(out)?)
    }

    fn refused(&self, words: &[&str]) -> String {
        format!("{:#}", self.run(words).unwrap_err())
    }

    fn genesis(&self, file: &str) -> String {
        let nodes = ["--node", "nl-card.json", "be-card.json", "--out", file];
        self.run(&[&["create", "--federation", "federation.json"][..], &CARDS, &nodes].concat()).unwrap()
    }

    /// What comes after the register of a directory.
    fn next(&mut self, dir: &str, file: &str, more: &[&str]) {
        self.hour += 1;
        let held = format!("{dir}/register.cbor");
        let words = ["propose", "--federation", "federation.json", "--register", &held, "--out", file];
        self.run(&[&words[..], more].concat()).unwrap();
    }

    fn sign(&self, file: &str, countries: &[&str]) {
        for country in countries {
            self.run(&["sign", file, "--key", &format!("authority-{country}.key")]).unwrap();
        }
    }

    fn change_federation(&self, change: impl FnOnce(&mut Value)) {
        let mut file: Value = serde_json::from_slice(&fs::read(self.path("federation.json")).unwrap()).unwrap();
        change(&mut file);
        fs::write(self.path("federation.json"), file.to_string()).unwrap();
    }

    /// The federation file names a member of a country anew.
    fn renamed(&self, country: &str, name: &str) {
        let is_its = |member: &&mut Value| member["country"] == country.to_uppercase();
        self.change_federation(|file| {
            file["members"].as_array_mut().unwrap().iter_mut().find(is_its).unwrap()["name"] = name.into();
        });
    }

    fn show(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[&["show", "--json"][..], words].concat()).unwrap()).unwrap()
    }

    /// A genesis that everybody signed, published to both directories.
    fn begun() -> Self {
        let desk = Self::new();
        desk.genesis("genesis.cose");
        desk.sign("genesis.cose", &ALL);
        desk.run(&["publish", "genesis.cose", "--dir", "nl", "be"]).unwrap();
        desk
    }
}

/// Whose keys there are.
const ALL: [&str; 5] = ["nl", "be", "de", "fr", "it"];
const CARDS: [&str; 7] = [
    "--authority",
    "authority-nl.json",
    "authority-be.json",
    "authority-de.json",
    "--section-key",
    "authority-fr.json",
    "authority-it.json",
];

fn without(list: &mut Value, gone: impl Fn(&Value) -> bool) {
    list.as_array_mut().unwrap().retain(|entry| !gone(entry));
}

#[test]
fn a_genesis_signed_by_two_of_three_and_by_each_country_is_published_shown_and_verified() {
    let desk = Desk::new();
    let drawn = desk.genesis("genesis.cose");
    assert!(drawn.contains("without keys: node-de, node-fr, node-it"), "{drawn}");
    assert!(drawn.contains("nl-riec-zuid"), "members without a key are named: {drawn}");
    assert!(drawn.contains("the root (0 of 2 signatures)") && drawn.contains("the section of IT (0 of 1 signatures)"));
    let first = desk.run(&["sign", "genesis.cose", "--key", "authority-nl.key"]).unwrap();
    assert!(
        first.contains("the root: signed for NL, 1 of 2") && first.contains("the section of NL: signed"),
        "{first}"
    );
    desk.run(&["sign", "genesis.cose", "--key", "authority-nl.key"]).unwrap();
    assert!(desk.refused(&["publish", "genesis.cose", "--dir", "nl"]).contains("1 valid signatures"));
    assert!(!desk.path("nl/register.cbor").exists());
    desk.sign("genesis.cose", &ALL);
    let shown = desk.show(&["genesis.cose"]);
    assert_eq!(shown["versions"][0]["signedBy"], json!(["BE", "NL"]), "the third was not needed");
    let published = desk.run(&["publish", "genesis.cose", "--dir", "nl", "be"]).unwrap();
    assert!(published.contains(shown["genesis"].as_str().unwrap()), "{published}");
    assert_eq!(desk.show(&["--dir", "nl"]), shown);
    assert_eq!(
        (&shown["nodes"]["node-nl"]["status"], &shown["nodes"]["node-de"]["status"]),
        (&json!("active"), &json!("without-keys"))
    );
    assert!(desk.run(&["verify", "--dir", "be"]).unwrap().contains("the same as in this program"));
    assert!(desk.run(&["show", "--dir", "nl"]).unwrap().contains("nl-maasdorp"));
}

#[test]
fn a_section_that_its_country_has_not_signed_is_left_out_and_comes_later() {
    let desk = Desk::new();
    desk.genesis("genesis.cose");
    desk.sign("genesis.cose", &["nl", "be", "de", "fr"]);
    let published = desk.run(&["publish", "genesis.cose", "--dir", "nl"]).unwrap();
    assert!(published.contains("left out") && published.contains("the section of IT"), "{published}");
    assert_eq!(desk.show(&["--dir", "nl"])["nodes"]["node-it"], Value::Null);
    desk.sign("genesis.cose", &["it"]);
    desk.run(&["publish", "genesis.cose", "--dir", "nl"]).unwrap();
    assert_eq!(desk.show(&["--dir", "nl"])["nodes"]["node-it"]["status"], "without-keys");
}

#[test]
fn a_country_signs_its_next_section_alone_until_the_root_gives_it_other_keys() {
    let mut desk = Desk::begun();
    desk.card("nl-new.json", "node-nl", "nl-maasdorp", 40);
    desk.next("nl", "next.cose", &["--node", "nl-new.json"]);
    assert!(desk.refused(&["sign", "next.cose", "--key", "authority-be.key"]).contains("has no say"));
    let said = desk.run(&["sign", "next.cose", "--key", "authority-nl.key"]).unwrap();
    assert!(said.contains("enough: sluis register publish"), "{said}");
    desk.run(&["publish", "next.cose", "--dir", "nl"]).unwrap();
    desk.run(&["authority", "--country", "NL", "--out", "dutch.key"]).unwrap();
    desk.next("nl", "keys.cose", &["--section-key", "dutch.json"]);
    assert!(desk.refused(&["publish", "keys.cose", "--dir", "nl"]).contains("0 valid signatures"));
    desk.sign("keys.cose", &["be", "de"]);
    desk.run(&["publish", "keys.cose", "--dir", "nl"]).unwrap();
    let shown = desk.show(&["--dir", "nl"]);
    assert_eq!(shown["delegations"]["NL"]["after"]["sequence"], 1);
    desk.card("nl-third.json", "node-nl", "nl-maasdorp", 50);
    desk.next("nl", "third.cose", &["--node", "nl-third.json"]);
    assert!(desk.refused(&["sign", "third.cose", "--key", "authority-nl.key"]).contains("has no say"));
    desk.run(&["sign", "third.cose", "--key", "dutch.key"]).unwrap();
    desk.run(&["publish", "third.cose", "--dir", "nl"]).unwrap();
    desk.run(&["publish", "nl/register.cbor", "--dir", "be"]).unwrap();
    desk.run(&["verify", "genesis.cose", "next.cose", "keys.cose", "third.cose"]).unwrap();
}

#[test]
fn publishing_twice_changes_nothing() {
    let desk = Desk::begun();
    let before = fs::read(desk.path("nl/register.cbor")).unwrap();
    desk.run(&["publish", "genesis.cose", "--dir", "nl"]).unwrap();
    assert_eq!(fs::read(desk.path("nl/register.cbor")).unwrap(), before);
}

#[test]
fn an_extension_carries_keys_over_and_adds_those_of_new_cards() {
    let mut desk = Desk::begun();
    desk.card("de-card.json", "node-de", "de-rurheim", 30);
    desk.change_federation(|file| {
        without(&mut file["members"][1]["mandates"], |m| m["purpose"] == "property-decision")
    });
    desk.next("nl", "next.cose", &["--node", "de-card.json"]);
    desk.sign("next.cose", &["nl", "de"]);
    desk.run(&["publish", "next.cose", "--dir", "nl", "be"]).unwrap();
    let (before, after) = (desk.show(&["genesis.cose"]), desk.show(&["--dir", "be"]));
    assert_eq!((&after["version"], &after["genesis"]), (&json!(2), &before["genesis"]), "of two sections");
    assert_eq!(after["members"]["nl-maasdorp"]["keys"], before["members"]["nl-maasdorp"]["keys"]);
    assert_eq!(after["nodes"]["node-de"]["status"], "active");
    assert!(!after["members"]["nl-maasdorp"]["mandates"].to_string().contains("property-decision"));
    desk.run(&["verify", "genesis.cose", "next.cose"]).unwrap();
}

#[test]
fn a_section_by_itself_is_shown_under_the_root_that_a_node_holds() {
    let mut desk = Desk::begun();
    desk.renamed("nl", "Voorbeeldstad");
    desk.next("nl", "next.cose", &[]);
    desk.sign("next.cose", &["nl"]);
    // As evidence is written out: one version, and nothing around it.
    let section = register_file::read_versions(&desk.path("next.cose")).unwrap().pop().unwrap();
    fs::write(desk.path("alone.cose"), section).unwrap();

    let refused = desk.run(&["show", "alone.cose"]).unwrap_err().to_string();
    let shown = desk.show(&["alone.cose", "--dir", "nl"]);

    assert!(refused.contains("holds no root") && refused.contains("--dir"), "{refused}");
    assert!(shown["members"].to_string().contains("Voorbeeldstad"), "{shown}");
    assert_eq!(shown["genesis"], desk.show(&["--dir", "nl"])["genesis"]);
}

#[test]
fn a_card_with_a_new_key_adds_it() {
    let mut desk = Desk::begun();
    desk.card("nl-new.json", "node-nl", "nl-maasdorp", 40);
    desk.next("nl", "next.cose", &["--node", "nl-new.json"]);
    let (before, after) = (desk.show(&["genesis.cose"]), desk.show(&["next.cose"]));
    let keys = after["members"]["nl-maasdorp"]["keys"].as_array().unwrap();
    assert_eq!((keys.len(), &keys[0]), (2, &before["members"]["nl-maasdorp"]["keys"][0]));
    let transport = after["nodes"]["node-nl"]["transport"].as_array().unwrap();
    assert_eq!((transport.len(), &transport[0]), (2, &before["nodes"]["node-nl"]["transport"][0]));
}

/// A node with a directory and keys of its own, in a register that everybody signed.
fn keeping_a_node() -> Desk {
    let desk = Desk::new();
    let init = ["init", "--node", "node-nl", "--member", "nl-maasdorp"];
    crate::cli::run_line(&[&init[..], &[desk.path("own").to_str().unwrap()]].concat()).unwrap();
    let words = ["create", "--federation", "federation.json", "--node", "own/node-card.json", "--out", "genesis.cose"];
    desk.run(&[&words[..], &CARDS].concat()).unwrap();
    desk.sign("genesis.cose", &ALL);
    desk.run(&["publish", "genesis.cose", "--dir", "own"]).unwrap();
    desk
}

#[test]
fn a_key_is_rotated_by_files_and_both_count_for_a_while() {
    let mut desk = keeping_a_node();
    desk.hour = 1;
    let rotate = ["rotate", "--dir", "own", "--member", "nl-maasdorp", "--attestation", "--transport"];
    let said = desk.run(&[&rotate[..], &["--out", "rotation.json"]].concat()).unwrap();
    assert!(said.contains("sluis register propose"), "{said}");
    assert!(desk.path("own/keys/members/nl-maasdorp.2.key").exists());
    desk.hour = 2;
    let propose = ["propose", "rotation.json", "--register", "own/register.cbor", "--out", "next.cose"];
    desk.run(&propose).unwrap();
    desk.sign("next.cose", &["nl"]);
    desk.run(&["publish", "next.cose", "--dir", "own"]).unwrap();
    let shown = desk.show(&["--dir", "own"]);
    let before = desk.show(&["genesis.cose"]);
    for keys in [
        &shown["members"]["nl-maasdorp"]["keys"],
        &shown["nodes"]["node-nl"]["attestation"],
        &shown["nodes"]["node-nl"]["transport"],
    ] {
        assert_eq!(
            (&keys[0]["until"], &keys[1]["from"]),
            (&json!("1970-01-31T01:00:00Z"), &json!("1970-01-01T01:00:00Z"))
        );
    }
    assert_eq!(shown["members"]["nl-maasdorp"]["keys"][0]["kid"], before["members"]["nl-maasdorp"]["keys"][0]["kid"]);
    assert_eq!(shown["packs"], before["packs"]);
    assert!(desk.refused(&propose).contains("exists already"));
}

#[test]
fn a_key_that_waits_for_the_register_is_proposed_again_and_not_followed_by_another() {
    let desk = keeping_a_node();
    let rotate = |out| ["rotate", "--dir", "own", "--member", "nl-maasdorp", "--out", out];
    desk.run(&rotate("one.json")).unwrap();
    desk.run(&rotate("two.json")).unwrap();
    let [one, two] = ["one.json", "two.json"].map(|name| Proposal::read(&desk.path(name)).unwrap());
    assert_eq!(one, two, "a proposal may be lost");
    let elsewhere = ["rotate", "--dir", "own", "--member", "be-grensbeek", "--out", "x.json"];
    assert!(desk.refused(&elsewhere).contains("does not let `node-nl` serve `be-grensbeek`"));
    assert!(desk.refused(&["rotate", "--dir", "own", "--out", "x.json"]).contains("nothing is to be rotated"));
}

#[test]
fn a_key_is_revoked_since_a_moment_and_that_moment_only_moves_back() {
    let mut desk = Desk::begun();
    let revoke = |since, out| {
        ["revoke", "nl-maasdorp", "--register", "nl/register.cbor", "--compromised-since", since, "--out", out]
    };
    desk.run(&revoke("1970-01-01T00:30:00Z", "late.json")).unwrap();
    desk.run(&revoke("1970-01-01T00:10:00Z", "early.json")).unwrap();
    desk.hour = 1;
    let next = ["propose", "late.json", "early.json", "--register", "nl/register.cbor", "--out", "next.cose"];
    let said = desk.run(&[&next[..], &["--json"]].concat()).unwrap();
    // Behind it stands who is without keys.
    let said = serde_json::Deserializer::from_str(&said).into_iter::<Value>().next().unwrap().unwrap();
    assert_eq!(
        (&said["versions"][0]["line"], &said["versions"][0]["version"]),
        (&json!("the section of NL"), &json!(1))
    );
    let shown = desk.show(&["next.cose"]);
    assert_eq!(shown["members"]["nl-maasdorp"]["keys"][0]["compromisedSince"], "1970-01-01T00:10:00Z");
    let back = ["propose", "early.json", "late.json", "--register", "nl/register.cbor", "--out", "back.cose"];
    assert!(desk.refused(&back).contains("may come earlier and never later"));
    let of_node =
        ["revoke", "node-nl", "--register", "nl/register.cbor", "--compromised-since", "1970-01-01T00:10:00Z"];
    assert!(desk.refused(&[&of_node[..], &["--out", "x.json"]].concat()).contains("Name one with --key"));
}

#[test]
fn a_successor_is_named_once_and_is_a_member() {
    let mut desk = Desk::begun();
    let succeed = |by, out| ["succeed", "nl-maasdorp", "--by", by, "--register", "nl/register.cbor", "--out", out];
    desk.run(&succeed("nl-riec-zuid", "one.json")).unwrap_or_else(|e| panic!("{e}"));
    assert!(desk.refused(&succeed("nl-nergens", "x.json")).contains("no member `nl-nergens`"));
    desk.hour = 1;
    desk.run(&["propose", "one.json", "--register", "nl/register.cbor", "--out", "next.cose"]).unwrap();
    desk.sign("next.cose", &["nl"]);
    desk.run(&["publish", "next.cose", "--dir", "nl"]).unwrap();
    let shown = desk.show(&["--dir", "nl"]);
    let member = &shown["members"]["nl-maasdorp"];
    assert_eq!((&member["successor"], &member["mandates"]), (&json!("nl-riec-zuid"), &json!([])));
    assert!(desk.refused(&succeed("nl-douane", "x.json")).contains("was succeeded by `nl-riec-zuid` already"));
    let itself = ["succeed", "nl-douane", "--by", "nl-douane", "--register", "nl/register.cbor", "--out", "self.json"];
    desk.run(&itself).unwrap();
    desk.hour = 2;
    let circle = ["propose", "self.json", "--register", "nl/register.cbor", "--out", "circle.cose"];
    assert!(desk.refused(&circle).contains("succeed itself"));
}

#[test]
fn each_version_is_shown_with_who_signed_it_and_each_key_as_a_cose_key_with_its_time() {
    let mut desk = Desk::begun();
    desk.renamed("be", "Gemeente Grensbeek");
    desk.next("nl", "next.cose", &[]);
    desk.sign("next.cose", &["be"]);
    desk.run(&["publish", "next.cose", "--dir", "nl"]).unwrap();
    let shown = desk.show(&["--dir", "nl"]);
    let versions = shown["versions"].as_array().unwrap();
    let [root, belgian, next] = [&versions[0], &versions[1], &versions[6]];
    assert_eq!((&root["section"], &root["signedBy"]), (&Value::Null, &json!(["BE", "NL"])));
    assert_eq!(
        (&belgian["section"], &next["section"], &next["signedBy"]),
        (&json!("BE"), &json!("BE"), &json!(["BE"]))
    );
    assert_eq!((&root["digest"], &next["previous"]), (&shown["genesis"], &belgian["digest"]));
    let member = &shown["members"]["nl-maasdorp"]["keys"][0];
    for key in [member, &shown["nodes"]["node-nl"]["attestation"][0], &shown["authorities"]["NL"]] {
        let (x, kid) = (key["key"].as_str().unwrap(), key["kid"].as_str().unwrap());
        let members = json!({ "kty": 1, "kid": kid, "alg": -8, "crv": 6, "x": x });
        assert_eq!(key["coseKeyMembers"], members);
        assert_eq!(key["coseKey"], format!("a501010258 20{kid}032720062158 20{x}").replace(' ', ""));
    }
    assert_eq!((&member["from"], &member["until"]), (&root["at"], &Value::Null));
}

#[test]
fn what_leaves_the_federation_file_ends_and_cannot_come_back() {
    let mut desk = Desk::begun();
    let all = fs::read(desk.path("federation.json")).unwrap();
    desk.change_federation(|file| {
        without(&mut file["nodes"], |node| node["id"] == "node-be");
        without(&mut file["members"], |member| member["node"] == "node-be");
        file["agreements"] = json!([]);
    });
    desk.next("nl", "next.cose", &[]);
    desk.sign("next.cose", &["nl", "be"]);
    desk.run(&["publish", "next.cose", "--dir", "nl"]).unwrap();
    let shown = desk.show(&["--dir", "nl"]);
    assert_eq!(shown["nodes"]["node-be"]["status"], "removed");
    let member = &shown["members"]["be-grensbeek"];
    assert_eq!((&member["mandates"], &member["keys"][0]["until"]), (&json!([]), &shown["at"]));
    assert_eq!(shown["nodes"]["node-be"]["attestation"][0]["until"], shown["at"], "keys end with their node");
    fs::write(desk.path("federation.json"), all).unwrap();
    desk.hour += 1;
    let words = ["propose", "--federation", "federation.json", "--register", "nl/register.cbor", "--out", "third.cose"];
    assert!(desk.refused(&words).contains("`node-be` was removed"));
}

#[test]
fn other_packs_are_named_where_that_is_said_and_carried_over_after_that() {
    // Given a folder of packs, of which the Dutch one is another
    let mut desk = Desk::begun();
    fs::create_dir(desk.path("packs")).unwrap();
    for pack in sluis_schemas::packs::all() {
        let text = if pack.name == "nl" { format!("{}\n// Stb. 2026, 1", pack.text) } else { pack.text };
        fs::write(desk.path("packs").join(format!("{}.cedar", pack.name)), text).unwrap();
    }
    let before = desk.show(&["--dir", "nl"]);

    // When they are proposed, and after that something else
    desk.hour += 1;
    desk.run(&["propose", "--packs", "packs", "--register", "nl/register.cbor", "--out", "next.cose"]).unwrap();
    desk.sign("next.cose", &["nl"]);
    desk.run(&["publish", "next.cose", "--dir", "nl"]).unwrap();
    let named = desk.show(&["--dir", "nl"]);
    desk.renamed("nl", "another");
    desk.next("nl", "later.cose", &[]);
    desk.sign("later.cose", &["nl"]);
    desk.run(&["publish", "later.cose", "--dir", "nl"]).unwrap();

    // Then that one alone is named anew, and stays so until packs are named again
    assert_ne!(named["packs"]["nl"], before["packs"]["nl"]);
    assert_eq!(named["packs"]["be"], before["packs"]["be"]);
    assert_eq!(desk.show(&["--dir", "nl"])["packs"], named["packs"]);
    desk.hour += 1;
    desk.run(&["propose", "--packs", "shipped", "--register", "nl/register.cbor", "--out", "back.cose"]).unwrap();
    desk.sign("back.cose", &["nl"]);
    desk.run(&["publish", "back.cose", "--dir", "nl"]).unwrap();
    assert_eq!(desk.show(&["--dir", "nl"])["packs"], before["packs"]);
}

#[test]
fn a_fork_is_refused_and_reported() {
    let mut desk = Desk::begun();
    for file in ["one.cose", "two.cose"] {
        desk.renamed("nl", file);
        desk.next("nl", file, &[]);
        desk.sign(file, &["nl"]);
    }
    desk.run(&["publish", "one.cose", "--dir", "nl"]).unwrap();
    let held = fs::read(desk.path("nl/register.cbor")).unwrap();
    let refused = desk.refused(&["publish", "two.cose", "--dir", "nl"]);
    assert!(refused.contains("report"), "{refused}");
    assert_eq!(fs::read(desk.path("nl/register.cbor")).unwrap(), held);
}

#[test]
fn nothing_is_written_unless_every_directory_accepts() {
    let mut desk = Desk::begun();
    for file in ["one.cose", "two.cose"] {
        desk.renamed("nl", file);
        desk.next("nl", file, &[]);
        desk.sign(file, &["nl"]);
    }
    desk.run(&["publish", "one.cose", "--dir", "be"]).unwrap();
    desk.refused(&["publish", "two.cose", "--dir", "nl", "be"]);
    assert_eq!(desk.show(&["--dir", "nl"])["version"], 0);
}

#[test]
fn a_node_that_is_behind_takes_a_whole_register() {
    let mut desk = Desk::begun();
    for file in ["one.cose", "two.cose"] {
        desk.renamed("nl", file);
        desk.next("nl", file, &[]);
        desk.sign(file, &["nl"]);
        desk.run(&["publish", file, "--dir", "nl"]).unwrap();
    }
    assert!(desk.refused(&["publish", "two.cose", "--dir", "be"]).contains("does not follow"));
    desk.run(&["publish", "nl/register.cbor", "--dir", "be"]).unwrap();
    assert_eq!(desk.show(&["--dir", "be"]), desk.show(&["--dir", "nl"]));
}

#[test]
fn a_pin_holds_the_genesis_to_what_was_told() {
    let desk = Desk::new();
    desk.genesis("genesis.cose");
    desk.sign("genesis.cose", &ALL);
    let genesis = desk.show(&["genesis.cose"])["genesis"].as_str().unwrap().to_owned();
    let other = "0".repeat(64);
    assert!(desk.refused(&["publish", "genesis.cose", "--dir", "nl", "--pin", &other]).contains("another federation"));
    assert!(!desk.path("nl/register.cbor").exists());
    desk.run(&["publish", "genesis.cose", "--dir", "nl", "--pin", &genesis]).unwrap();
}

#[test]
fn a_newcomer_pins_a_recent_head_and_takes_no_older_register() {
    let mut desk = Desk::begun();
    fs::copy(desk.path("nl/register.cbor"), desk.path("old.cbor")).unwrap();
    desk.renamed("nl", "Gemeente Maasdorp aan Zee");
    desk.next("nl", "next.cose", &[]);
    desk.sign("next.cose", &["nl"]);
    desk.run(&["publish", "next.cose", "--dir", "nl"]).unwrap();
    fs::create_dir(desk.path("new")).unwrap();
    let shown = desk.show(&["--dir", "nl"]);
    let newest = shown["versions"].as_array().unwrap().last().unwrap()["digest"].as_str().unwrap().to_owned();
    let old = desk.refused(&["publish", "old.cbor", "--dir", "new", "--pin", &newest]);
    assert!(old.contains("not the register you were told of"), "{old}");
    desk.run(&["publish", "nl/register.cbor", "--dir", "new", "--pin", &newest]).unwrap();
    assert_eq!(desk.show(&["--dir", "new"]), shown);
}

#[test]
fn wrong_files_and_keys_are_named() {
    let desk = Desk::begun();
    fs::write(desk.path("text.json"), "{}").unwrap();
    crate::key_file::make(&desk.path("stranger.key")).unwrap();
    let without_italy = [&["create", "--federation", "federation.json", "--out", "x.cose"][..], &CARDS[..6]].concat();
    for (words, says) in [
        (&without_italy[..], "section of IT"),
        (&["sign", "genesis.cose", "--key", "stranger.key"][..], "has no say"),
        (&["sign", "genesis.cose", "--key", "authority-nl.json"], "not a private key"),
        (&["sign", "none.cose", "--key", "authority-nl.key"], "there is no file"),
        (&["verify", "text.json"], "neither a register"),
        (&["publish", "genesis.cose", "--dir", "none.d"], "sluis init"),
        (&["authority", "--country", "NL", "--out", "."], "exists already"),
        (&["authority", "--country", "ZZ", "--out", "."], "`ZZ`"),
        (&["authority", "--country", "NL", "--out", "card.json"], "name of the card"),
        (&["create", "--federation", "federation.json", "--out", "genesis.cose"], "exists already"),
        (&["create", "--federation", "federation.json", "--out", "new.cose"], "no key"),
        (&["propose", "nl-card.json", "--register", "nl/register.cbor", "--out", "new.cose"], "not a proposal"),
        (&["create", "--federation", "nl-card.json", "--out", "new.cose"], "not a federation file"),
        (
            &["create", "--federation", "federation.json", "--node", "authority-nl.json", "--out", "x.cose"],
            "card of a node",
        ),
        (
            &["propose", "--federation", "federation.json", "--register", "nl/register.cbor", "--out", "x.cose"],
            "not after",
        ),
    ] {
        let refused = desk.refused(words);
        assert!(refused.contains(says), "{words:?}: {refused}");
    }
}

#[test]
fn a_flipped_bit_is_found_wherever_it_lies() {
    let desk = Desk::begun();
    let held = fs::read(desk.path("nl/register.cbor")).unwrap();
    for place in [0, 1, 5, 60, held.len() / 2, held.len() - 1] {
        let mut damaged = held.clone();
        damaged[place] ^= 1;
        fs::write(desk.path("nl/register.cbor"), damaged).unwrap();
        desk.refused(&["verify", "--dir", "nl"]);
    }
}

#[test]
fn an_unsigned_version_fails_verification_with_what_to_do() {
    let desk = Desk::new();
    desk.genesis("genesis.cose");
    assert!(desk.refused(&["verify", "genesis.cose"]).contains("sluis register sign"));
}

#[test]
fn explain_takes_members_from_a_published_register() {
    let desk = Desk::begun();
    let (_, text) = sluis_schemas::case::CASES[0];
    fs::write(desk.path("case.json"), text).unwrap();
    let (file, dir) = (desk.path("case.json"), desk.path("nl"));
    let line = [Path::new("explain"), &file, Path::new("--json"), Path::new("--dir"), &dir];
    let out = crate::cli::policy::explained(&line.map(|word| word.to_str().unwrap()));
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&answer["submit"], answer["members"].as_object().unwrap().len()), (&json!("accepted"), 15));
}

#[test]
fn keys_of_cards_are_those_of_their_signers() {
    let desk = Desk::new();
    let card = crate::card::AuthorityCard::read(&desk.path("authority-nl.json")).unwrap();
    let signer = crate::key_file::read(&desk.path("authority-nl.key")).unwrap();
    assert_eq!(card.key, signer.public_key());
    assert_ne!(card.key, PublicKey([0; 32]));
}
