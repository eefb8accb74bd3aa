//! How often and how much at once somebody may call: for each token, and for each address that comes without one.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use sluis_protocol::crypto::Digest;

use super::problem::Problem;
use crate::settings;

/// Keys after which those that may call freely again are forgotten.
const FORGET_ABOVE: usize = 4_096;
/// Streams of all tokens together: half of the connections, so that others come in.
const MAX_STREAMS: u32 = 256;

type Rates<K> = RateLimiter<K, HashMapStateStore<K>, MonotonicClock, NoOpMiddleware<std::time::Instant>>;

/// The limits of one interface.
pub struct Limits {
    tokens: Rates<Digest>,
    clients: Rates<IpAddr>,
    streams: Mutex<BTreeMap<Digest, u32>>,
    streams_of_token: u32,
}

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooMuch {
    /// Too many calls: come back after so many seconds.
    Calls { wait: u64 },
    /// Too many streams at once.
    Streams { most: u32 },
}

impl From<TooMuch> for Problem {
    fn from(reached: TooMuch) -> Self {
        match reached {
            TooMuch::Calls { wait } => Self::too_many_requests(wait),
            TooMuch::Streams { most } => Self::too_many_streams(most),
        }
    }
}

/// A place among the streams of a token, until it is dropped.
pub(super) struct StreamPlace {
    limits: Arc<Limits>,
    token: Digest,
}

impl Limits {
    /// As the configuration says.
    #[must_use]
    pub fn new(settings: &settings::Limits) -> Self {
        let quota = |second: NonZeroU32, burst: NonZeroU32| Quota::per_second(second).allow_burst(burst);
        let tokens = quota(settings.token_per_second, settings.token_burst);
        let clients = quota(settings.client_per_second, settings.client_burst);
        Self {
            tokens: RateLimiter::new(tokens, HashMapStateStore::default(), MonotonicClock),
            clients: RateLimiter::new(clients, HashMapStateStore::default(), MonotonicClock),
            streams: Mutex::default(),
            streams_of_token: settings.streams_per_token.get(),
        }
    }

    /// Counts a call with a known token.
    pub(super) fn call(&self, token: Digest) -> Result<(), TooMuch> {
        check(&self.tokens, &token)
    }

    /// Counts a call without one.
    pub(super) fn stranger(&self, client: IpAddr) -> Result<(), TooMuch> {
        check(&self.clients, &network(client))
    }

    /// A place for one more stream.
    pub(super) fn stream(limits: &Arc<Self>, token: Digest) -> Result<StreamPlace, TooMuch> {
        let mut streams = limits.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let open: u32 = streams.values().sum();
        let own = streams.entry(token).or_default();
        if *own >= limits.streams_of_token || open >= MAX_STREAMS {
            return Err(TooMuch::Streams { most: limits.streams_of_token });
        }
        *own += 1;
        drop(streams);
        Ok(StreamPlace { limits: limits.clone(), token })
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut streams = self.limits.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.get_mut(&self.token) {
            *open = open.saturating_sub(1);
        }
        streams.retain(|_, open| *open > 0);
    }
}

fn check<K: Clone + Eq + std::hash::Hash>(rates: &Rates<K>, key: &K) -> Result<(), TooMuch> {
    let checked = rates.check_key(key);
    if rates.len() > FORGET_ABOVE {
        rates.retain_recent();
    }
    checked.map_err(|not_until| TooMuch::Calls { wait: seconds(not_until.wait_time_from(MonotonicClock.now())) })
}

/// Whole seconds after which to come back, at least one.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

/// What one subscriber has: an address of IPv4, the first half of one of IPv6.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Arc<Limits> {
        let n = |n| NonZeroU32::new(n).unwrap();
        Arc::new(Limits::new(&settings::Limits {
            token_per_second: n(1),
            token_burst: n(2),
            client_per_second: n(1),
            client_burst: n(1),
            streams_per_token: n(1),
        }))
    }

    #[test]
    fn each_token_and_each_network_has_its_own_allowance() {
        let limits = limits();
        let (one, other) = (Digest([1; 32]), Digest([2; 32]));
        assert!(limits.call(one).is_ok() && limits.call(one).is_ok() && limits.call(other).is_ok());
        assert!(matches!(limits.call(one), Err(TooMuch::Calls { wait: 1.. })));
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(limits.stranger(address("2001:db8::1")).is_ok());
        assert!(limits.stranger(address("2001:db8::2")).is_err(), "one subscriber");
        assert!(limits.stranger(address("2001:db8:0:1::1")).is_ok());
        assert!(limits.stranger(address("::ffff:192.0.2.1")).is_ok());
        assert!(limits.stranger(address("192.0.2.1")).is_err(), "the same address in another form");
    }

    #[test]
    fn a_stream_that_ended_makes_room() {
        let limits = limits();
        let token = Digest([1; 32]);
        let first = Limits::stream(&limits, token).ok().unwrap();
        assert!(Limits::stream(&limits, token).is_err());
        assert!(Limits::stream(&limits, Digest([2; 32])).is_ok());
        drop(first);
        assert!(Limits::stream(&limits, token).is_ok());
    }
}
