//! What belongs to a repository's way to its remote, beside its credential: whom TLS trusts there, what
//! it shows of itself, and the proxy on the way. Plain data, checked when it is read in; whoever makes
//! the connection (`command` for git) turns it into what is used there.

mod certificates;
mod no_proxy;
mod proxy;

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

pub(crate) use certificates::now;
pub use certificates::{
    Authorities, Certificate, ClientIdentity, PemError, known_certificate, known_certificates,
};
pub use no_proxy::{NoProxy, NoProxyError};
pub use proxy::{Proxy, ProxyError, ProxyScheme};

use crate::RemoteUrl;
use crate::credential::scrub_key;

/// A repository's own way to its remote. Empty: the system's authorities, no client certificate, no proxy.
#[derive(Clone, Default)]
pub struct Transport {
    authorities: Option<Authorities>,
    client: Option<ClientIdentity>,
    proxy: Option<Proxy>,
    no_proxy: NoProxy,
    defect: Option<String>,
}

/// Why a way to a remote does not go together with its URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitError {
    /// What TLS needs, without TLS.
    #[error(
        "{what} cannot be used with `{url}`: TLS is spoken with https:// URLs only; use such a URL, or \
         leave that out"
    )]
    NoTls {
        /// What was given.
        what: &'static str,
        /// The repository's URL.
        url: String,
    },
    /// A proxy, without HTTP.
    #[error(
        "a proxy cannot be used with `{url}`: only https:// and http:// URLs go through a proxy; use such \
         a URL, or leave the proxy out"
    )]
    NoHttp {
        /// The repository's URL.
        url: String,
    },
    /// Hosts that are reached without a proxy, where there is no proxy.
    #[error("a list of hosts that are reached without the proxy needs a proxy")]
    NoProxy,
    /// Proxy and remote are one place.
    #[error(
        "the proxy and the repository's URL name the same host and port: one of them is meant to be \
         another"
    )]
    SamePlace,
}

impl Transport {
    /// One of these parts.
    #[must_use]
    pub fn new(
        authorities: Option<Authorities>,
        client: Option<ClientIdentity>,
        proxy: Option<Proxy>,
        no_proxy: NoProxy,
    ) -> Self {
        Self { authorities, client, proxy, no_proxy, defect: None }
    }

    /// One that cannot be used, because something stored does not open: every exchange is refused for
    /// this reason, and nothing is sent.
    #[must_use]
    pub fn unusable(reason: String) -> Self {
        Self { defect: Some(reason), ..Self::default() }
    }

    /// Whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { authorities, client, proxy, no_proxy, defect } = self;
        authorities.is_none()
            && client.is_none()
            && proxy.is_none()
            && no_proxy.is_empty()
            && defect.is_none()
    }

    /// The authorities that are trusted, instead of the system's.
    #[must_use]
    pub fn authorities(&self) -> Option<&Authorities> {
        self.authorities.as_ref()
    }

    /// What is shown to a remote that asks who connects.
    #[must_use]
    pub fn client(&self) -> Option<&ClientIdentity> {
        self.client.as_ref()
    }

    /// The proxy that is set, whether or not it is used for a given host.
    #[must_use]
    pub fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }

    /// The hosts that are reached without the proxy.
    #[must_use]
    pub fn no_proxy(&self) -> &NoProxy {
        &self.no_proxy
    }

    /// The proxy that a connection to this URL goes through; `None` when it goes straight there.
    #[must_use]
    pub fn proxy_for(&self, url: &RemoteUrl) -> Option<&Proxy> {
        let host = url.http_parts()?.host;
        self.proxy.as_ref().filter(|_| !self.no_proxy.names(&host))
    }

    /// Whether nothing can be sent, and why.
    #[must_use]
    pub fn defect(&self) -> Option<&str> {
        self.defect.as_deref()
    }

    /// Whether all of it can be used with this URL.
    ///
    /// # Errors
    /// What does not go together with it.
    pub fn fits(&self, url: &RemoteUrl) -> Result<(), UnfitError> {
        let shown = || url.to_string();
        let remote = url.http_parts();
        if self.proxy.is_some() && remote.is_none() {
            return Err(UnfitError::NoHttp { url: shown() });
        }
        if self.proxy.is_none() && !self.no_proxy.is_empty() {
            return Err(UnfitError::NoProxy);
        }
        let by_tls = remote.as_ref().is_some_and(|remote| remote.secure);
        let to_proxy_by_tls =
            self.proxy.as_ref().is_some_and(|proxy| proxy.scheme() == ProxyScheme::Https);
        if self.client.is_some() && !by_tls {
            return Err(UnfitError::NoTls { what: "a client certificate", url: shown() });
        }
        if self.authorities.is_some() && !by_tls && !to_proxy_by_tls {
            return Err(UnfitError::NoTls { what: "a certificate authority", url: shown() });
        }
        if let (Some(proxy), Some(remote)) = (self.proxy_for(url), remote)
            && proxy.host() == remote.host
            && proxy.port() == remote.port
        {
            return Err(UnfitError::SamePlace);
        }
        Ok(())
    }

    /// `text` with every secret of it taken out.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let text = match &self.client {
            Some(client) => scrub_key(client.key().expose_secret(), text),
            None => text.to_owned(),
        };
        match self.proxy.as_ref().and_then(Proxy::login) {
            Some((user, password)) => {
                crate::Credential::Token { user: Some(user.to_owned()), secret: password.clone() }
                    .scrub(&text)
            }
            None => text,
        }
    }
}

/// Names what is set, never a secret.
impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("authorities", &self.authorities.as_ref().map(Authorities::list))
            .field("client", &self.client)
            .field("proxy", &self.proxy.as_ref().map(ToString::to_string))
            .field("no_proxy", &self.no_proxy.to_string())
            .field("defect", &self.defect)
            .finish()
    }
}

/// Whether a password cannot be sent: none, or one that would end its line.
pub(crate) fn is_odd(secret: &SecretString) -> bool {
    let text = secret.expose_secret();
    text.is_empty() || text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn with_proxy(proxy: &str, no_proxy: &str) -> Transport {
        let proxy = Proxy::parse(proxy, None).unwrap();
        Transport::new(None, None, Some(proxy), no_proxy.parse().unwrap())
    }

    fn url(text: &str) -> RemoteUrl {
        RemoteUrl::parse(text).unwrap()
    }

    #[rstest]
    #[case("https://git.example/a", true)]
    #[case("http://git.example/a", true)]
    #[case("ssh://git@git.example/a", false)]
    #[case("git@git.example:a", false)]
    #[case("/srv/a.git", false)]
    fn a_proxy_is_for_http_alone(#[case] remote: &str, #[case] fits: bool) {
        let transport = with_proxy("http://proxy.example:3128", "");
        assert_eq!(transport.fits(&url(remote)).is_ok(), fits);
        assert_eq!(transport.proxy_for(&url(remote)).is_some(), fits);
    }

    #[test]
    fn a_host_of_the_list_is_reached_without_the_proxy() {
        let transport = with_proxy("http://proxy.example:3128", "git.example");
        assert!(transport.proxy_for(&url("https://git.example/a")).is_none());
        assert!(transport.proxy_for(&url("https://other.example/a")).is_some());
    }

    #[test]
    fn a_proxy_is_another_place_than_the_remote() {
        let transport = with_proxy("https://git.example:443", "");
        assert_eq!(transport.fits(&url("https://Git.example/a")), Err(UnfitError::SamePlace));
        assert_eq!(transport.fits(&url("https://git.example:8443/a")), Ok(()));
        let alone = Transport::new(None, None, None, "git.example".parse().unwrap());
        assert_eq!(alone.fits(&url("https://git.example/a")), Err(UnfitError::NoProxy));
    }

    #[test]
    fn nothing_shows_the_password_of_a_proxy() {
        let secret = SecretString::from("pr0xy-s3cret!");
        let proxy = Proxy::parse("http://ada@proxy.example:3128", Some(secret)).unwrap();
        let transport = Transport::new(None, None, Some(proxy), NoProxy::default());
        assert!(!format!("{transport:?}").contains("s3cret"));
        let said = "ada:pr0xy-s3cret! pr0xy-s3cret%21 YWRhOnByMHh5LXMzY3JldCE=";
        assert_eq!(transport.scrub(said), "ada:*** *** ***");
    }
}
