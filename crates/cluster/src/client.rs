//! One exchange with a cluster: bounded in time and in bytes, and followed nowhere else.

use std::time::Duration;

use futures::TryStreamExt as _;
use http::{Method, Request, header};
use http_body_util::BodyExt as _;
use kube::client::Body;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::connection::{Connection, Login};
use crate::error::{ClusterError, on_the_way, refusal};
use crate::exec::{Asks, Programs};

/// How long an exchange may take in all, a watch aside.
const WHOLE: Duration = Duration::from_secs(30);

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The most bytes of an answer: a page of 500 objects has a few MiB.
const LARGEST: usize = 64 << 20;

/// The most bytes that are read of what is said when something is refused.
const LARGEST_REFUSAL: usize = 256 << 10;

/// A cluster that can be asked.
#[derive(Clone)]
pub struct Cluster {
    asks: Asks,
    server: String,
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cluster({})", self.server)
    }
}

/// How the body of a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Apply,
}

impl Cluster {
    /// Makes ready to ask a cluster; nothing is asked yet, and no program run.
    ///
    /// # Errors
    /// When what is stored of it cannot be used, or it logs in with a program that is not among `programs`.
    pub async fn open(connection: &Connection, programs: &Programs) -> Result<Self, ClusterError> {
        let asks = match &connection.login {
            Login::Exec { exec } => Asks::Program(programs.login(connection, exec)?),
            _ => Asks::Same(client_of(connection, None).await?),
        };
        Ok(Self { asks, server: connection.server.clone() })
    }

    /// Asks for what is at a path.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClusterError> {
        self.exchange(Method::GET, path, None).await
    }

    /// One exchange, and what it answers.
    pub(crate) async fn exchange<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<(Form, &Json)>,
    ) -> Result<T, ClusterError> {
        let whole = async {
            let answer = self.begin(method, path, body).await?;
            bounded(answer, LARGEST).await
        };
        let bytes = tokio::time::timeout(WHOLE, whole)
            .await
            .map_err(|_| ClusterError::TimedOut(WHOLE))??;
        serde_json::from_slice(&bytes)
            .map_err(|error| ClusterError::NotUnderstood(error.to_string()))
    }

    /// Sends a request; the answer's body is still to come.
    pub(crate) async fn begin(
        &self,
        method: Method,
        path: &str,
        body: Option<(Form, &Json)>,
    ) -> Result<Body, ClusterError> {
        let kind = match body {
            Some((Form::Apply, _)) => "application/apply-patch+yaml",
            _ => "application/json",
        };
        let bytes = body.map(|(_, json)| json.to_string().into_bytes()).unwrap_or_default();
        let request = || {
            Request::builder()
                .method(method.clone())
                .uri(path)
                .header(header::ACCEPT, "application/json")
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(bytes.clone()))
                .map_err(|error| ClusterError::Unusable(error.to_string()))
        };
        let login = match &self.asks {
            Asks::Same(client) => return answered(client, request()?).await,
            Asks::Program(login) => login,
        };
        let Some((client, number)) = login.client(None).await? else {
            return Err(ClusterError::Unauthorised);
        };
        match answered(&client, request()?).await {
            // Who is not known did nothing: with another credential, it is asked once more.
            Err(ClusterError::Unauthorised) => match login.client(Some(number)).await? {
                Some((client, _)) => answered(&client, request()?).await,
                None => Err(ClusterError::Unauthorised),
            },
            ended => ended,
        }
    }
}

/// A client for a connection; with the entry of a user in the place of its own login.
pub(crate) async fn client_of(
    connection: &Connection,
    user: Option<Json>,
) -> Result<kube::Client, ClusterError> {
    let mut config = connection.config(user).await?;
    config.connect_timeout = Some(CONNECT);
    config.write_timeout = Some(WHOLE);
    config.read_timeout = None;
    config.default_retry = false;
    kube::Client::try_from(config).map_err(|error| ClusterError::Unusable(error.to_string()))
}

/// Sends a request, and tells a refusal from an answer.
async fn answered(client: &kube::Client, request: Request<Body>) -> Result<Body, ClusterError> {
    let answer = client.send(request).await.map_err(|error| on_the_way(&error))?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer.into_body());
    }
    // A refusal counts even where what is said with it does not arrive.
    let said = bounded(answer.into_body(), LARGEST_REFUSAL).await.unwrap_or_default();
    Err(refusal(status.as_u16(), &said))
}

async fn bounded(body: Body, most: usize) -> Result<Vec<u8>, ClusterError> {
    let mut all = Vec::new();
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.try_next().await.map_err(|error| on_the_way(&error))? {
        if all.len() + part.len() > most {
            return Err(ClusterError::TooLarge(most));
        }
        all.extend_from_slice(&part);
    }
    Ok(all)
}
