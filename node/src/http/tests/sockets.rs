//! Over real sockets: listening, the client, the commands.

use sluis_schemas::vocabulary::Language;

use super::super as http;
use super::world::{NODE, ROLES, World, submission};
use crate::client::{Client, ClientError};
use crate::http::bodies::NewToken;

/// Serves a world's interfaces on a real port and a real socket.
pub(super) async fn serve(world: &World) -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let control = http::control_listener(world.dir.path()).unwrap();
    tokio::spawn(http::serve(listener, world.router.clone(), world.stop.clone()));
    let router = http::control_router(world.service.clone(), address);
    tokio::spawn(http::serve(control, router, world.stop.clone()));
    address
}

#[tokio::test]
async fn a_program_gets_its_token_drafts_releases_and_reads_over_real_sockets() {
    let world = World::new().await;
    let address = serve(&world).await;
    let operator = Client::operator(world.dir.path(), Language::En).unwrap();
    let roles = ROLES.iter().map(ToString::to_string).collect();
    let wanted = NewToken { member: "nl-riec-zuid".to_owned(), user: "program".to_owned(), roles };
    let token = operator.grant(&wanted).await.unwrap().token;
    let client = Client::at(&format!("http://{address}/"), Some(token), Language::Nl).unwrap();
    let draft = client.draft(submission("c03").to_string().into_bytes(), "k").await.unwrap();
    assert_eq!(client.look(&draft.id).await.unwrap(), draft);
    let released = client.release(&draft.id, &draft.table.hash).await.unwrap();
    let page = client.signals(Some("sent"), None, 10).await.unwrap();
    assert_eq!(page.items[0].id, released.record_id);
    let signal = client.signal(&released.record_id, Some("licence-decision"), Some("zaak é")).await.unwrap();
    assert!(signal.delivery.unwrap().contains_key("nl-maasdorp"));
    assert_eq!(operator.operator_status().await.unwrap().http, address.to_string());
    assert_eq!(client.status().await.unwrap().node, NODE);

    let known = operator.tokens().await.unwrap();
    operator.revoke(&known[0].hash).await.unwrap();
    let error = client.status().await.unwrap_err();
    assert!(matches!(error, ClientError::Problem(problem) if problem.status == 401));
}

#[tokio::test]
async fn who_sends_too_much_over_a_real_socket_still_reads_why_not() {
    let world = World::new().await;
    let token = world.token("nl-maasdorp", &ROLES).await;
    let client = Client::at(&format!("http://{}", serve(&world).await), Some(token), Language::En).unwrap();
    let error = client.draft(vec![b'x'; 10 << 20], "k").await.unwrap_err();
    assert!(matches!(&error, ClientError::Problem(problem) if problem.status == 413), "{error}");
}

#[tokio::test]
async fn serving_ends_when_the_node_stops() {
    let world = World::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(http::serve(listener, world.router.clone(), world.stop.clone()));
    let client = Client::at(&format!("http://{address}"), None, Language::En).unwrap();
    assert!(client.status().await.is_err());
    world.stop.cancel();
    serving.await.unwrap();
    assert!(matches!(client.status().await.unwrap_err(), ClientError::Unreachable { .. }));
}

/// Runs a command beside the node that it calls.
async fn command(line: &[&str]) -> anyhow::Result<bool> {
    let line: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
    let run = move || crate::cli::run_line(&line.iter().map(String::as_str).collect::<Vec<_>>());
    let code = tokio::task::spawn_blocking(run).await.unwrap()?;
    Ok(format!("{code:?}") == format!("{:?}", std::process::ExitCode::SUCCESS))
}

#[tokio::test]
async fn commands_submit_repeat_and_fail_as_they_should() {
    let world = World::new().await;
    let url = format!("http://{}", serve(&world).await);
    let dir = world.dir.path().to_str().unwrap();
    let place = |name: &str| format!("{dir}/{name}");
    let (token, lines, bad) = (place("desk.token"), place("many.ndjson"), place("bad.json"));
    let create = ["token", "create", "--dir", dir, "--member", "nl-riec-zuid", "--user", "desk", "--out", &token];
    assert!(
        command(&[&create[..], &["--role", "submitter", "--role", "releaser", "--role", "reader"]].concat())
            .await
            .unwrap()
    );
    assert!(command(&[&create[..], &["--role", "reader"]].concat()).await.is_err(), "no file is overwritten");
    std::fs::write(&lines, format!("{}\n{}\n", submission("c03"), submission("c13"))).unwrap();
    let remote = ["--url", &url, "--token-file", &token, "--json"];
    let submit = |file: &str| {
        [&["submit", file, "--release"][..], &remote].concat().iter().map(|w| (*w).to_owned()).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        let line = submit(&lines);
        assert!(command(&line.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap());
    }
    assert_eq!(world.service.store().counts().await.unwrap().records, 2, "the second time nothing new is sent");
    std::fs::write(&bad, submission("c12").to_string()).unwrap();
    let line = submit(&bad);
    assert!(!command(&line.iter().map(String::as_str).collect::<Vec<_>>()).await.unwrap(), "a refusal is a failure");
    for words in [&["inbox"][..], &["signals", "list", "--direction", "sent"], &["status"], &["status", "--dir", dir]] {
        assert!(command(&[words, &remote].concat()).await.unwrap(), "{words:?}");
    }
    assert!(command(&["token", "list", "--dir", dir]).await.unwrap());
}
