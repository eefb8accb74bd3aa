//! When members are absent.

use reqwest::Method;
use serde_json::Value;

use super::{Client, ClientError, segment};
use crate::http::absences::{AbsenceItem, AbsenceList};

impl Client {
    /// Says that the member is absent.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn announce_absence(&self, body: &Value) -> Result<AbsenceItem, ClientError> {
        self.ask(self.call(Method::POST, "/v1/absences").json(body)).await
    }

    /// When the member is absent, or will be.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn absences(&self) -> Result<AbsenceList, ClientError> {
        self.ask(self.call(Method::GET, "/v1/absences")).await
    }

    /// Says that the member is there after all; the absence is named by its first day.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn end_absence(&self, from: &str) -> Result<(), ClientError> {
        self.send(self.call(Method::DELETE, &format!("/v1/absences/{}", segment(from)))).await.map(drop)
    }
}
