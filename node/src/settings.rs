//! Configuration: defaults, then `sluis.toml`, then `SLUIS_…` environment, then flags; later wins. Parsed once.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use libp2p::Multiaddr;
use serde::{Deserialize, Serialize};
use sluis_schemas::NodeId;
use thiserror::Error;

/// Name of the configuration file in a node's directory.
pub const FILE: &str = "sluis.toml";

/// Everything that an operator wants to know, and of libraries only what is wrong.
pub const LOG_LEVEL: &str = "warn,sluis_node=info";

/// The configuration of a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The id under which the register knows this node.
    pub node: NodeId,
    /// Where people and programs of members come in.
    pub http: Http,
    /// Where other nodes come in.
    pub net: Net,
    /// What is logged.
    pub log: Log,
}

/// `[http]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address and port. Loopback unless a reverse proxy with TLS stands before it.
    pub listen: SocketAddr,
}

/// `[net]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Net {
    /// Multiaddresses to listen on: QUIC (`/udp/…/quic-v1`) and TLS over TCP (`/tcp/…`).
    pub listen: Vec<Multiaddr>,
}

/// `[log]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug`, or a filter such as `info,sluis_node::net=debug`.
    pub level: String,
    /// `text` or `json`.
    pub format: LogFormat,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Why there is no configuration.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// No such file.
    #[error("there is no `{}`: make a node's directory with `sluis init`", .0.display())]
    Missing(PathBuf),
    /// Something in a layer.
    #[error("the configuration does not hold: {0}")]
    Malformed(#[from] config::ConfigError),
}

impl Settings {
    /// Reads all layers for the node in `dir`.
    ///
    /// # Errors
    /// [`SettingsError`] names the file or variable and the key.
    pub fn load(dir: &Path) -> Result<Self, SettingsError> {
        let file = dir.join(FILE);
        if !file.is_file() {
            return Err(SettingsError::Missing(file));
        }
        let environment =
            config::Environment::with_prefix("SLUIS").prefix_separator("_").separator("__").ignore_empty(true);
        let merged = config::Config::builder()
            .set_default("http.listen", "127.0.0.1:7480")?
            .set_default("net.listen", vec!["/ip4/127.0.0.1/udp/7470/quic-v1", "/ip4/127.0.0.1/tcp/7470"])?
            .set_default("log.level", LOG_LEVEL)?
            .set_default("log.format", "text")?
            .add_source(config::File::from(file))
            // Only nested names are settings: SLUIS_TOKEN and its like are for the command line.
            .add_source(environment.source(Some(nested_variables())))
            .build()?;
        Ok(merged.try_deserialize()?)
    }
}

fn nested_variables() -> config::Map<String, String> {
    let nested = |name: &str| name.starts_with("SLUIS_") && (name.contains("__") || name == "SLUIS_NODE");
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| nested(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Settings, SettingsError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), text).unwrap();
        Settings::load(dir.path())
    }

    #[test]
    fn a_file_with_only_the_node_gets_defaults_on_loopback() {
        let settings = load("node = \"node-nl\"").unwrap();
        assert!(settings.http.listen.ip().is_loopback());
        assert_eq!(settings.net.listen.len(), 2);
    }

    #[test]
    fn an_unknown_key_and_a_malformed_value_are_named() {
        let unknown = load("node = \"node-nl\"\n[http]\nlisten = \"127.0.0.1:1\"\nlisen = 2").unwrap_err().to_string();
        assert!(unknown.contains("lisen"), "{unknown}");
        let malformed = load("node = \"node-nl\"\n[http]\nlisten = \"nowhere\"").unwrap_err().to_string();
        assert!(malformed.contains("http.listen"), "{malformed}");
    }
}
