//! What the server is told when it is bound.

use std::fmt;
use std::sync::Arc;

use hedgerow_access::{Clock, Secret};

use crate::api::Demo;
use crate::auth::{AdminToken, Network};
use crate::bounds::Bounds;
use crate::tls::Tls;

/// What the server is told when it is bound.
#[derive(Clone)]
pub struct ServerConfig {
    /// The installation's own token.
    pub admin_token: AdminToken,
    /// The code with which the first account is made; without one that cannot be done.
    pub setup_code: Option<Secret>,
    /// Called when the first account was made: the code is of no use any more.
    pub set_up: Arc<dyn Fn() + Send + Sync>,
    /// The certificate and key of the server's own TLS; it speaks HTTP without.
    pub tls: Option<Tls>,
    /// Where browsers reach the server, when that is not where it listens.
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Whom one can be and what to try, where the server is there for that.
    pub demo: Option<Demo>,
    /// How much may be asked of the server at once.
    pub bounds: Bounds,
    /// Tells the time for sessions, tokens and log-ins.
    pub clock: Clock,
}

impl ServerConfig {
    /// The usual ones, for a server without a proxy.
    #[must_use]
    pub fn new(admin_token: AdminToken) -> Self {
        Self {
            admin_token,
            setup_code: None,
            set_up: Arc::new(|| ()),
            tls: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            demo: None,
            bounds: Bounds::default(),
            clock: Clock::system(),
        }
    }

    /// Whether browsers come encrypted.
    pub(crate) fn encrypted(&self) -> bool {
        self.tls.is_some() || self.public_url.as_ref().is_some_and(PublicUrl::is_encrypted)
    }
}

impl From<&AdminToken> for ServerConfig {
    fn from(token: &AdminToken) -> Self {
        Self::new(token.clone())
    }
}

impl fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerConfig")
            .field("tls", &self.tls)
            .field("public_url", &self.public_url)
            .field("trusted_proxies", &self.trusted_proxies)
            .finish_non_exhaustive()
    }
}

/// Where browsers reach the server: `https://hedgerow.example.org`, without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

/// A text that is no such URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a public URL has the form `https://hedgerow.example.org`: scheme, host, optionally a port, \
     and no path"
)]
pub struct PublicUrlError;

impl PublicUrl {
    /// Reads one; a slash at its end is taken off.
    ///
    /// # Errors
    /// When it has another scheme than http and https, no host, a path, or a user.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let text = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let fits = host.is_some_and(|host| {
            !host.is_empty()
                && host.bytes().all(|one| one.is_ascii_alphanumeric() || b".-:[]".contains(&one))
        });
        if !fits {
            return Err(PublicUrlError);
        }
        // Browsers leave the usual port out of an origin.
        let usual = if text.starts_with("https:") { ":443" } else { ":80" };
        Ok(Self(text.strip_suffix(usual).unwrap_or(&text).to_owned()))
    }

    /// The origin, as browsers write it.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// Whether it is https.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https:")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        let of = |text: &str| PublicUrl::parse(text).map(|url| url.origin().to_owned());
        assert_eq!(of("https://Hedgerow.example.org/").unwrap(), "https://hedgerow.example.org");
        assert_eq!(of("https://h.example:443").unwrap(), "https://h.example");
        assert_eq!(of("http://[::1]:8484").unwrap(), "http://[::1]:8484");
        for wrong in ["", "h.example", "ftp://h", "https://", "https://h/path", "https://u@h"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn secrets_are_not_in_its_debug_form() {
        let token = AdminToken::generate();
        let mut config = ServerConfig::from(&token);
        config.setup_code = Some(Secret::from_text("the-code"));
        let shown = format!("{config:?}");
        assert!(!shown.contains(token.reveal()) && !shown.contains("the-code"), "{shown}");
    }
}
