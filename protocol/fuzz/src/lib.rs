//! What fuzz targets share: the federation of the golden vectors, and a signature check that is never in the way.

use std::sync::LazyLock;

use ring::digest;
use serde_json::Value;
use sluis_protocol::crypto::{Crypto, Digest, PublicKey, Signature};
use sluis_protocol::register::Directory;
use sluis_schemas::Timestamp;

const FEDERATION: &str = include_str!("../../../schemas/vectors/federation.json");
const REGISTERS: &str = include_str!("../../../schemas/vectors/register.json");

/// Real SHA-256, and every signature holds: a fuzzer cannot sign, and behind the signature lies what it is to reach.
pub struct Trusting;

impl Crypto for Trusting {
    fn sha256(&self, parts: &[&[u8]]) -> Digest {
        let mut context = digest::Context::new(&digest::SHA256);
        parts.iter().for_each(|part| context.update(part));
        Digest::from_slice(context.finish().as_ref()).expect("SHA-256 has 32 bytes")
    }

    fn verify(&self, _: &PublicKey, _: &[u8], _: &Signature) -> bool {
        true
    }
}

/// The register of the vectors: a root and two sections.
pub static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
    let version = |place: usize| vector(FEDERATION, |file| file["register"][place].as_str());
    Directory::open(&Trusting, &[version(0), version(1), version(2)]).expect("the vectors hold a register")
});

/// The section after one of them.
pub static SECOND: LazyLock<Vec<u8>> = LazyLock::new(|| {
    vector(REGISTERS, |file| file["vectors"].as_array()?.iter().find(|v| v["name"] == "second")?["hex"].as_str())
});

/// A moment at which the keys of the vectors are valid.
pub fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

fn vector(file: &str, hex: impl Fn(&Value) -> Option<&str>) -> Vec<u8> {
    let file: Value = serde_json::from_str(file).expect("vectors are JSON");
    let digits = hex(&file).expect("the vector is there").as_bytes();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(|pair| byte(pair).expect("hex")).collect()
}
