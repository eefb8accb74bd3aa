//! The operator's interface: a socket in the node's directory that only its owner may open.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get};
use sluis_protocol::crypto::Digest;
use sluis_protocol::journal::Actor;
use sluis_schemas::vocabulary::UserRole;
use sluis_schemas::{MemberId, NodeId};
use tokio::net::{UnixListener, UnixStream};

use super::answer::json;
use super::bodies::{Fault, GivenToken, KnownToken, NewToken, OperatorStatus};
use super::problem::{FieldError, Problem};
use super::request::{Json, Lang};
use super::{App, shell, status};
use crate::service::{Service, ServiceError};
use crate::store::Token;

/// Name of the socket in a node's directory.
pub const SOCKET: &str = "control.sock";
/// Most characters of a user's name.
const MAX_USER: usize = 200;
/// Newest faults in a status.
const FAULTS: u32 = 20;

/// Makes the socket; one that a node left behind is replaced.
///
/// # Errors
/// [`io::ErrorKind::AddrInUse`] where a node that runs answers at it, and what the system says else.
pub async fn bind(dir: &Path) -> io::Result<UnixListener> {
    let path = dir.join(SOCKET);
    if UnixStream::connect(&path).await.is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "a node runs in this directory already"));
    }
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Who the journal says the operator is: the user's name, or else the owner of the node's directory.
#[must_use]
pub fn operator(dir: &Path) -> String {
    let name = std::env::var("USER").ok().filter(|name| !name.is_empty());
    let owner = || fs::metadata(dir).map_or_else(|_| "operator".to_owned(), |m| format!("uid:{}", m.uid()));
    name.unwrap_or_else(owner)
}

#[derive(Clone)]
struct Control {
    app: App,
    operator: String,
}

/// The operator's interface. `operator` stands in the journal for changes of rights.
#[must_use]
pub fn router(service: Service, node: NodeId, operator: String) -> Router {
    let routes = Router::new()
        .route("/status", get(full_status))
        .route("/tokens", get(tokens).post(grant))
        .route("/tokens/{hash}", delete(revoke));
    shell::around(routes).with_state(Control { app: App { service, node }, operator })
}

async fn full_status(State(control): State<Control>, Lang(lang): Lang) -> Result<Response, Problem> {
    let app = &control.app;
    let status = status::of(app, None).await.map_err(|e| Problem::of(e, lang))?;
    let faults = app.service.store().faults(FAULTS).await.map_err(|e| Problem::of(e.into(), lang))?;
    let fault = |(node, at, ours, code, text): (NodeId, sluis_schemas::Timestamp, bool, String, String)| Fault {
        node: node.to_string(),
        at: at.to_string(),
        ours,
        code,
        text,
    };
    let members = app.service.directory().served_by(&app.node).iter().map(ToString::to_string).collect();
    let body = OperatorStatus { status, members, faults: faults.into_iter().map(fault).collect() };
    Ok(json(StatusCode::OK, &body))
}

async fn tokens(State(control): State<Control>, Lang(lang): Lang) -> Result<Response, Problem> {
    let tokens = control.known().await.map_err(|e| Problem::of(e, lang))?;
    let known = |(hash, token): (Digest, Token)| KnownToken {
        hash: hash.to_string(),
        member: token.member.to_string(),
        user: token.user,
        roles: token.roles.iter().map(ToString::to_string).collect(),
    };
    Ok(json(StatusCode::OK, &tokens.into_iter().map(known).collect::<Vec<_>>()))
}

async fn grant(
    State(control): State<Control>,
    Lang(lang): Lang,
    Json(wanted): Json<NewToken>,
) -> Result<Response, Problem> {
    let Wanted { member, user, roles } = wanted.read().map_err(Problem::malformed)?;
    let actor = control.actor(member.clone());
    let given = control.app.service.grant(actor, member, user, roles).await;
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
    async fn known(&self) -> Result<Vec<(Digest, Token)>, ServiceError> {
        Ok(self.app.service.store().tokens().await?)
    }

    async fn take_back(&self, hash: String) -> Result<(), ServiceError> {
        let known = self.known().await?;
        let token = known.into_iter().find(|(known, _)| known.to_string() == hash);
        let (digest, token) = token.ok_or(ServiceError::NotFound { what: "token", id: hash })?;
        self.app.service.revoke(self.actor(token.member), digest).await
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

/// Where the socket of a node in `dir` is.
#[must_use]
pub fn socket(dir: &Path) -> PathBuf {
    dir.join(SOCKET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_socket_left_behind_is_replaced_and_one_in_use_is_not() {
        let dir = tempfile::tempdir().unwrap();
        drop(bind(dir.path()).await.unwrap());
        assert!(socket(dir.path()).exists(), "a node that was killed leaves its socket");
        let listener = bind(dir.path()).await.unwrap();
        let mode = fs::metadata(socket(dir.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(bind(dir.path()).await.unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(listener);
    }
}
