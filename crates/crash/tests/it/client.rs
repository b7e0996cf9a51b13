//! Asking the server, over HTTP as everybody does.

use std::time::Duration;

use serde_json::{Value as Json, json};
use ureq::Agent;

/// The server is not there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gone;

/// What came back: the status and the JSON.
pub(crate) type Answer = Result<(u16, Json), Gone>;

/// A way to one server.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    base: String,
    authorization: String,
}

impl Client {
    /// From what the ready file says.
    pub(crate) fn new(ready: &str) -> Self {
        let ready: Json = serde_json::from_str(ready).unwrap();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .new_agent();
        Self {
            agent,
            base: format!("{}/api/v1", ready["url"].as_str().unwrap()),
            authorization: format!("Bearer {}", ready["token"].as_str().unwrap()),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let address = format!("{}/{path}", self.base);
        let sent = self.agent.get(address).header("authorization", &self.authorization).call();
        read(sent)
    }

    pub(crate) fn post(&self, path: &str, body: &Json) -> Answer {
        let address = format!("{}/{path}", self.base);
        let request = self.agent.post(address).header("authorization", &self.authorization);
        read(request.send_json(body))
    }

    pub(crate) fn put(&self, path: &str, body: &Json) -> Answer {
        let address = format!("{}/{path}", self.base);
        let request = self.agent.put(address).header("authorization", &self.authorization);
        read(request.send_json(body))
    }

    /// As [`Self::get`]; anything but success fails the test.
    pub(crate) fn got(&self, path: &str) -> Result<Json, Gone> {
        let (status, answer) = self.get(path)?;
        assert!(status < 300, "GET {path}: {status} {answer}");
        Ok(answer)
    }

    /// The items of a list's first page.
    pub(crate) fn listed(&self, path: &str) -> Result<Json, Gone> {
        Ok(self.got(path)?["items"].take())
    }

    /// As [`Self::post`]; anything but success fails the test.
    pub(crate) fn posted(&self, path: &str, body: &Json) -> Result<Json, Gone> {
        let (status, answer) = self.post(path, body)?;
        assert!(status < 300, "POST {path} {body}: {status} {answer}");
        Ok(answer)
    }

    /// Publishes a change; its report.
    pub(crate) fn publish(&self, change: &str) -> Answer {
        self.post(&format!("changes/{change}/publish"), &json!({}))
    }
}

fn read(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = sent.map_err(|_| Gone)?;
    let text = response.body_mut().read_to_string().map_err(|_| Gone)?;
    let json = if text.is_empty() {
        Json::Null
    } else {
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    };
    Ok((response.status().as_u16(), json))
}
