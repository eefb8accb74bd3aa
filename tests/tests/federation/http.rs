//! Calls to nodes, as programs of members make them.

use std::time::Duration;

use serde_json::Value;

/// How long a connection is used again after its last answer: shorter than a node keeps it, which nobody here would see end.
const IDLE: Duration = Duration::from_secs(10);

/// An answer: its status and body.
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub content_type: String,
}

/// A client that waits so long for an answer and no longer.
pub struct Http {
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

impl Http {
    pub fn with_patience(patience: Duration) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let builder = reqwest::Client::builder().timeout(patience).pool_idle_timeout(IDLE);
        let client = builder.build().expect("a client");
        Self { client, runtime }
    }

    /// The bytes of an answer.
    pub fn bytes(&self, token: &str, url: &str, headers: &[(&str, &str)]) -> Vec<u8> {
        self.runtime.block_on(async {
            let mut request = self.client.get(url).bearer_auth(token);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            request.send().await.expect("an answer").bytes().await.expect("its bytes").to_vec()
        })
    }

    /// Calls with a token; none where no answer came.
    pub fn send(
        &self,
        token: &str,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Option<Answer> {
        self.runtime.block_on(async {
            let method = method.parse().expect("a method");
            let mut request = self.client.request(method, url);
            if !token.is_empty() {
                request = request.bearer_auth(token);
            }
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            if let Some(body) = body {
                request = request.header("Content-Type", "application/json").body(body);
            }
            let response = request.send().await.ok()?;
            let status = response.status().as_u16();
            let content_type =
                response.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
            let text = response.bytes().await.ok()?;
            Some(Answer { status, body: serde_json::from_slice(&text).unwrap_or(Value::Null), content_type })
        })
    }
}
