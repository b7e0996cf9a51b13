//! Asking a counterpart's HTTP API.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use ureq::Agent;

/// A client of one API on the loopback.
#[derive(Debug)]
pub(super) struct Api {
    agent: Agent,
    base: String,
    authorization: String,
}

/// An answer: its status and its JSON body (null when there was none).
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Answer {
    /// The body of an answer that says "done"; else an error with what it said.
    pub(super) fn done(self, what: &str) -> Result<Value> {
        if !(200..300).contains(&self.status) {
            bail!("{what} was answered with {}: {}", self.status, self.body);
        }
        Ok(self.body)
    }
}

impl Api {
    /// A client of the API at `base`, which sends `authorization` as its header of that name.
    pub(super) fn new(base: &str, authorization: String) -> Self {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            // an address on the loopback is never a proxy's business
            .proxy(None)
            .build()
            .into();
        Self { agent, base: base.to_owned(), authorization }
    }

    pub(super) fn get(&self, path: &str) -> Result<Answer> {
        let response = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .call();
        answer(path, response)
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let response = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .send_json(body);
        answer(path, response)
    }
}

fn answer(
    path: &str,
    response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Result<Answer> {
    let mut response = response.with_context(|| format!("no answer from {path}"))?;
    let status = response.status().as_u16();
    let text =
        response.body_mut().read_to_string().with_context(|| format!("no text from {path}"))?;
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Ok(Answer { status, body })
}
