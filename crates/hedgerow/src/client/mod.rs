//! Talking to a server.
//!
//! Answers are kept as the JSON that came: what `-o json` prints is what the server said, also when
//! it is newer than this program.

mod events;
mod problem;

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hedgerow_engine::views::Page;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use ureq::http::Response;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::typestate::WithBody;
use ureq::{Agent, Body, RequestBuilder};

use crate::exit::Failure;
use crate::output::{self, Copied, Progress};

/// How long a server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// The most of a file of authorities that is read.
const CA_LIMIT: u64 = 1 << 20;

/// The most of an answer that is read.
const ANSWER_LIMIT: u64 = 1 << 30;

/// Where the server is, and what lets us in.
#[derive(Clone, Default, clap::Args)]
pub(crate) struct Target {
    /// The server's address, such as `http://127.0.0.1:8484`.
    #[arg(long, global = true, env = "HEDGEROW_URL", value_name = "URL", help_heading = "Server")]
    server: Option<String>,
    /// The administrator's token. Better given as HEDGEROW_TOKEN: arguments can be seen by others.
    #[arg(
        long,
        global = true,
        env = "HEDGEROW_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        help_heading = "Server"
    )]
    token: Option<String>,
    /// The certificate authority of the server, PEM, trusted instead of the usual ones.
    #[arg(
        long,
        global = true,
        env = "HEDGEROW_CA_FILE",
        value_name = "FILE",
        help_heading = "Server"
    )]
    server_ca: Option<PathBuf>,
}

/// A server that can be asked.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    base: String,
    authorization: String,
}

/// An answer: the JSON that came, and what it means.
pub(crate) struct Answer<T> {
    /// As it came.
    pub(crate) json: Json,
    /// As this program understands it.
    pub(crate) value: T,
}

impl Client {
    /// A client for the server that the command line or the environment names.
    pub(crate) fn connect(target: &Target) -> Result<Self, Failure> {
        let Some(url) = target.server.as_deref().filter(|url| !url.is_empty()) else {
            return Err(Failure::usage(
                "no server given: set HEDGEROW_URL or give --server; `hedgerow serve` and \
                 `hedgerow demo` print theirs",
            ));
        };
        let Some(token) = target.token.as_deref().filter(|token| !token.is_empty()) else {
            return Err(Failure::usage(
                "a token is needed: set HEDGEROW_TOKEN or give --token; the server keeps it in `admin-token` of its data directory",
            ));
        };
        if !(url.starts_with("http://") || url.starts_with("https://")) {
            return Err(Failure::usage(format!(
                "`{url}` is not a server's address: it must start with http:// or https://"
            )));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Failure::usage(
                "the token has characters that tokens never contain; copy it again",
            ));
        }
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .user_agent(concat!("hedgerow/", env!("CARGO_PKG_VERSION")));
        if is_loopback(url) {
            config = config.proxy(None);
        }
        if let Some(file) = target.server_ca.as_deref().filter(|file| !file.as_os_str().is_empty())
        {
            config = config.tls_config(trusting(file)?);
        }
        Ok(Self {
            agent: config.build().new_agent(),
            base: format!("{}/api/v1", url.trim_end_matches('/')),
            authorization: format!("Bearer {token}"),
        })
    }

    /// Asks for something.
    pub(crate) fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Answer<T>, Failure> {
        let sent = self
            .agent
            .get(self.address(path))
            .header("authorization", &self.authorization)
            .query_pairs(query.iter().copied())
            .call();
        understand(&self.settle(sent)?)
    }

    /// Asks for a list, page after page: what comes is one array. At most `most` items, where that is
    /// given.
    pub(crate) fn list<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        most: Option<usize>,
    ) -> Result<Answer<Vec<T>>, Failure> {
        let mut all = Answer { json: Json::Array(Vec::new()), value: Vec::new() };
        let mut cursor: Option<String> = None;
        loop {
            let mut query = query.to_vec();
            query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let Answer { mut json, value } = self.get::<Page<T>>(path, &query)?;
            if let (Json::Array(all), Some(Json::Array(items))) =
                (&mut all.json, json.get_mut("items"))
            {
                all.append(items);
            }
            all.value.extend(value.items);
            cursor = value.next.filter(|next| cursor.as_ref() != Some(next));
            if cursor.is_none() || most.is_some_and(|most| all.value.len() >= most) {
                return Ok(all);
            }
        }
    }

    /// Asks for something to be done, and waits until it is.
    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        understand(&self.settle(self.to_post(path).send_json(body))?)
    }

    /// As [`Client::post`], only where what is there has this revision still.
    pub(crate) fn post_at<T: DeserializeOwned>(
        &self,
        path: &[&str],
        revision: i64,
        body: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        let seen = self.to_post(path).header("if-match", format!("\"r{revision}\""));
        understand(&self.settle(seen.send_json(body))?)
    }

    /// Changes settings.
    pub(crate) fn patch<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        let sent = self
            .agent
            .patch(self.address(path))
            .header("authorization", &self.authorization)
            .send_json(body);
        understand(&self.settle(sent)?)
    }

    /// Puts something in the place of what was there.
    pub(crate) fn put<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        let sent = self.to_put(path).query_pairs(query.iter().copied()).send_json(body);
        understand(&self.settle(sent)?)
    }

    /// As [`Client::put`], only where what is there has this revision still.
    pub(crate) fn put_at<T: DeserializeOwned>(
        &self,
        path: &[&str],
        revision: i64,
        body: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        let seen = self.to_put(path).header("if-match", format!("\"r{revision}\""));
        understand(&self.settle(seen.send_json(body))?)
    }

    fn to_post(&self, path: &[&str]) -> RequestBuilder<WithBody> {
        self.agent.post(self.address(path)).header("authorization", &self.authorization)
    }

    fn to_put(&self, path: &[&str]) -> RequestBuilder<WithBody> {
        self.agent.put(self.address(path)).header("authorization", &self.authorization)
    }

    /// Prints what the server sends as it comes, however much it is.
    pub(crate) fn download(&self, path: &[&str], query: &[(&str, &str)]) -> Result<(), Failure> {
        let sent = self
            .agent
            .get(self.address(path))
            .header("authorization", &self.authorization)
            .query_pairs(query.iter().copied())
            .call();
        match sent {
            Ok(mut response) if response.status().is_success() => {
                let mut body = response.body_mut().with_config().limit(u64::MAX).reader();
                output::copy(&mut body).map_err(|error| match error {
                    Copied::Read(error) => {
                        problem::unreachable(&self.base, &ureq::Error::Io(error))
                    }
                    Copied::Write(failure) => failure,
                })
            }
            other => self.settle(other).map(drop),
        }
    }

    /// Removes something; an answer without content is null.
    pub(crate) fn delete(&self, path: &[&str]) -> Result<Json, Failure> {
        self.delete_with(path, &[])
    }

    /// As [`Client::delete`], with more to say about it.
    pub(crate) fn delete_with(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Json, Failure> {
        let sent = self
            .agent
            .delete(self.address(path))
            .query_pairs(query.iter().copied())
            .header("authorization", &self.authorization)
            .call();
        let bytes = self.settle(sent)?;
        if bytes.is_empty() {
            return Ok(Json::Null);
        }
        Ok(understand::<Json>(&bytes)?.json)
    }

    /// Shows progress on `what`, with the server's own steps for one fabric where they can be had.
    pub(crate) fn progress(&self, what: &str, fabric: Option<&str>) -> Progress {
        let progress = Progress::start(what);
        if !progress.is_hidden() {
            events::follow(self.clone(), fabric.map(str::to_owned), progress.clone());
        }
        progress
    }

    fn address(&self, path: &[&str]) -> String {
        let mut address = self.base.clone();
        for segment in path {
            address.push('/');
            address.push_str(&encode(segment));
        }
        address
    }

    fn settle(&self, sent: Result<Response<Body>, ureq::Error>) -> Result<Vec<u8>, Failure> {
        let mut response = sent.map_err(|error| problem::unreachable(&self.base, &error))?;
        let status = response.status();
        let bytes = response
            .body_mut()
            .with_config()
            .limit(ANSWER_LIMIT)
            .read_to_vec()
            .map_err(|error| problem::unreachable(&self.base, &error))?;
        if status.is_success() {
            return Ok(bytes);
        }
        let media = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Err(problem::to_failure(&self.base, status.as_u16(), media, &bytes))
    }
}

fn understand<T: DeserializeOwned>(bytes: &[u8]) -> Result<Answer<T>, Failure> {
    let strange = |error: serde_json::Error| {
        Failure::away(format!(
            "the server's answer is not understood ({error}); is it a Hedgerow server of this version?"
        ))
    };
    let json: Json = serde_json::from_slice(bytes).map_err(strange)?;
    let value = T::deserialize(&json).map_err(strange)?;
    Ok(Answer { json, value })
}

/// A text as one segment of a path (RFC 3986, section 3.3).
fn encode(segment: &str) -> String {
    let mut encoded = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else if byte == b'.' && segment.bytes().any(|byte| byte != b'.') {
            encoded.push('.');
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Trusts the authorities of a file, and no others.
fn trusting(file: &Path) -> Result<TlsConfig, Failure> {
    let failed = |what: String| {
        Failure::usage(format!("the server's authority, {}: {what}", file.display()))
    };
    let mut text = Vec::new();
    File::open(file)
        .and_then(|open| open.take(CA_LIMIT).read_to_end(&mut text))
        .map_err(|error| failed(format!("cannot be read: {error}")))?;
    let mut authorities = Vec::new();
    for item in parse_pem(&text) {
        match item {
            Ok(PemItem::Certificate(certificate)) => authorities.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(failed(format!("is not whole PEM: {error}"))),
        }
    }
    if authorities.is_empty() {
        return Err(failed("holds no certificate; it must be PEM".to_owned()));
    }
    Ok(TlsConfig::builder().root_certs(RootCerts::new_with_certs(&authorities)).build())
}

/// Whether a server's address is this machine, so that no proxy is in between.
fn is_loopback(url: &str) -> bool {
    let Ok(uri) = url.parse::<ureq::http::Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_one_segment_of_a_path() {
        assert_eq!(encode("vpc-1_a.b"), "vpc-1_a.b");
        assert_eq!(encode("a/b c?ü"), "a%2Fb%20c%3F%C3%BC");
        assert_eq!(encode(".."), "%2E%2E");
    }

    #[test]
    fn only_this_machine_is_loopback() {
        assert!(is_loopback("http://127.0.0.1:80"));
        assert!(is_loopback("http://localhost:80/x"));
        assert!(is_loopback("http://[::1]:80"));
        assert!(!is_loopback("https://hedgerow.example"));
    }

    #[test]
    fn a_server_must_be_named_by_address_and_token() {
        let target = |url: &str, token: &str| Target {
            server: Some(url.to_owned()),
            token: Some(token.to_owned()),
            server_ca: None,
        };
        for (url, token) in [("", "t"), ("http://a", ""), ("ftp://a", "t"), ("http://a", "a b")] {
            let failure = Client::connect(&target(url, token)).err().unwrap();
            assert_eq!(failure.exit(), crate::exit::Exit::Usage, "{url} {token}");
        }
    }
    #[test]
    fn a_file_without_authorities_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca");
        assert!(trusting(&file).is_err());
        for text in ["", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(trusting(&file).err().unwrap().exit(), crate::exit::Exit::Usage, "{text}");
        }
        std::fs::write(&file, hedgerow_testkit::Authority::new("Own CA").pem()).unwrap();
        assert!(trusting(&file).is_ok());
    }
}
