//! The libp2p swarm: QUIC, and TLS 1.3 over TCP; connections of registered nodes; one stream each; nothing else.
//!
//! libp2p names its own cryptography (aws-lc-rs, for the hybrid key exchange X25519MLKEM768), so no process-wide
//! provider of rustls needs to be installed, and none is used.

use std::convert::Infallible;

use libp2p::allow_block_list::{self, AllowedPeers};
use libp2p::connection_limits::{self, ConnectionLimits};
use libp2p::identity::Keypair;
use libp2p::swarm::NetworkBehaviour;
use libp2p::{Swarm, SwarmBuilder, quic, relay, tcp, tls, yamux};
use tokio::time::Instant;

use super::carry::Carried;
use super::door::Door;
use super::limits::{CONNECTIONS_PER_PEER, Limits, NEGOTIATING, QUIC_WINDOW, STREAMS_PER_CONNECTION};
use super::start::NetError;
use super::streams::Streams;

#[derive(NetworkBehaviour)]
pub(super) struct Behaviour {
    pub(super) allowed: allow_block_list::Behaviour<AllowedPeers>,
    pub(super) door: Door,
    limits: connection_limits::Behaviour,
    streams: Streams,
    /// Carries links of others.
    carrier: relay::Behaviour,
    /// Has links of this node carried.
    carried: relay::client::Behaviour,
}

/// Builds the swarm; it does not listen or dial yet.
pub(super) fn build(key: Keypair, limits: &Limits, carries: &Carried) -> Result<Swarm<Behaviour>, NetError> {
    let handshake = limits.handshake;
    let swarm = SwarmBuilder::with_existing_identity(key)
        .with_tokio()
        .with_tcp(tcp::Config::default().nodelay(true), tls::Config::new, multiplexing)
        .map_err(|error| NetError::Certificate(error.to_string()))?
        .with_quic_config(|config| quic_config(config, limits))
        .with_dns()
        .map_err(NetError::Resolver)?
        .with_relay_client(tls::Config::new, multiplexing)
        .map_err(|error| NetError::Certificate(error.to_string()))?
        .with_behaviour(|key, carried| behaviour(limits, carries.behaviour(key.public().to_peer_id()), carried))
        .map_err(|never: Infallible| -> NetError { match never {} })?
        .with_swarm_config(|config| {
            config
                .with_smart_dial()
                // Until it has its stream a connection is idle.
                .with_idle_connection_timeout(handshake)
                .with_max_negotiating_inbound_streams(NEGOTIATING)
        })
        .with_connection_timeout(handshake)
        .build();
    Ok(swarm)
}

fn behaviour(limits: &Limits, carrier: relay::Behaviour, carried: relay::client::Behaviour) -> Behaviour {
    let connections = ConnectionLimits::default()
        .with_max_established_per_peer(Some(CONNECTIONS_PER_PEER))
        .with_max_established(Some(limits.max_connections));
    Behaviour {
        allowed: allow_block_list::Behaviour::default(),
        door: Door::new(Instant::now()),
        limits: connection_limits::Behaviour::new(connections),
        streams: Streams::new(limits.handshake),
        carrier,
        carried,
    }
}

fn quic_config(mut config: quic::Config, limits: &Limits) -> quic::Config {
    config.handshake_timeout = limits.handshake;
    config.max_idle_timeout = u32::try_from(limits.silence.as_millis()).unwrap_or(u32::MAX);
    config.keep_alive_interval = limits.keepalive;
    config.max_concurrent_stream_limit = STREAMS_PER_CONNECTION as u32;
    config.max_stream_data = QUIC_WINDOW;
    config.max_connection_data = QUIC_WINDOW;
    config
}

/// yamux grows a window only as fast as it is read, which the peer's rate bounds.
fn multiplexing() -> yamux::Config {
    let mut config = yamux::Config::default();
    config.set_max_num_streams(STREAMS_PER_CONNECTION);
    config
}
