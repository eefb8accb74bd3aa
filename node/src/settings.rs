//! Configuration: defaults, then `sluis.toml`, then `SLUIS_…` environment, then flags; later wins. Parsed once.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use libp2p::Multiaddr;
use serde::{Deserialize, Serialize};
use sluis_protocol::core::{Terms, TermsError};
use sluis_schemas::NodeId;
use thiserror::Error;

/// Name of the configuration file in a node's directory.
pub const FILE: &str = "sluis.toml";

/// Everything that an operator wants to know, and of libraries only what is wrong.
pub const LOG_LEVEL: &str = "warn,sluis_node=info";

/// The configuration of a node.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
    /// When content that ended is destroyed, and how long the account of it is kept.
    #[serde(default)]
    pub erasure: Erasure,
    /// How long backups are kept.
    #[serde(default)]
    pub backup: Backup,
    /// Where figures are told; none: nowhere.
    #[serde(default)]
    pub metrics: Option<Metrics>,
}

/// `[metrics]`: figures for monitoring, where this section is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Address and port. Whoever reaches it may read: loopback, unless a network of its own stands around it.
    pub listen: SocketAddr,
}

impl Default for Metrics {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 7481)) }
    }
}

/// `[http]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address and port. Loopback unless a reverse proxy with TLS stands before it.
    pub listen: SocketAddr,
    /// How often somebody may call.
    #[serde(default)]
    pub limits: Limits,
}

/// `[http.limits]`: more is answered with 429.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls with one token, a second. Far above what a person does; a program that submits in bulk may need all of it.
    pub token_per_second: NonZeroU32,
    /// Calls with one token at once, after a pause.
    pub token_burst: NonZeroU32,
    /// Calls without a known token from one address, a second. Behind a reverse proxy all of them are one address.
    pub client_per_second: NonZeroU32,
    /// Such calls at once, after a pause.
    pub client_burst: NonZeroU32,
    /// Streams of events open at once with one token.
    pub streams_per_token: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let number = |n: u32| NonZeroU32::MIN.saturating_add(n - 1);
        Self {
            token_per_second: number(2_000),
            token_burst: number(4_000),
            client_per_second: number(10),
            client_burst: number(50),
            streams_per_token: number(4),
        }
    }
}

/// `[net]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Net {
    /// Multiaddresses to listen on: QUIC (`/udp/…/quic-v1`) and TLS over TCP (`/tcp/…`).
    pub listen: Vec<Multiaddr>,
    /// Nodes whose links this one carries, where the register has it do so.
    #[serde(default)]
    pub carries: BTreeSet<NodeId>,
}

/// `[backup]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backup {
    /// Days after which `sluis backup --keys` removes older backups of data keys: the horizon of erasure.
    pub key_days: u32,
}

impl Default for Backup {
    fn default() -> Self {
        Self { key_days: 7 }
    }
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

/// `[erasure]`: when content that ended is destroyed, and how long the account of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "GivenErasure")]
pub struct Erasure {
    /// As the core keeps them.
    pub terms: Terms,
}

impl Default for Erasure {
    fn default() -> Self {
        Self { terms: Terms::DEFAULT }
    }
}

/// As it is written: each of it may be left out.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct GivenErasure {
    /// How long content is kept after it ended, unread, before it is destroyed.
    grace: Period,
    /// When it must be destroyed at the latest.
    deadline: Period,
    /// More records of one signer than this, if they are also more than one in a hundred, wait for an operator.
    threshold: u64,
    /// How many years it is kept what was disclosed to whom and what became of it, once that is over at both ends.
    account_years: u32,
}

impl Default for GivenErasure {
    fn default() -> Self {
        Self { grace: Period(HOUR), deadline: Period(72 * HOUR), threshold: 1_000, account_years: 10 }
    }
}

impl TryFrom<GivenErasure> for Erasure {
    type Error = TermsError;

    fn try_from(given: GivenErasure) -> Result<Self, TermsError> {
        let terms = Terms::new(given.grace.0, given.deadline.0, given.threshold)?;
        Ok(Self { terms: terms.with_account(given.account_years)? })
    }
}

/// Milliseconds of a second.
const SECOND: u64 = 1_000;
/// Milliseconds of an hour.
const HOUR: u64 = 3_600 * SECOND;

/// A length of time in milliseconds, written as `30 min`, `72 h`, `3 d` or `0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
struct Period(u64);

/// Why something is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no length of time: give a whole number and `s`, `min`, `h` or `d`, such as `72 h`")]
struct NotAPeriod(String);

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(given: String) -> Result<Self, NotAPeriod> {
        let text = given.trim();
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: Option<u64> = text.strip_suffix(unit).and_then(|number| number.parse().ok());
        let of = match unit.trim() {
            "" if number == Some(0) => Some(SECOND),
            "s" => Some(SECOND),
            "min" => Some(60 * SECOND),
            "h" => Some(HOUR),
            "d" => Some(24 * HOUR),
            _ => None,
        };
        let millis = number.zip(of).and_then(|(number, of)| number.checked_mul(of));
        millis.map(Self).ok_or(NotAPeriod(given))
    }
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
    fn limits_have_defaults_one_by_one_and_none_may_be_nought() {
        assert_eq!(load("node = \"node-nl\"").unwrap().metrics, None, "told to nobody unless asked for");
        let metrics = load("node = \"node-nl\"\n[metrics]").unwrap().metrics.unwrap();
        assert!(metrics.listen.ip().is_loopback());
        let limited = load("node = \"node-nl\"\n[http.limits]\ntoken_burst = 7").unwrap().http.limits;
        assert_eq!((limited.token_burst.get(), limited.streams_per_token), (7, Limits::default().streams_per_token));
        for (key, value) in [("token_per_second", "0"), ("client_burst", "-1"), ("streams_per_token", "\"many\"")] {
            let error = load(&format!("node = \"node-nl\"\n[http.limits]\n{key} = {value}")).unwrap_err().to_string();
            assert!(error.contains(&format!("http.limits.{key}")), "{error}");
        }
        assert!(
            load("node = \"node-nl\"\n[http.limits]\ntoken_brust = 7").unwrap_err().to_string().contains("token_brust")
        );
    }

    #[test]
    fn erasure_has_terms_that_people_write_and_each_fault_of_them_is_named() {
        let erasure = |text: &str| load(&format!("node = \"node-nl\"\n[erasure]\n{text}"));
        assert_eq!(load("node = \"node-nl\"").unwrap().erasure.terms, Terms::DEFAULT);
        assert_eq!(erasure("grace = \"60min\"\ndeadline = \"3 d\"").unwrap().erasure.terms, Terms::DEFAULT);
        assert_eq!(erasure("account_years = 10").unwrap().erasure.terms, Terms::DEFAULT);
        assert_ne!(erasure("account_years = 1").unwrap().erasure.terms, Terms::DEFAULT);
        assert_eq!(erasure("grace = \"0\"").unwrap().erasure.terms, Terms::new(0, 72 * HOUR, 1_000).unwrap());
        for (text, named) in [
            ("grace = \"soon\"", "soon"),
            ("grace = \"1 week\"", "1 week"),
            ("deadline = \"99999999999999999 d\"", "99999999999999999 d"),
            ("deadline = \"1 h\"", "must end before the deadline"),
            ("threshold = -1", "threshold"),
            ("thresold = 1", "thresold"),
            ("account_years = 0", "at least 1 year, not 0"),
        ] {
            let error = erasure(text).unwrap_err().to_string();
            assert!(error.contains(named), "{text}: {error}");
        }
    }

    #[test]
    fn an_unknown_key_and_a_malformed_value_are_named() {
        let unknown = load("node = \"node-nl\"\n[http]\nlisten = \"127.0.0.1:1\"\nlisen = 2").unwrap_err().to_string();
        assert!(unknown.contains("lisen"), "{unknown}");
        let malformed = load("node = \"node-nl\"\n[http]\nlisten = \"nowhere\"").unwrap_err().to_string();
        assert!(malformed.contains("http.listen"), "{malformed}");
    }
}
