//! A node without peers, and what it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};
use sluis_protocol::core::Terms;
use sluis_protocol::crypto::{PublicKey, Salt, Signer};
use sluis_protocol::journal::Actor;
use sluis_protocol::register::{
    Delegation, Directory, KeyEntry, Member, Node, NodeKeys, Register, Wanted, countersign, draft, draw,
};
use sluis_schemas::case::{CASES, FEDERATION};
use sluis_schemas::federation::Federation;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId, Timestamp};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::super::problem::MEDIA_TYPE;
use crate::crypto::{Ed25519Signer, RingCrypto};
use crate::driver::Driver;
use crate::keys::KeyRing;
use crate::net::{Net, NetConfig, keypair_of};
use crate::policy::{JudgeFactory, JudgePool};
use crate::service::Service;
use crate::store::Store;

pub(super) const NODE: &str = "node-nl";
/// A node of the federation that never answers.
const AWAY: &str = "node-de";
pub(super) const ROLES: [UserRole; 3] = [UserRole::Reader, UserRole::Submitter, UserRole::Releaser];

pub(super) struct World {
    pub(super) dir: tempfile::TempDir,
    pub(super) service: Service,
    pub(super) router: Router,
    pub(super) stop: CancellationToken,
    pub(super) terms: Terms,
    pub(super) driver: tokio::task::JoinHandle<Result<(), crate::driver::DriverError>>,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

/// Far above what any step takes on a busy machine.
pub(super) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

fn signer(seed: u8) -> Ed25519Signer {
    Ed25519Signer::from_seed(&[seed; 32]).unwrap()
}

/// The federation of the cases, with the keys of one node and its members.
fn register(keys: &KeyRing) -> Directory {
    let file = Federation::parse(FEDERATION.as_bytes()).unwrap();
    let from = Timestamp::from_millis(0);
    let entry = |key| vec![KeyEntry { key, from, until: None, compromised_since: None }];
    let public = keys.public();
    let newest = |keys: &[PublicKey]| keys.last().copied().map_or_else(Vec::new, entry);
    let nodes = file.nodes.into_iter().map(|n| {
        let keys = match n.id.as_str() {
            NODE => Some((newest(&public.transport), newest(&public.attestation))),
            AWAY => Some((entry(signer(101).public_key()), entry(signer(102).public_key()))),
            _ => None,
        };
        let keys = keys.map(|(transport, attestation)| NodeKeys { transport, attestation });
        (
            n.id,
            Node {
                country: n.country,
                operator: n.operator,
                keys,
                endpoints: Vec::new(),
                routes: BTreeSet::new(),
                removed: None,
            },
        )
    });
    let nodes: Vec<_> = nodes.collect();
    let members = file.members.into_iter().map(|m| {
        let keys = public.members.get(&m.id).map_or_else(Vec::new, |keys| newest(keys));
        let (country, role, name, node) = (m.country, m.role, m.name, m.node);
        (
            m.id,
            Member {
                country,
                role,
                name,
                node,
                third_country: m.third_country,
                mandates: m.mandates,
                successor: None,
                keys,
            },
        )
    });
    let signers: Vec<_> = file.authorities.iter().zip(1..).map(|(a, seed)| (a.country.clone(), signer(seed))).collect();
    let countries: BTreeSet<_> = nodes.iter().map(|(_, node)| node.country.clone()).collect();
    let delegation = |country| (country, Delegation::first([signers[0].1.public_key()].into(), 1));
    let register = Register {
        sequence: 0,
        name: file.name,
        environment: file.environment,
        at: from,
        authorities: signers.iter().map(|(country, s)| (country.clone(), s.public_key())).collect(),
        threshold: file.threshold,
        delegations: countries.into_iter().map(delegation).collect(),
        nodes: nodes.into_iter().collect(),
        members: members.collect(),
        agreements: file.agreements.into_iter().collect(),
        packs: JudgeFactory::default().make().unwrap().packs().clone(),
    };
    let (settles, salt) = (BTreeMap::new(), Salt([9; 32]));
    let drawn = draw(&RingCrypto, None, &Wanted { register: &register, settles: &settles, salt, at: from }).unwrap();
    let versions = drawn.into_iter().map(|version| {
        let mut signed = draft(&RingCrypto, version).unwrap();
        signers.iter().for_each(|(_, signer)| countersign(&RingCrypto, &mut signed, signer));
        signed.to_bytes().unwrap()
    });
    Directory::open(&RingCrypto, &versions.collect::<Vec<_>>()).unwrap()
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with_terms(Terms::DEFAULT).await
    }

    /// Whose last commit was two days ahead of the clock.
    pub(super) async fn behind_its_store() -> Self {
        let (dir, keys, mut store) = Self::founded().await;
        let at = crate::clock::now().plus_millis(2 * 86_400_000);
        let fault = sluis_protocol::wire::PeerFault::new("test", "of another day");
        let write = sluis_protocol::core::Write::Fault { node: NODE.parse().unwrap(), at, ours: false, fault };
        store.commit(vec![write]).await.unwrap();
        Self::start(dir, keys, store, Terms::DEFAULT).await
    }

    /// With its own terms of destruction.
    pub(super) async fn with_terms(terms: Terms) -> Self {
        let (dir, keys, store) = Self::founded().await;
        Self::start(dir, keys, store, terms).await
    }

    async fn founded() -> (tempfile::TempDir, KeyRing, Store) {
        let dir = tempfile::tempdir().unwrap();
        let mut keys = KeyRing::create(dir.path()).unwrap();
        let file = Federation::parse(FEDERATION.as_bytes()).unwrap();
        for member in file.members.iter().filter(|m| m.node.as_str() == NODE) {
            keys.create_member(dir.path(), &member.id).unwrap();
        }
        let mut store = Store::open(dir.path(), &keys).await.unwrap();
        store.install_genesis(&register(&keys)).await.unwrap();
        store.install_packs(crate::clock::now(), &sluis_schemas::packs::all()).await.unwrap();
        (dir, keys, store)
    }

    /// Stops, and starts again with what the disk holds.
    pub(super) async fn restart(self) -> Self {
        let terms = self.terms;
        Self::opened(self.stopped().await, terms).await
    }

    /// Stops; gives what the disk holds.
    pub(super) async fn stopped(self) -> tempfile::TempDir {
        self.stop.cancel();
        self.driver.await.unwrap().unwrap();
        drop((self.router, self.service));
        self.dir
    }

    /// Starts on what the disk holds.
    pub(super) async fn opened(dir: tempfile::TempDir, terms: Terms) -> Self {
        let keys = KeyRing::load(dir.path()).unwrap();
        let store = Store::open(dir.path(), &keys).await.unwrap();
        Self::start(dir, keys, store, terms).await
    }

    async fn start(dir: tempfile::TempDir, keys: KeyRing, store: Store, terms: Terms) -> Self {
        let node: NodeId = NODE.parse().unwrap();
        let transport = keypair_of(keys.transport().newest().seed.expose().to_owned().into()).unwrap();
        let (net, events) = Net::start(transport, NetConfig::default(), node.clone(), Vec::new()).await.unwrap();
        let attestation = keys.attestation_signers().unwrap();
        let reader = store.reader().clone();
        let stop = CancellationToken::new();
        let judges = JudgeFactory::default();
        let keys = Arc::new(keys);
        let driver = Driver {
            node: node.clone(),
            attestation,
            keys: keys.clone(),
            terms,
            store,
            judges: judges.clone(),
            net: net.clone(),
        };
        let (core, driver) = driver.start(stop.clone()).await.unwrap();
        tokio::spawn(crate::links::dispatch(events, net.clone(), core.clone()));
        let service = Service::new(core, reader, keys, JudgePool::new(judges), node, net, terms);
        Self {
            dir,
            router: super::super::router(service.clone(), &crate::settings::Limits::default()),
            service,
            stop,
            driver,
            terms,
        }
    }

    pub(super) async fn token(&self, member: &str, roles: &[UserRole]) -> String {
        let member: MemberId = member.parse().unwrap();
        let roles: BTreeSet<UserRole> = roles.iter().copied().collect();
        let actor = Actor {
            member: member.clone(),
            user: "operator".to_owned(),
            roles: BTreeSet::from([UserRole::Administrator]),
            purpose: None,
            case: None,
        };
        self.service.grant(actor, member, "d.devries".to_owned(), roles).await.unwrap()
    }

    /// Takes a token back.
    pub(super) async fn revoke(&self, token: &str) {
        let known = self.service.authenticate(token).await.unwrap().unwrap();
        let roles = BTreeSet::from([UserRole::Administrator]);
        let actor = Actor { member: known.member, user: "operator".to_owned(), roles, purpose: None, case: None };
        self.service.revoke(actor, known.hash).await.unwrap();
    }

    /// The status alone, for what may have no end.
    pub(super) async fn status(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> u16 {
        let request = headers
            .iter()
            .fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap().status().as_u16()
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let (method, path) = (request.method().as_str().to_lowercase(), request.uri().path().to_owned());
        let answer = ask(&self.router, request).await;
        assert_documented(&method, &path, &answer);
        answer
    }

    pub(super) async fn get(&self, token: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        self.send(Method::GET, path, &headers, Body::empty()).await
    }

    pub(super) async fn post(
        &self,
        token: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        let own = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.send(Method::POST, path, &[&own, headers].concat(), body).await
    }

    pub(super) async fn draft(&self, token: &str, submission: &Value) -> Answer {
        self.post(token, "/v1/drafts", &[], submission.to_string()).await
    }

    /// The inbox, once something came: neighbours on a node get what is released a commit later.
    pub(super) async fn until_received(&self, token: &str, headers: &[(&str, &str)]) -> Answer {
        let received = async {
            loop {
                let inbox = self.get(token, "/v1/signals?direction=received", headers).await;
                if inbox.body["items"] != json!([]) {
                    return inbox;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, received).await.unwrap()
    }

    pub(super) async fn release(&self, token: &str, draft: &Value) -> Answer {
        let path = format!("/v1/drafts/{}/release", draft["id"].as_str().unwrap());
        self.post(token, &path, &[], json!({ "tableHash": draft["table"]["hash"] }).to_string()).await
    }

    /// Everything the node wrote, as raw bytes.
    pub(super) async fn stop_and_read_files(self) -> Vec<u8> {
        self.stop.cancel();
        self.driver.await.unwrap().unwrap();
        let mut bytes = Vec::new();
        for entry in std::fs::read_dir(self.dir.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                bytes.extend(std::fs::read(path).unwrap());
            }
        }
        bytes
    }
}

/// Whether a path has a documented form.
fn fits(form: &str, path: &str) -> bool {
    let (form, path): (Vec<&str>, Vec<&str>) = (form.split('/').collect(), path.split('/').collect());
    form.len() == path.len() && form.iter().zip(&path).all(|(form, path)| form == path || form.starts_with('{'))
}

/// What is served where is documented with its status and media type, whatever a test is about.
fn assert_documented(method: &str, path: &str, answer: &Answer) {
    static DOCUMENT: std::sync::LazyLock<Value> = std::sync::LazyLock::new(super::super::openapi);
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let Some((_, item)) = paths.iter().filter(|(form, _)| fits(form, path)).min_by_key(|(form, _)| form.contains('{'))
    else {
        return assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    };
    if item[method].is_null() {
        return assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
    }
    let response = &item[method]["responses"][answer.status.as_str()];
    assert!(response.is_object(), "{method} {path}: {} is not documented", answer.status);
    if let Some(media) = answer.headers.get("content-type") {
        assert!(response["content"][media.to_str().unwrap()].is_object(), "{method} {path}: {media:?}");
    }
}

pub(super) async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 10 << 20).await.unwrap();
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
    Answer { status: parts.status, headers: parts.headers, body }
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
    }

    pub(super) fn assert_problem(&self, status: u16, kind: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), MEDIA_TYPE);
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["type"], format!("urn:sluis:problem:{kind}"), "{}", self.body);
    }

    pub(super) fn pointers(&self) -> Vec<&str> {
        self.body["errors"].as_array().unwrap().iter().filter_map(|e| e["pointer"].as_str()).collect()
    }

    pub(super) fn parameters(&self) -> Vec<&str> {
        self.body["errors"].as_array().unwrap().iter().filter_map(|e| e["parameter"].as_str()).collect()
    }
}

pub(super) fn case(name: &str) -> Value {
    let (_, text) = CASES.iter().find(|(known, _)| known.starts_with(name)).unwrap();
    serde_json::from_str(text).unwrap()
}

pub(super) fn submission(name: &str) -> Value {
    case(name)["submission"].clone()
}
