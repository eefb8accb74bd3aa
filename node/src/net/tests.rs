//! Two or three nodes on loopback, on ports that the system chooses.

use std::net::UdpSocket;
use std::time::Duration;

use libp2p::Multiaddr;
use libp2p::identity::Keypair;
use sluis_schemas::NodeId;
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};

use sluis_protocol::core::LinkId;

use super::event::{DownReason, Refusal};
use super::handle::{SendError, Stopped};
use super::limits::*;
use super::*;

const QUIC: &str = "/ip4/127.0.0.1/udp/0/quic-v1";
const TCP: &str = "/ip4/127.0.0.1/tcp/0";
/// Far above what any step takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

struct Node {
    id: NodeId,
    key: Keypair,
    handle: NetHandle,
    events: mpsc::Receiver<NetEvent>,
}

impl Node {
    async fn start(id: &str, listen: &str) -> Self {
        Self::start_with(id, listen, Vec::new(), Limits::default()).await
    }

    async fn start_with(id: &str, listen: &str, peers: Vec<Peer>, limits: Limits) -> Self {
        Self::start_as(Keypair::generate_ed25519(), id, [listen], peers, limits).await
    }

    async fn start_as<'l>(
        key: Keypair,
        id: &str,
        listen: impl IntoIterator<Item = &'l str>,
        peers: Vec<Peer>,
        limits: Limits,
    ) -> Self {
        let id: NodeId = id.parse().unwrap();
        let listen = listen.into_iter().map(|address| address.parse().unwrap()).collect();
        let carries = ["a", "b"].map(|node| node.parse().unwrap()).into();
        let config = NetConfig { listen, carries, limits };
        let (handle, events) = Net::start(key.clone(), config, id.clone(), peers).await.unwrap();
        Self { id, key, handle, events }
    }

    /// One that nobody reaches by itself.
    async fn unreachable(id: &str) -> Self {
        Self::start_as(Keypair::generate_ed25519(), id, [], Vec::new(), Limits::default()).await
    }

    /// As others list it where another carries its links.
    fn listed_through(&self, carrier: &Self) -> Peer {
        let id = carrier.key.public().to_peer_id();
        self.peer(carrier.handle.listening().into_iter().map(|address| through(address, id)).collect())
    }

    fn carrier_to(&self, node: &NodeId) -> Option<NodeId> {
        self.handle.meetings().get(node)?.through.clone()
    }

    /// As others list it. Tests that need no dial leave out the addresses.
    fn peer(&self, addresses: Vec<Multiaddr>) -> Peer {
        Peer { node: self.id.clone(), peer_ids: vec![self.key.public().to_peer_id()], addresses }
    }

    fn listed(&self) -> Peer {
        self.peer(self.handle.listening())
    }

    async fn knows(&self, peers: impl IntoIterator<Item = Peer>) {
        self.handle.set_peers(peers.into_iter().collect()).await.unwrap();
    }

    async fn next(&mut self) -> NetEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("an event in time").expect("a running node")
    }

    async fn wait<T>(&mut self, mut wanted: impl FnMut(NetEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }

    async fn up(&mut self, peer: &NodeId) -> LinkId {
        self.wait(|event| match event {
            NetEvent::Up { node, link } if node == *peer => Some(link),
            _ => None,
        })
        .await
    }

    async fn down(&mut self) -> DownReason {
        self.wait(|event| if let NetEvent::Down { reason, .. } = event { Some(reason) } else { None }).await
    }

    async fn frame(&mut self) -> Vec<u8> {
        self.wait(|event| if let NetEvent::Frame { bytes, .. } = event { Some(bytes) } else { None }).await
    }

    async fn refusal(&mut self) -> Refusal {
        self.wait(|event| if let NetEvent::Refused { why, .. } = event { Some(why) } else { None }).await
    }

    /// Sends, and lets the others run as long as the queue is full.
    async fn send(&self, to: &NodeId, link: LinkId, frame: Vec<u8>) {
        while let Err(error) = self.handle.send(to, link, frame.clone()) {
            assert_eq!(error, SendError::Full { node: to.clone() });
            tokio::task::yield_now().await;
        }
    }
}

/// Two nodes that know each other; only the second has an address to dial.
async fn pair(listen: &str, limits: Limits) -> (Node, Node) {
    let a = Node::start("a", listen).await;
    let b = Node::start_with("b", listen, vec![a.listed()], limits).await;
    a.knows([b.peer(Vec::new())]).await;
    (a, b)
}

async fn linked(a: &mut Node, b: &mut Node) -> (LinkId, LinkId) {
    let (a_id, b_id) = (a.id.clone(), b.id.clone());
    tokio::join!(a.up(&b_id), b.up(&a_id))
}

fn numbered(n: u32) -> Vec<u8> {
    let mut frame = n.to_be_bytes().to_vec();
    frame.resize(1024, 0);
    frame
}

async fn stream_of_frames_arrives_in_order(listen: &str) {
    const FRAMES: u32 = 10_000;
    let (mut a, mut b) = pair(listen, Limits::default()).await;
    let (at_a, at_b) = linked(&mut a, &mut b).await;
    let (a_id, b_id) = (a.id.clone(), b.id.clone());
    let sender = |handle: NetHandle, to: NodeId, link| async move {
        for n in 0..FRAMES {
            while handle.send(&to, link, numbered(n)).is_err() {
                tokio::task::yield_now().await;
            }
        }
    };
    let receiver = async |node: &mut Node| {
        for n in 0..FRAMES {
            assert_eq!(node.frame().await, numbered(n));
        }
    };
    let (to_b, to_a) = (sender(a.handle.clone(), b_id, at_a), sender(b.handle.clone(), a_id, at_b));
    tokio::join!(to_b, to_a, receiver(&mut a), receiver(&mut b));
}

#[tokio::test]
async fn frames_arrive_in_order_both_ways_over_quic() {
    stream_of_frames_arrives_in_order(QUIC).await;
}

#[tokio::test]
async fn frames_arrive_in_order_both_ways_over_tcp_alone() {
    stream_of_frames_arrives_in_order(TCP).await;
}

#[tokio::test]
async fn tcp_serves_where_udp_is_blocked() {
    let blocked = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = blocked.local_addr().unwrap().port();
    let mut a = Node::start("a", TCP).await;
    let mut addresses = a.handle.listening();
    addresses.insert(0, format!("/ip4/127.0.0.1/udp/{port}/quic-v1").parse().unwrap());
    let mut b = Node::start_with("b", TCP, vec![a.peer(addresses)], Limits::default()).await;
    a.knows([b.peer(Vec::new())]).await;
    linked(&mut a, &mut b).await;
}

#[tokio::test]
async fn oversized_frame_cuts_the_link() {
    let limits = Limits { max_frame: 2 * MAX_FRAME, ..Limits::default() };
    let (mut a, mut b) = pair(QUIC, limits).await;
    let (_, at_b) = linked(&mut a, &mut b).await;
    b.handle.send(&a.id, at_b, vec![0; MAX_FRAME + 1]).unwrap();
    assert_eq!(a.down().await, DownReason::Oversized { length: MAX_FRAME + 1, max: MAX_FRAME });
    b.down().await;
}

#[tokio::test]
async fn frame_of_the_largest_size_passes_and_others_are_refused_at_once() {
    let (mut a, mut b) = pair(TCP, Limits::default()).await;
    let (_, at_b) = linked(&mut a, &mut b).await;
    for length in [0, MAX_FRAME + 1] {
        let refused = b.handle.send(&a.id, at_b, vec![1; length]);
        assert_eq!(refused, Err(SendError::Length { length, max: MAX_FRAME }));
    }
    b.handle.send(&a.id, at_b, vec![1; MAX_FRAME]).unwrap();
    assert_eq!(a.frame().await, vec![1; MAX_FRAME]);
}

#[tokio::test]
async fn stranger_is_refused_and_never_sees_a_link() {
    for listen in [QUIC, TCP] {
        let mut a = Node::start("a", listen).await;
        let mut stranger = Node::start_with("stranger", listen, vec![a.listed()], Limits::default()).await;
        assert_eq!(a.refusal().await, Refusal::Stranger);
        // The second refusal proves that the first dial of the stranger came to its end.
        assert_eq!(a.refusal().await, Refusal::Stranger);
        while let Ok(event) = stranger.events.try_recv() {
            assert!(matches!(event, NetEvent::Listening { .. }), "{event:?}");
        }
        assert_eq!(a.handle.linked(), []);
    }
}

#[tokio::test]
async fn garbage_from_a_stranger_disturbs_nobody() {
    let (mut a, mut b) = pair(TCP, Limits::default()).await;
    let port = a.handle.listening()[0].iter().find_map(|part| match part {
        libp2p::multiaddr::Protocol::Tcp(port) => Some(port),
        _ => None,
    });
    let mut garbage = tokio::net::TcpStream::connect(("127.0.0.1", port.unwrap())).await.unwrap();
    garbage.write_all(&[0xff; 4096]).await.unwrap();
    linked(&mut a, &mut b).await;
}

#[tokio::test]
async fn node_removed_from_the_register_is_cut_off_and_stays_out() {
    let (mut a, mut b) = pair(QUIC, Limits::default()).await;
    let (at_a, _) = linked(&mut a, &mut b).await;
    a.knows([]).await;
    let gone = a.handle.send(&b.id, at_a, vec![1]);
    assert_eq!(gone, Err(SendError::NoLink { node: b.id.clone(), link: at_a }));
    assert_eq!(a.down().await, DownReason::Removed);
    b.down().await;
    assert_eq!(a.refusal().await, Refusal::Stranger);
    a.knows([b.peer(Vec::new())]).await;
    linked(&mut a, &mut b).await;
}

#[tokio::test]
async fn crossing_dials_end_with_one_link_that_both_agree_on() {
    for round in 0..10 {
        let listen = if round % 2 == 0 { QUIC } else { TCP };
        let (mut a, mut b) = (Node::start("a", listen).await, Node::start("b", listen).await);
        let (a_listed, b_listed) = (a.listed(), b.listed());
        tokio::join!(a.knows([b_listed]), b.knows([a_listed]));
        let (at_a, at_b) = linked(&mut a, &mut b).await;
        // By the time that this many frames are through, the dial that lost has come to its end.
        for n in 0..500 {
            a.send(&b.id, at_a, numbered(n)).await;
            b.send(&a.id, at_b, numbered(n)).await;
            let (from_b, from_a) = tokio::join!(a.next(), b.next());
            assert_eq!(from_b, NetEvent::Frame { node: b.id.clone(), link: at_a, bytes: numbered(n) });
            assert_eq!(from_a, NetEvent::Frame { node: a.id.clone(), link: at_b, bytes: numbered(n) });
        }
        tokio::join!(a.handle.shut_down(), b.handle.shut_down());
    }
}

/// A node in a runtime of its own that dies with it, without a word.
fn start_doomed(key: Keypair, listen: Multiaddr, peer: Peer) -> (tokio::runtime::Runtime, NetHandle) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (started, handle) = std::sync::mpsc::channel();
    runtime.spawn(async move {
        let config = NetConfig { listen: vec![listen], ..NetConfig::default() };
        let (handle, mut events) = Net::start(key, config, "b".parse().unwrap(), vec![peer]).await.unwrap();
        started.send(handle).unwrap();
        while events.recv().await.is_some() {}
    });
    (runtime, handle.recv_timeout(PATIENCE).unwrap())
}

#[tokio::test]
async fn peer_that_died_and_restarted_gets_a_new_link() {
    for listen in [QUIC, TCP] {
        let mut a = Node::start("a", listen).await;
        let key = Keypair::generate_ed25519();
        let id: NodeId = "b".parse().unwrap();
        let b = Peer { node: id.clone(), peer_ids: vec![key.public().to_peer_id()], addresses: Vec::new() };
        a.knows([b]).await;
        let (runtime, _handle) = start_doomed(key.clone(), listen.parse().unwrap(), a.listed());
        let first = a.up(&id).await;
        runtime.shutdown_background();
        let began = Instant::now();
        let (runtime, _handle) = start_doomed(key, listen.parse().unwrap(), a.listed());
        assert_ne!(a.up(&id).await, first);
        assert!(began.elapsed() < SILENCE, "the new link must not wait for the old one's silence");
        runtime.shutdown_background();
    }
}

#[tokio::test]
async fn slow_reader_fills_its_own_queue_and_blocks_no_other() {
    let mut a = Node::start("a", QUIC).await;
    let slow = Node::start_with("slow", QUIC, vec![a.listed()], Limits::default()).await;
    let mut quick = Node::start_with("quick", QUIC, vec![a.listed()], Limits::default()).await;
    a.knows([slow.peer(Vec::new()), quick.peer(Vec::new())]).await;
    let (mut to_slow, mut to_quick) = (None, None);
    while to_slow.is_none() || to_quick.is_none() {
        if let NetEvent::Up { node, link } = a.next().await {
            if node == slow.id { to_slow = Some(link) } else { to_quick = Some(link) }
        }
    }
    let (to_slow, to_quick) = (to_slow.unwrap(), to_quick.unwrap());
    // `slow` takes no events, so it stops reading once its own queues are full.
    let mut full = 0;
    while full < 1_000 {
        match a.handle.send(&slow.id, to_slow, vec![1; 64 * 1024]) {
            Ok(()) => full = 0,
            Err(error) => {
                assert_eq!(error, SendError::Full { node: slow.id.clone() });
                full += 1;
            }
        }
        tokio::task::yield_now().await;
    }
    a.send(&quick.id, to_quick, b"still here".to_vec()).await;
    assert_eq!(quick.frame().await, b"still here");
}

#[tokio::test]
async fn peer_above_its_rate_is_slowed_and_loses_nothing() {
    let limits = Limits { frames_per_second: 100, burst_seconds: 1, ..Limits::default() };
    let mut a = Node::start_with("a", QUIC, Vec::new(), limits).await;
    let mut b = Node::start_with("b", QUIC, vec![a.listed()], Limits::default()).await;
    a.knows([b.peer(Vec::new())]).await;
    let (_, at_b) = linked(&mut a, &mut b).await;
    let began = Instant::now();
    for n in 0..150 {
        b.send(&a.id, at_b, numbered(n)).await;
    }
    for n in 0..150 {
        assert_eq!(a.frame().await, numbered(n));
    }
    assert!(began.elapsed() >= Duration::from_millis(450));
}

#[tokio::test]
async fn close_delivers_the_last_frame_and_keeps_the_peer_away() {
    for listen in [QUIC, TCP] {
        let (mut a, mut b) = pair(listen, Limits::default()).await;
        let (at_a, _) = linked(&mut a, &mut b).await;
        for n in 0..100 {
            a.send(&b.id, at_a, numbered(n)).await;
        }
        a.handle.close(&b.id, at_a, Some(b"one flipped bit".to_vec()), "bad signature".into());
        for n in 0..100 {
            assert_eq!(b.frame().await, numbered(n));
        }
        assert_eq!(b.frame().await, b"one flipped bit");
        assert_eq!(b.down().await, DownReason::ClosedByPeer);
        assert_eq!(a.down().await, DownReason::Closed("bad signature".into()));
        assert_eq!(a.refusal().await, Refusal::HeldOff);
    }
}

#[tokio::test]
async fn silent_peer_is_given_up() {
    let mute = Limits { keepalive: Duration::from_secs(3600), ..Limits::default() };
    let limits = Limits { silence: Duration::from_millis(200), ..Limits::default() };
    let mut a = Node::start_with("a", TCP, Vec::new(), limits).await;
    let mut b = Node::start_with("b", TCP, vec![a.listed()], mute).await;
    a.knows([b.peer(Vec::new())]).await;
    linked(&mut a, &mut b).await;
    assert_eq!(a.down().await, DownReason::Silent);
}

#[tokio::test]
async fn keepalives_hold_a_quiet_link() {
    let lively = Limits {
        keepalive: Duration::from_millis(50),
        silence: Duration::from_secs(2),
        frames_per_second: 1_000,
        ..Limits::default()
    };
    let mut a = Node::start_with("a", TCP, Vec::new(), lively.clone()).await;
    let mut b = Node::start_with("b", TCP, vec![a.listed()], lively).await;
    a.knows([b.peer(Vec::new())]).await;
    linked(&mut a, &mut b).await;
    // Longer than the silence allowed, shorter than anything else that could end the link.
    let quiet = timeout(Duration::from_secs(3), a.down()).await;
    assert!(quiet.is_err(), "{quiet:?}");
}

#[tokio::test]
async fn orderly_stop_delivers_what_is_queued() {
    let (mut a, mut b) = pair(QUIC, Limits::default()).await;
    let (at_a, _) = linked(&mut a, &mut b).await;
    for n in 0..500 {
        a.send(&b.id, at_a, numbered(n)).await;
    }
    let received = async {
        for n in 0..500 {
            assert_eq!(b.frame().await, numbered(n));
        }
        assert_eq!(b.down().await, DownReason::ClosedByPeer);
    };
    tokio::join!(a.handle.shut_down(), received);
    assert_eq!(a.handle.set_peers(Vec::new()).await, Err(Stopped.into()));
}

#[tokio::test]
async fn new_address_in_the_register_is_dialled() {
    let mut a = Node::start("a", TCP).await;
    let nowhere = vec!["/ip4/127.0.0.1/tcp/1".parse().unwrap()];
    let mut b = Node::start_with("b", TCP, vec![a.peer(nowhere)], Limits::default()).await;
    a.knows([b.peer(Vec::new())]).await;
    b.knows([a.listed()]).await;
    linked(&mut a, &mut b).await;
}

#[tokio::test]
async fn both_families_share_a_port() {
    let Ok(free) = std::net::TcpListener::bind("[::]:0").and_then(|listener| listener.local_addr()) else {
        eprintln!("skipped: needs IPv6");
        return;
    };
    let port = free.port();
    let listen = [
        format!("/ip4/0.0.0.0/tcp/{port}"),
        format!("/ip6/::/tcp/{port}"),
        format!("/ip4/0.0.0.0/udp/{port}/quic-v1"),
        format!("/ip6/::/udp/{port}/quic-v1"),
    ];
    let config = NetConfig { listen: listen.iter().map(|a| a.parse().unwrap()).collect(), ..NetConfig::default() };

    let (handle, _events) =
        Net::start(Keypair::generate_ed25519(), config, "a".parse().unwrap(), Vec::new()).await.unwrap();

    let of = |family: &str| handle.listening().iter().any(|address| address.to_string().starts_with(family));
    assert!(of("/ip4/") && of("/ip6/"), "{:?}", handle.listening());
}

#[tokio::test]
async fn taken_port_is_reported_with_its_address() {
    for listen in [QUIC, TCP] {
        let a = Node::start("a", listen).await;
        let taken = a.handle.listening();
        let config = NetConfig { listen: taken.clone(), ..NetConfig::default() };
        let started = Net::start(Keypair::generate_ed25519(), config, "b".parse().unwrap(), Vec::new()).await;
        let Err(NetError::Listen { address, .. }) = started else { panic!("listened at {taken:?} twice") };
        assert_eq!(vec![address], taken);
    }
}

/// Two nodes that only a carrier reaches, and all three lists that say so.
async fn carried(carrier: &Node) -> (Node, Node, Vec<Peer>) {
    let (a, b) = (Node::unreachable("a").await, Node::unreachable("b").await);
    let listed = vec![carrier.listed(), a.listed_through(carrier), b.listed_through(carrier)];
    for node in [carrier, &a, &b] {
        node.knows(listed.clone()).await;
    }
    (a, b, listed)
}

#[tokio::test]
async fn nodes_that_nobody_reaches_have_their_link_carried_and_the_carrier_is_told_nothing() {
    for listen in [QUIC, TCP] {
        let mut carrier = Node::start("carrier", listen).await;
        let (mut a, mut b, _) = carried(&carrier).await;
        let (at_a, at_b) = linked(&mut a, &mut b).await;
        for n in 0..500 {
            a.send(&b.id, at_a, numbered(n)).await;
            b.send(&a.id, at_b, numbered(n)).await;
            assert_eq!(b.frame().await, numbered(n));
            assert_eq!(a.frame().await, numbered(n));
        }
        assert_eq!([a.carrier_to(&b.id), b.carrier_to(&a.id)], [Some(carrier.id.clone()), Some(carrier.id.clone())]);
        assert_eq!(a.carrier_to(&carrier.id), None);
        while let Ok(event) = carrier.events.try_recv() {
            assert!(matches!(event, NetEvent::Listening { .. } | NetEvent::Up { .. }), "{event:?}");
        }
    }
}

#[tokio::test]
async fn a_carried_link_comes_again_after_its_carrier_was_away() {
    let carrier = Node::start("carrier", TCP).await;
    let (mut a, mut b, listed) = carried(&carrier).await;
    linked(&mut a, &mut b).await;

    let (key, place) = (carrier.key.clone(), carrier.handle.listening()[0].to_string());
    carrier.handle.shut_down().await;
    drop(carrier);
    tokio::join!(a.down(), b.down());

    let _carrier = Node::start_as(key, "carrier", [place.as_str()], listed, Limits::default()).await;
    linked(&mut a, &mut b).await;
}

#[tokio::test]
async fn a_node_is_carried_only_where_the_register_says_so() {
    let carrier = Node::start("carrier", TCP).await;
    let (a, b) = (Node::unreachable("a").await, Node::unreachable("b").await);
    carrier.knows([a.peer(Vec::new()), b.peer(Vec::new())]).await;
    for node in [&a, &b] {
        node.knows([carrier.listed(), a.listed_through(&carrier), b.listed_through(&carrier)]).await;
    }
    let refused = async |node: &Node, other: &NodeId| {
        let obstacle = || node.handle.meetings().get(other).and_then(|meeting| meeting.obstacle.clone());
        while obstacle().is_none_or(|why| !why.contains("p2p-circuit")) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, async { tokio::join!(refused(&a, &b.id), refused(&b, &a.id)) }).await.expect("a refusal in time");
    assert_eq!((a.handle.linked(), b.handle.linked()), (vec![carrier.id.clone()], vec![carrier.id.clone()]));
}
