//! What no client that means well would send, over real sockets: never a 5xx, never a panic, and the node goes on.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use serde_json::Value;
use sluis_schemas::vocabulary::UserRole;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use super::sockets::serve;
use super::world::{PATIENCE, ROLES, World, submission};

/// What a connection answers to these bytes: the status, and the body where it is JSON.
async fn raw(address: SocketAddr, bytes: &[u8]) -> (u16, Value) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The answer may come before all is read.
    let _ = stream.write_all(bytes).await;
    answer(&mut stream).await
}

async fn answer(stream: &mut TcpStream) -> (u16, Value) {
    let mut text = Vec::new();
    let mut buffer = [0; 8_192];
    loop {
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await.expect("an answer");
        let read = read.unwrap_or(0);
        text.extend_from_slice(&buffer[..read]);
        let whole = String::from_utf8_lossy(&text).into_owned();
        let (head, body) = whole.split_once("\r\n\r\n").unwrap_or((&whole, ""));
        let length = head
            .to_lowercase()
            .split_once("content-length: ")
            .map(|(_, rest)| rest.split("\r\n").next().unwrap().parse::<usize>().unwrap());
        if read == 0 || length.is_some_and(|length| body.len() >= length) {
            let status = head.split(' ').nth(1).unwrap_or("0").parse().unwrap();
            return (status, serde_json::from_str(body).unwrap_or(Value::Null));
        }
    }
}

fn request(token: &str, line: &str, headers: &[u8], body: &[u8]) -> Vec<u8> {
    let head = format!("{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n");
    let length = format!("Content-Length: {}\r\nContent-Type: application/json\r\n\r\n", body.len());
    [head.as_bytes(), headers, length.as_bytes(), body].concat()
}

struct Target {
    world: World,
    address: SocketAddr,
    token: String,
}

impl Target {
    async fn new() -> Self {
        let world = World::new().await;
        let address = serve(&world).await;
        let token = world.token("nl-riec-zuid", &ROLES).await;
        Self { world, address, token }
    }

    async fn get(&self, path: &str, headers: &[u8]) -> (u16, Value) {
        raw(self.address, &request(&self.token, &format!("GET {path}"), headers, b"")).await
    }

    async fn post(&self, path: &str, body: &[u8]) -> (u16, Value) {
        raw(self.address, &request(&self.token, &format!("POST {path}"), b"", body)).await
    }

    async fn is_well(&self) {
        assert_eq!(raw(self.address, &request("", "GET /readyz", b"", b"")).await.0, 200);
    }
}

#[tokio::test]
async fn bodies_that_no_program_would_send_are_refused() {
    let target = Target::new().await;
    let field = |size: usize| format!("{{\"title\": \"{}\"}}", "x".repeat(size)).into_bytes();
    let signal = |what: &str| format!("/v1/signals/{}{what}", "0".repeat(64));
    let (correct, recall) = (signal("/corrections"), signal("/recall"));
    for path in ["/v1/drafts", "/v1/signals/search", "/v1/drafts/x/release", &correct, &recall] {
        assert_eq!(target.post(path, &field(10 << 20)).await.0, 413, "{path}");
        for body in [
            field(900_000),
            vec![b'['; 100_000],
            b"{\"a\":".repeat(100_000),
            b"{\"title\": \"\xff\xfe\"}".to_vec(),
            b"{\"title\": \"\0\"}".to_vec(),
            br#"{"type": "request", "type": "request"}"#.to_vec(),
            br#"{"limit": 1e999}"#.to_vec(),
            br#"{"limit": -99999999999999999999999999}"#.to_vec(),
            b"null".to_vec(),
            Vec::new(),
        ] {
            let (status, problem) = target.post(path, &body).await;
            assert_eq!((status, problem["type"].as_str()), (400, Some("urn:sluis:problem:malformed")), "{path}");
            assert!(problem.to_string().len() < 40_000, "no answer is made large by what was sent");
        }
    }
    target.is_well().await;
}

#[tokio::test]
async fn paths_queries_and_headers_that_are_not_text_are_refused() {
    let target = Target::new().await;
    for id in ["%FF", "%00", "..%2F..%2Fetc", &"9".repeat(6_000), "%F0%9F%A6%AD", "0x"] {
        for path in [format!("/v1/signals/{id}"), format!("/v1/drafts/{id}")] {
            assert_eq!(target.get(&path, b"Sluis-Purpose: licence-decision\r\n").await.0, 404, "{path}");
        }
    }
    for query in ["limit=%FF", "limit=99999999999999999999", "cursor=%00", "direction=sent&direction=sent", "=&&=", "%"]
    {
        let (status, problem) = target.get(&format!("/v1/signals?{query}"), b"").await;
        assert_eq!((status, problem["errors"].is_array()), (400, true), "{query}");
    }
    for header in [
        &b"Sluis-Case: \xff\xfe\r\n"[..],
        b"Sluis-Purpose: curiosity\r\nSluis-Case:\r\n",
        b"Sluis-Case: a\r\nSluis-Case: b\r\n",
    ] {
        let (status, problem) = target.get("/v1/signals", header).await;
        assert_eq!((status, problem["errors"].is_array()), (400, true), "{header:?}");
    }
    let (_, both) = target.get("/v1/signals", b"Sluis-Purpose: curiosity\r\nSluis-Case:\r\n").await;
    assert_eq!(both["errors"].as_array().unwrap().len(), 2, "{both}");
    for line in
        [&b"GET /v1/sig\xffnals HTTP/1.1"[..], b"GET /\0 HTTP/1.1", b"GET  HTTP/1.1", b"\x16\x03\x01", b"GET / HTTP/9"]
    {
        let (status, _) = raw(target.address, &[line, b"\r\nHost: x\r\nX: \0\r\n\r\n"].concat()).await;
        assert!((400..500).contains(&status), "{line:?}: {status}");
    }
    for header in
        [&b"Authorization: Bearer a\r\n"[..], &b"X: y\r\n".repeat(500), b"Content-Length: 99999999999999999999\r\n"]
    {
        let (status, _) = target.get("/v1/signals", header).await;
        assert!((400..500).contains(&status), "{status}");
    }
    target.is_well().await;
}

#[tokio::test]
async fn methods_that_nobody_serves_are_told_what_is() {
    let target = Target::new().await;
    for method in ["OPTIONS", "TRACE", "FROB", "PATCH"] {
        let (status, problem) =
            raw(target.address, &request(&target.token, &format!("{method} /v1/signals"), b"", b"")).await;
        assert_eq!((status, problem["title"].as_str()), (405, Some("method not allowed")), "{method}");
    }
    let (status, body) =
        raw(target.address, &request(&target.token, "HEAD /healthz", b"Connection: close\r\n", b"")).await;
    assert_eq!((status, body), (200, Value::Null));
}

#[tokio::test]
async fn a_body_without_an_end_is_cut_off() {
    let target = Target::new().await;
    let mut stream = TcpStream::connect(target.address).await.unwrap();
    let head = format!(
        "POST /v1/drafts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        target.token
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let chunk = [&b"10000\r\n"[..], &[b' '; 0x10000], b"\r\n"].concat();
    let mut sent = 0;
    while sent < 64 << 20 && stream.write_all(&chunk).await.is_ok() {
        sent += chunk.len();
    }
    assert!(sent < 64 << 20, "it was read on and on");
    target.is_well().await;
}

#[tokio::test]
async fn ids_and_tokens_of_others_open_nothing_and_leave_nothing() {
    let target = Target::new().await;
    let draft = target.world.draft(&target.token, &submission("c03")).await.body;
    let record = target.world.release(&target.token, &draft).await.body["recordId"].as_str().unwrap().to_owned();
    let stranger = target.world.token("nl-arbeid", &[UserRole::Reader]).await;
    let headers = b"Sluis-Purpose: labour-supervision\r\nSluis-Case: Z-1\r\n";
    let get = async |token: &str, id: &str| {
        raw(target.address, &request(token, &format!("GET /v1/signals/{id}"), headers, b"")).await
    };
    let before = target.world.service.store().counts().await.unwrap().journal;
    let (foreign, unknown) = (get(&stranger, &record).await, get(&stranger, &"0".repeat(64)).await);
    assert_eq!((foreign.0, unknown.0), (404, 404));
    assert_eq!(foreign.1.to_string().replace(&record, "X"), unknown.1.to_string().replace(&"0".repeat(64), "X"));
    assert_eq!(target.world.service.store().counts().await.unwrap().journal, before, "neither is journalled");
    for token in ["", "x", &target.token[..63], &target.token.replace(&target.token[..1], "g"), &"a".repeat(5_000)] {
        assert_eq!(get(token, &record).await.0, 401);
    }
}

#[tokio::test]
async fn who_has_no_token_may_try_so_often_and_who_has_one_is_not_held_up() {
    let target = Target::new().await;
    let mut statuses = Vec::new();
    for _ in 0..80 {
        statuses.push(raw(target.address, &request("guess", "GET /v1/status", b"", b"")).await.0);
    }
    assert!(statuses.contains(&401) && statuses.contains(&429), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 401 | 429)));
    assert_eq!(target.get("/v1/status", b"").await.0, 200, "from the same address");
    target.is_well().await;
}

#[tokio::test]
async fn who_calls_too_often_is_told_when_to_come_back() {
    let world = World::new().await;
    let n = |n| std::num::NonZeroU32::new(n).unwrap();
    let limits = crate::settings::Limits { token_per_second: n(1), token_burst: n(2), ..Default::default() };
    let (one, other) = (world.token("nl-riec-zuid", &ROLES).await, world.token("nl-riec-zuid", &ROLES).await);
    let world = World { router: super::super::router(world.service.clone(), &limits), ..world };
    for _ in 0..2 {
        assert_eq!(world.get(&one, "/v1/status", &[]).await.status, 200);
    }
    let answer = world.get(&one, "/v1/status", &[]).await;
    answer.assert_problem(429, "too-many-requests");
    assert!((1..10).contains(&answer.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(world.get(&other, "/v1/status", &[]).await.status, 200, "each token has its own allowance");
}

#[tokio::test]
async fn a_head_that_comes_slowly_is_waited_for_no_longer_than_one_that_does_not_come() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (limit, stop) = (Duration::from_millis(200), CancellationToken::new());
    tokio::spawn(super::super::serve::serve_within(limit, listener, Router::new(), stop));
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nX: ").await.unwrap();
    let mut buffer = [0; 512];
    let closed = async {
        // One more byte of a header again and again: never idle.
        while stream.write_all(b"a").await.is_ok() {
            let read = tokio::time::timeout(Duration::from_millis(20), stream.read(&mut buffer)).await;
            if matches!(read, Ok(Ok(0) | Err(_))) {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, closed).await.expect("it is still waited for");
}
