//! How a cluster is reached, and who asks there.

use http::Uri;
use kube::config::{KubeConfigOptions, Kubeconfig};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::error::ClusterError;
use crate::exec::Exec;
use crate::kubeconfig::{Chosen, to_kubeconfig};

/// How a cluster is reached, and who asks there. Complete in itself; it holds secrets, and is sealed where it is kept.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Connection {
    /// The address of its API, `https://host:port`.
    pub server: String,
    /// The certificates of the authorities that sign its own, as PEM; `None`: those that this machine trusts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The name its certificate is for, where that is not the address's host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// Who asks.
    pub login: Login,
}

/// Who asks a cluster.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Login {
    /// Who has this bearer token.
    Token {
        /// The token.
        token: String,
    },
    /// Who has this client certificate.
    Certificate {
        /// The certificate with its chain, as PEM.
        certificate: String,
        /// Its key, as PEM.
        key: String,
    },
    /// Whom a program of the server's machine gives a token or a certificate for.
    Exec {
        /// The program.
        exec: Exec,
    },
    /// The service account of the pod that this program runs in; its token is read from its file, where the cluster
    /// renews it.
    ServiceAccount,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Connection({})", self.server)
    }
}

/// Whether an address is one that a cluster may be reached at.
///
/// # Errors
/// Says what is wrong with it, without repeating a password in it.
pub fn check_server(server: &str) -> Result<(), String> {
    let uri: Uri = server.parse().map_err(|_| "it is not an address".to_owned())?;
    let Some(authority) = uri.authority() else {
        return Err("write it as `https://host:port`".to_owned());
    };
    if authority.as_str().contains('@') {
        return Err("it holds a user name or password; give it a token".to_owned());
    }
    if uri.query().is_some() {
        return Err("it has a query (`?…`)".to_owned());
    }
    match uri.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if is_loopback(authority.host()) => Ok(()),
        Some("http") => Err("the token would travel unencrypted; use `https`".to_owned()),
        _ => Err("write it as `https://host:port`".to_owned()),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse::<std::net::IpAddr>()
        .map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

/// Where a pod finds what it may ask its cluster with.
const MOUNTED: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

impl Connection {
    /// That of the pod in which this program runs.
    ///
    /// # Errors
    /// When it does not run in one: says what is missing.
    pub fn of_this_pod() -> Result<Self, String> {
        let variable = |name: &str| {
            std::env::var(name)
                .map_err(|_| format!("this server does not run in a pod: `{name}` is not set"))
        };
        let (host, port) =
            (variable("KUBERNETES_SERVICE_HOST")?, variable("KUBERNETES_SERVICE_PORT")?);
        let host = if host.contains(':') { format!("[{host}]") } else { host };
        let path = format!("{MOUNTED}/ca.crt");
        let authority =
            std::fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        Ok(Self {
            server: format!("https://{host}:{port}"),
            authority: Some(authority),
            server_name: None,
            login: Login::ServiceAccount,
        })
    }

    /// Whether its parts are what they should be; the error names the field of a kubeconfig.
    pub(crate) fn check(&self) -> Result<(), (&'static str, String)> {
        let pem = |field: &'static str, text: &str| {
            let blocks = x509_parser::pem::Pem::iter_from_buffer(text.as_bytes());
            let mut certificates = 0;
            for block in blocks {
                let block = block.map_err(|_| (field, "it is not PEM".to_owned()))?;
                let fits = block.label != "CERTIFICATE" || block.parse_x509().is_ok();
                if !fits {
                    return Err((field, "a certificate in it is damaged".to_owned()));
                }
                certificates += usize::from(block.label == "CERTIFICATE");
            }
            if certificates == 0 {
                Err((field, "it has no certificate".to_owned()))
            } else {
                Ok(())
            }
        };
        if let Some(authority) = &self.authority {
            pem("certificate-authority-data", authority)?;
        }
        match &self.login {
            Login::Token { token } => {
                let sendable = |byte: u8| byte.is_ascii_graphic();
                if token.bytes().all(sendable) {
                    Ok(())
                } else {
                    Err(("token", "it has characters that no token has".to_owned()))
                }
            }
            Login::Certificate { certificate, .. } => pem("client-certificate-data", certificate),
            Login::Exec { .. } | Login::ServiceAccount => Ok(()),
        }
    }

    /// When the certificate it logs in with ends, in milliseconds since 1970; `None` for other logins.
    #[must_use]
    pub fn expires_at(&self) -> Option<i64> {
        let Login::Certificate { certificate, .. } = &self.login else { return None };
        x509_parser::pem::Pem::iter_from_buffer(certificate.as_bytes())
            .filter_map(Result::ok)
            .filter_map(|block| Some(block.parse_x509().ok()?.validity().not_after.timestamp()))
            .min()
            .map(|seconds| seconds * 1000)
    }

    /// What people call its login.
    #[must_use]
    pub fn login_word(&self) -> &'static str {
        match self.login {
            Login::Token { .. } => "token",
            Login::Certificate { .. } => "certificate",
            Login::Exec { .. } => "exec",
            Login::ServiceAccount => "service-account",
        }
    }

    /// What kube is told; with the entry of a user in the place of its own login.
    pub(crate) async fn config(&self, user: Option<Json>) -> Result<kube::Config, ClusterError> {
        let unusable = |why: String| ClusterError::Unusable(why);
        let chosen = Chosen { context: "it".to_owned(), namespace: None, connection: self.clone() };
        let mut kubeconfig: Kubeconfig = serde_json::from_str(&to_kubeconfig(&chosen))
            .map_err(|_| unusable("what is stored of it is not understood".to_owned()))?;
        let user = match (&self.login, user) {
            (Login::ServiceAccount, _) => Some(json!({ "tokenFile": format!("{MOUNTED}/token") })),
            (_, user) => user,
        };
        if let Some(user) = user {
            let info: kube::config::AuthInfo =
                serde_json::from_value(user).map_err(|error| unusable(error.to_string()))?;
            for named in &mut kubeconfig.auth_infos {
                named.auth_info = Some(info.clone());
            }
        }
        kube::Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
            .await
            .map_err(|error| unusable(error.to_string()))
    }
}
