//! Who asks by what a program gave: asked once, kept until it expires or the cluster no longer accepts it.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret as _;
use serde_json::{Map as JsonMap, Value as Json, json};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::credential::{self, Credential};
use super::run::run;
use super::{Exec, ExecTrouble};
use crate::client::client_of;
use crate::connection::Connection;
use crate::error::ClusterError;

/// How long a program may take.
const LIMIT: Duration = Duration::from_secs(15);

/// How long it is not run again for a cluster that does not accept what it gave: it would give the same.
const PAUSE: Duration = Duration::from_secs(5);

/// How long before its end a credential is exchanged, in milliseconds.
const EARLY: i64 = 10_000;

/// Logs in with a program.
pub(crate) struct Login {
    connection: Connection,
    exec: Exec,
    limit: Duration,
    kept: Mutex<Option<Kept>>,
}

/// What the program gave, ready to ask with.
struct Kept {
    client: kube::Client,
    /// When it is to be exchanged, in milliseconds since 1970.
    until: Option<i64>,
    /// Counts what it gave.
    number: u64,
    asked: Instant,
}

impl Login {
    pub(super) fn new(connection: Connection, exec: Exec) -> Self {
        Self { connection, exec, limit: LIMIT, kept: Mutex::default() }
    }

    #[cfg(test)]
    pub(super) fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// A client that asks by what the program gave, with its number. One that was `refused` is exchanged; `None` where
    /// that was just done.
    pub(crate) async fn client(
        &self,
        refused: Option<u64>,
    ) -> Result<Option<(kube::Client, u64)>, ClusterError> {
        // Whoever comes meanwhile waits for the same.
        let mut kept = self.kept.lock().await;
        let number = match kept.as_ref() {
            None => 0,
            Some(of) => {
                let is_over = of.until.is_some_and(|until| now() >= until);
                let is_refused = refused == Some(of.number);
                if is_refused && !is_over && of.asked.elapsed() < PAUSE {
                    return Ok(None);
                }
                if !is_over && !is_refused {
                    return Ok(Some((of.client.clone(), of.number)));
                }
                of.number
            }
        };
        let given = self.ask().await.map_err(|why| self.exec.trouble(why))?;
        let at = now();
        if given.expires_at.is_some_and(|end| end <= at) {
            return Err(self.exec.trouble(ExecTrouble::Expired));
        }
        let client = client_of(&self.connection, Some(user(&given))).await.map_err(|_| {
            // What is wrong with it may repeat it.
            self.exec.trouble(ExecTrouble::NotOne("its certificate or its key is not PEM"))
        })?;
        let number = number + 1;
        let until = given.expires_at.map(|end| exchange_at(end, at));
        *kept = Some(Kept { client: client.clone(), until, number, asked: Instant::now() });
        Ok(Some((client, number)))
    }

    async fn ask(&self) -> Result<Credential, ExecTrouble> {
        let info = self.exec.info(|| {
            let Connection { server, authority, server_name, .. } = &self.connection;
            let mut cluster = JsonMap::new();
            cluster.insert("server".to_owned(), json!(server));
            if let Some(authority) = authority {
                let data = STANDARD.encode(authority);
                cluster.insert("certificate-authority-data".to_owned(), json!(data));
            }
            if let Some(name) = server_name {
                cluster.insert("tls-server-name".to_owned(), json!(name));
            }
            cluster
        });
        let printed = run(&self.exec, &info, self.limit).await?;
        credential::read(&printed, &self.exec.version)
    }
}

/// When a credential that ends at `end` is exchanged: a little before, where it lasts long enough.
fn exchange_at(end: i64, now: i64) -> i64 {
    end - EARLY.min((end - now) / 2)
}

fn user(given: &Credential) -> Json {
    let mut user = JsonMap::new();
    if let Some(token) = &given.token {
        user.insert("token".to_owned(), json!(token.expose_secret()));
    }
    if let Some((certificate, key)) = &given.certificate {
        let data = |text: &str| json!(STANDARD.encode(text));
        user.insert("client-certificate-data".to_owned(), data(certificate));
        user.insert("client-key-data".to_owned(), data(key.expose_secret()));
    }
    Json::Object(user)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// How a cluster is asked: always the same way, or by what a program gives.
#[derive(Clone)]
pub(crate) enum Asks {
    Same(kube::Client),
    Program(Arc<Login>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_exchanged_before_it_ends_and_not_at_once() {
        assert_eq!(exchange_at(100_000, 0), 90_000);
        assert_eq!(exchange_at(4_000, 0), 2_000);
        assert_eq!(exchange_at(1, 0), 1);
    }
}
