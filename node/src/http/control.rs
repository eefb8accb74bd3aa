//! The operator's interface: a socket in the node's directory that only its owner may open.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get, post};
use sluis_protocol::journal::Actor;
use sluis_protocol::register::SignedVersion;
use sluis_schemas::calls::Reasoned;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId};
use tokio::net::UnixListener;

use super::answer::json;
use super::bodies::{Fault, GivenToken, KnownToken, NewToken, OperatorStatus, Peer};
use super::problem::{FieldError, Problem};
use super::request::{Json, JsonBytes, Lang};
use super::restored::{Evidence, Restored};
use super::serve::HttpError;
use super::{erasures, shell, status};
use crate::crypto::RingCrypto;
use crate::net::Meeting;
use crate::service::{Service, ServiceError};
use crate::store::StoreError;

/// Name of the socket in a node's directory.
pub const SOCKET: &str = "control.sock";
/// Most characters of a user's name.
const MAX_USER: usize = 200;
/// Newest faults in a status.
const FAULTS: u32 = 20;
/// Newest records in a status of which nothing is kept.
const LOST: u32 = 100;

/// Makes the socket; one that a node left behind is replaced.
///
/// # Errors
/// [`HttpError::Bind`], also where a node that runs answers at it already.
pub fn control_listener(dir: &Path) -> Result<UnixListener, HttpError> {
    let path = socket(dir);
    bind(&path).map_err(|source| HttpError::Bind { address: path.display().to_string(), source })
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    if UnixStream::connect(path).is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "a node runs in this directory already"));
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Where the socket of a node in `dir` is.
#[must_use]
pub fn socket(dir: &Path) -> PathBuf {
    dir.join(SOCKET)
}

/// Who the journal says the operator is: the user that the node runs as, and that alone may open the socket.
pub(crate) fn operator() -> String {
    let name = std::env::var("USER").ok().filter(|name| !name.is_empty());
    let id = || fs::metadata("/proc/self").map_or_else(|_| "operator".to_owned(), |m| format!("uid:{}", m.uid()));
    name.unwrap_or_else(id)
}

#[derive(Clone)]
pub(super) struct Control {
    pub(super) service: Service,
    http: SocketAddr,
    pub(super) operator: String,
}

/// The operator's interface. `http` is where the members' interface is served.
pub fn control_router(service: Service, http: SocketAddr) -> Router {
    let routes = Router::new()
        .route("/status", get(full_status))
        .route("/quarantine", delete(lift))
        .route("/evidence", get(evidence))
        .route("/openings", post(take_openings))
        .route("/evidence/register", get(contradicting_versions))
        .route("/tokens", get(tokens).post(grant))
        .route("/tokens/{hash}", delete(revoke))
        .route("/erasures", get(erasures::list).post(erasures::let_go));
    shell::around(routes).with_state(Control { service, http, operator: operator() })
}

async fn full_status(State(control): State<Control>, Lang(lang): Lang) -> Result<Response, Problem> {
    let status = control.status().await.map_err(|e| Problem::of(e, lang))?;
    Ok(json(StatusCode::OK, &status))
}

async fn lift(
    State(control): State<Control>,
    Lang(lang): Lang,
    JsonBytes(body): JsonBytes,
) -> Result<StatusCode, Problem> {
    let problem = |e| Problem::of(e, lang);
    let Reasoned { reason } = Reasoned::parse(&body).map_err(|problems| problem(ServiceError::Malformed(problems)))?;
    control.service.lift_quarantine(control.operator.clone(), reason).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells the journal that its operator takes out what its entries stand for; who calls reads them from the files.
async fn take_openings(State(control): State<Control>, Lang(lang): Lang) -> Result<StatusCode, Problem> {
    let taken = control.service.take_openings(control.operator.clone()).await;
    taken.map_err(|e| Problem::of(e, lang))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn evidence(State(control): State<Control>, Lang(lang): Lang) -> Result<Response, Problem> {
    let problem = |e: StoreError| Problem::of(e.into(), lang);
    let statements = control.service.store().evidence().await.map_err(problem)?;
    let forks = control.service.store().forks().await.map_err(problem)?;
    let evidence = statements.into_iter().map(Evidence::from).chain(forks.into_iter().map(Evidence::from));
    Ok(json(StatusCode::OK, &evidence.collect::<Vec<_>>()))
}

/// Versions of the register that contradict each other, as signed, by their digests.
async fn contradicting_versions(State(control): State<Control>) -> Response {
    let directory = control.service.directory();
    let signed = |bytes: &Arc<[u8]>| {
        let version = SignedVersion::parse(&RingCrypto, bytes).ok()?;
        let stands = directory.contradicting().any(|(digest, _)| *digest == version.digest);
        stands.then(|| (version.digest.to_string(), hex::encode(bytes)))
    };
    let all: BTreeMap<String, String> = match directory.is_contradicted() {
        true => directory.versions().iter().filter_map(signed).collect(),
        false => BTreeMap::new(),
    };
    json(StatusCode::OK, &all)
}

async fn tokens(State(control): State<Control>, Lang(lang): Lang) -> Result<Response, Problem> {
    let tokens = control.service.tokens().await.map_err(|e| Problem::of(e, lang))?;
    Ok(json(StatusCode::OK, &tokens.into_iter().map(KnownToken::from).collect::<Vec<_>>()))
}

async fn grant(
    State(control): State<Control>,
    Lang(lang): Lang,
    Json(wanted): Json<NewToken>,
) -> Result<Response, Problem> {
    let Wanted { member, user, roles } = wanted.read().map_err(Problem::malformed)?;
    let actor = control.actor(member.clone());
    let given = control.service.grant(actor, member, user, roles).await;
    let token = given.map_err(|e| Problem::of(e, lang))?;
    Ok(json(StatusCode::CREATED, &GivenToken { token }))
}

async fn revoke(
    State(control): State<Control>,
    Lang(lang): Lang,
    UrlPath(hash): UrlPath<String>,
) -> Result<StatusCode, Problem> {
    control.take_back(hash).await.map_err(|e| Problem::of(e, lang))?;
    Ok(StatusCode::NO_CONTENT)
}

impl Control {
    async fn status(&self) -> Result<OperatorStatus, ServiceError> {
        let faults = self.service.store().faults(FAULTS).await?;
        Ok(OperatorStatus {
            status: status::of(&self.service, None).await?,
            http: self.http.to_string(),
            listening: self.service.listening(),
            journal_seq: self.service.store().counts().await?.journal.seq.0,
            peers: self.peers(),
            members: self.service.directory().served_by(self.service.node()).iter().map(ToString::to_string).collect(),
            erasures: erasures::of(&self.service).await?,
            faults: faults.into_iter().map(Fault::from).collect(),
            restored: self.restored().await?,
            evidence: self.service.store().count_evidence().await?,
        })
    }

    /// What a restore left, if there was one.
    async fn restored(&self) -> Result<Option<Restored>, ServiceError> {
        let now = self.service.core().recovery();
        let Some(recovery) = &now.standing.recovery else { return Ok(None) };
        let (lost, newest) = self.service.store().lost(LOST).await?;
        Ok(Some(Restored::of(&now, recovery, (lost, newest))))
    }

    fn peers(&self) -> Vec<Peer> {
        let linked = self.service.core().links();
        let peer = |(node, meeting): (NodeId, Meeting)| Peer {
            linked: linked.contains(&node),
            node: node.to_string(),
            since: meeting.since.to_string(),
            obstacle: meeting.obstacle,
            through: meeting.through.map(|node| node.to_string()),
        };
        self.service.meetings().into_iter().map(peer).collect()
    }

    async fn take_back(&self, hash: String) -> Result<(), ServiceError> {
        let known = self.service.tokens().await?;
        let token = known.into_iter().find(|known| known.hash.to_string() == hash);
        let token = token.ok_or(ServiceError::NotFound { what: "token", id: hash })?;
        self.service.revoke(self.actor(token.member), token.hash).await
    }

    fn actor(&self, member: MemberId) -> Actor {
        let roles = BTreeSet::from([UserRole::Administrator]);
        Actor { member, user: self.operator.clone(), roles, purpose: None, case: None }
    }
}

struct Wanted {
    member: MemberId,
    user: String,
    roles: BTreeSet<UserRole>,
}

impl NewToken {
    fn read(self) -> Result<Wanted, Vec<FieldError>> {
        let mut errors = Vec::new();
        let member = self.member.parse().map_err(|e: sluis_schemas::MalformedId| {
            errors.push(FieldError::at("/member", "malformed", e.to_string()));
        });
        if self.user.trim().is_empty() || self.user.chars().count() > MAX_USER {
            errors.push(FieldError::at("/user", "malformed", format!("must have 1 to {MAX_USER} characters")));
        }
        if self.roles.is_empty() {
            errors.push(FieldError::at("/roles", "empty", "name at least one role"));
        }
        let mut roles = BTreeSet::new();
        for (place, role) in self.roles.iter().enumerate() {
            match role.parse::<UserRole>() {
                Ok(role) => drop(roles.insert(role)),
                Err(e) => errors.push(FieldError::at(&format!("/roles/{place}"), "unknown-code", e.to_string())),
            }
        }
        match member {
            Ok(member) if errors.is_empty() => Ok(Wanted { member, user: self.user.trim().to_owned(), roles }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_socket_left_behind_is_replaced_and_one_in_use_is_not() {
        let dir = tempfile::tempdir().unwrap();
        drop(control_listener(dir.path()).unwrap());
        assert!(socket(dir.path()).exists(), "a node that was killed leaves its socket");
        let listener = control_listener(dir.path()).unwrap();
        let mode = fs::metadata(socket(dir.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let error = control_listener(dir.path()).unwrap_err();
        assert!(error.to_string().contains("runs in this directory already"), "{error}");
        drop(listener);
    }
}
