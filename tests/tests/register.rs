//! The register as it changes under a running federation: keys that follow each other.

use serde_json::Value;

use crate::federation::{Federation, case, eventually, run, sluis};

fn register_of(federation: &Federation, node: &str) -> Value {
    let show = run(sluis().args(["register", "show", "--json", "--dir"]).arg(federation.dir_of(node)));
    serde_json::from_str(&show).unwrap()
}

/// Waits until so many versions after the first ones are in force at a node.
fn wait_for_version(federation: &Federation, node: &str, version: u64) {
    eventually(&format!("{node} holds version {version}"), || {
        let status = run(sluis().args(["status", "--json", "--dir"]).arg(federation.dir_of(node)));
        let status: Value = serde_json::from_str(&status).ok()?;
        (status["register"]["sequence"] == version).then_some(())
    });
}

#[test]
fn keys_follow_each_other_while_signals_flow() {
    let mut federation = Federation::of_three();
    let closed = case("c01")["submission"].clone();
    let (before, _) = federation.submit("nl-maasdorp", &closed);
    federation.wait_for("de-rurheim", &before);

    let proposal = federation.root().join("rotation.json");
    let mut rotate = sluis();
    rotate.args(["register", "rotate", "--member", "nl-maasdorp", "--attestation", "--transport", "--dir"]);
    run(rotate.arg(federation.dir_of("node-nl")).arg("--out").arg(&proposal));
    federation.propose(&[&proposal], "node-nl");
    ["node-nl", "node-be", "node-de"].iter().for_each(|node| wait_for_version(&federation, node, 1));

    // A key that has counted for minutes alone is used beside an older one: here the older ones are gone.
    let keys = federation.dir_of("node-nl").join("keys");
    for old in ["transport.key", "attestation.key", "members/nl-maasdorp.key"] {
        std::fs::remove_file(keys.join(old)).unwrap();
    }
    assert!(federation.process("node-nl").stop().success());
    federation.start("node-nl", &[]);
    federation.wait_for_links("node-nl", 2);
    let mut other = closed;
    other["title"] = "Twee".into();
    let (after, _) = federation.submit("nl-maasdorp", &other);
    federation.wait_for("de-rurheim", &after);

    let keys = register_of(&federation, "node-nl")["members"]["nl-maasdorp"]["keys"].clone();
    let kid = |record: &str| {
        let path = format!("/v1/signals/{record}/record");
        let headers = [("Sluis-Purpose", "premises-measure"), ("Sluis-Case", "Z-1")];
        federation.raw("de-rurheim", &path, &headers)
    };
    for (record, key) in [(&before, &keys[0]), (&after, &keys[1])] {
        let hex: String = kid(record).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(hex.contains(key["kid"].as_str().unwrap()), "{record} is signed with its key");
    }
}

#[test]
fn a_stolen_key_is_revoked_and_what_it_signed_is_read_again_once_its_member_attests_it() {
    let mut federation = Federation::of_three();
    let closed = case("c01")["submission"].clone();
    let numbered = |title: &str| {
        let mut other = closed.clone();
        other["title"] = title.into();
        other
    };
    let (before, _) = federation.submit("nl-maasdorp", &numbered("Een"));
    federation.wait_for("de-rurheim", &before);
    // The receipt came later than the signal there.
    let delivery = federation.wait_for_receipts("nl-maasdorp", &before, &["de-rurheim"].into());
    let theft = delivery["de-rurheim"]["at"].as_str().unwrap().to_owned();
    let (after, _) = federation.submit("nl-maasdorp", &numbered("Twee"));
    federation.wait_for("de-rurheim", &after);

    let [rotation, revocation] = ["rotation.json", "revocation.json"].map(|name| federation.root().join(name));
    let nl = federation.dir_of("node-nl").to_owned();
    run(sluis().args(["register", "rotate", "--member", "nl-maasdorp", "--dir"]).arg(&nl).arg("--out").arg(&rotation));
    let mut revoke = sluis();
    revoke.args(["register", "revoke", "nl-maasdorp", "--compromised-since", &theft, "--register"]);
    run(revoke.arg(nl.join("register.cbor")).arg("--out").arg(&revocation));
    federation.propose(&[&rotation, &revocation], "node-nl");
    ["node-nl", "node-de"].iter().for_each(|node| wait_for_version(&federation, node, 1));
    assert!(federation.process("node-nl").stop().success());
    federation.start("node-nl", &[]);

    let headers = [("Sluis-Purpose", "premises-measure"), ("Sluis-Case", "Z-1"), ("Accept-Language", "nl")];
    let read = |record: &str| federation.request("de-rurheim", "GET", &format!("/v1/signals/{record}"), &headers, None);
    assert_eq!(read(&before).status, 200);
    let doubted = read(&after);
    assert_eq!(doubted.status, 410, "{}", doubted.body);
    assert!(doubted.body["detail"].as_str().unwrap().contains("andere handen"), "{}", doubted.body);
    run(&mut federation.as_user("nl-maasdorp", &["signals", "reaffirm", &after]));
    eventually("it is read again", || (read(&after).status == 200).then_some(()));
}

#[test]
fn a_country_extends_its_own_section_alone_and_all_nodes_take_it() {
    let federation = Federation::of_three();
    let before = register_of(&federation, "node-de");
    let proposal = federation.root().join("rotation.json");
    let mut rotate = sluis();
    rotate.args(["register", "rotate", "--member", "be-grensbeek", "--dir"]).arg(federation.dir_of("node-be"));
    run(rotate.arg("--out").arg(&proposal));
    federation.propose_by("BE", &[&proposal], "node-be");
    ["node-nl", "node-be", "node-de"].iter().for_each(|node| wait_for_version(&federation, node, 1));

    let after = register_of(&federation, "node-be");
    let signed = after["versions"].as_array().unwrap().last().unwrap();
    assert_eq!((&signed["section"], &signed["signedBy"]), (&"BE".into(), &serde_json::json!(["BE"])));
    assert_eq!(after["members"]["be-grensbeek"]["keys"].as_array().unwrap().len(), 2);
    assert_eq!(after["members"]["nl-maasdorp"], before["members"]["nl-maasdorp"]);

    // What no key of the country signed is not taken.
    let proposal = federation.root().join("another.json");
    let mut rotate = sluis();
    rotate.args(["register", "rotate", "--member", "nl-maasdorp", "--dir"]).arg(federation.dir_of("node-nl"));
    run(rotate.arg("--out").arg(&proposal));
    let draft = federation.draft_register(&[&proposal], "node-nl");
    let mut sign = sluis();
    sign.args(["register", "sign"]).arg(&draft).arg("--key").arg(federation.root().join("authority-BE.key"));
    let refused = sign.output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("has no say"), "{refused:?}");
    let mut publish = sluis();
    publish.args(["register", "publish"]).arg(&draft).arg("--dir").arg(federation.dir_of("node-nl"));
    let refused = publish.output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("0 valid signatures"), "{refused:?}");
}

#[test]
fn what_a_member_submitted_before_it_merged_is_corrected_in_its_name_and_nothing_else_is() {
    let federation = Federation::of_three();
    let closed = case("c01")["submission"].clone();
    let (first, _) = federation.submit("nl-maasdorp", &closed);
    federation.wait_for("de-rurheim", &first);

    let proposal = federation.root().join("succession.json");
    let mut succeed = sluis();
    succeed.args(["register", "succeed", "nl-maasdorp", "--by", "nl-eiland", "--register"]);
    run(succeed.arg(federation.dir_of("node-nl").join("register.cbor")).arg("--out").arg(&proposal));
    federation.propose(&[&proposal], "node-nl");
    ["node-nl", "node-de"].iter().for_each(|node| wait_for_version(&federation, node, 1));

    let body = closed.to_string().into_bytes();
    let refused = federation.request("nl-maasdorp", "POST", "/v1/drafts", &[("Accept-Language", "nl")], Some(body));
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body["detail"].as_str().unwrap().contains("opgevolgd door `nl-eiland`"), "{}", refused.body);

    let file = federation.root().join("corrected.json");
    let mut corrected = closed;
    corrected["title"] = "Gecorrigeerd".into();
    std::fs::write(&file, corrected.to_string()).unwrap();
    let mut correct = federation.as_user("nl-maasdorp", &["signals", "correct", &first]);
    let fate: Value = serde_json::from_str(&run(correct.arg(&file).args(["--release", "--json"]))).unwrap();
    federation.wait_for("de-rurheim", fate["record"].as_str().unwrap());
    let headers = [("Sluis-Purpose", "premises-measure"), ("Sluis-Case", "Z-1")];
    let before = federation.request("de-rurheim", "GET", &format!("/v1/signals/{first}"), &headers, None);
    assert_eq!(before.status, 410, "{}", before.body);

    let mut explain = sluis();
    explain.args(["policy", "explain", "--json", "--dir"]).arg(federation.dir_of("node-nl"));
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/../schemas/cases/c13-phenomenon.json");
    let told: Value = serde_json::from_str(&run(explain.arg(pattern))).unwrap();
    let members = told["members"].as_object().unwrap();
    assert!(members.contains_key("nl-eiland") && !members.contains_key("nl-maasdorp"), "nothing new goes to it");
}

#[test]
fn two_versions_for_one_place_are_found_when_nodes_meet_reported_and_settled() {
    let mut federation = Federation::of_three();
    assert!(federation.process("node-be").stop().success());
    let rotated = |member: &str, on: &str, name: &str| {
        let proposal = federation.root().join(name);
        let mut rotate = sluis();
        rotate.args(["register", "rotate", "--member", member, "--dir"]).arg(federation.dir_of("node-nl"));
        run(rotate.arg("--out").arg(&proposal));
        federation.propose(&[&proposal], on);
        proposal.with_extension("cose")
    };
    rotated("nl-maasdorp", "node-nl", "one.json");
    // The register of the Belgian node does not know of that one: two Dutch sections follow the first.
    let other = rotated("nl-riec-zuid", "node-be", "other.json");
    federation.start("node-be", &[]);

    let register = |node: &str| {
        let status = run(sluis().args(["status", "--json", "--dir"]).arg(federation.dir_of(node)));
        serde_json::from_str::<Value>(&status).unwrap()["register"].clone()
    };
    let nodes = ["node-nl", "node-be", "node-de"];
    for node in nodes {
        let known = || register(node)["contradicting"].as_array().is_some_and(|versions| versions.len() == 2);
        eventually(&format!("{node} knows of both"), || known().then_some(()));
    }
    assert!(nodes.iter().all(|node| register(node)["digest"] == register("node-nl")["digest"]));
    let evidence = federation.root().join("evidence");
    // It names what is wrong, and fails.
    let mut doctor = sluis();
    doctor.args(["doctor", "--dir"]).arg(federation.dir_of("node-de")).arg("--evidence").arg(&evidence);
    let said = doctor.output().unwrap();
    assert!(String::from_utf8_lossy(&said.stdout).contains("several versions for one place"), "{said:?}");
    let files = std::fs::read_dir(&evidence).unwrap().filter_map(|file| file.ok()?.file_name().into_string().ok());
    assert_eq!(files.filter(|name| name.starts_with("register-")).count(), 2);

    federation.settle(&other, "node-nl");
    for node in nodes {
        let settled = || register(node)["contradicting"].is_null() && register(node)["sequence"] == 2;
        eventually(&format!("{node} holds what settles them"), || settled().then_some(()));
    }
}
