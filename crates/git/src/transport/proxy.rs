//! A proxy's address. Parsing is strict, because the text ends up in git's configuration.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::is_odd;
use crate::RemoteUrl;

/// How one speaks with a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyScheme {
    /// `http://`: in clear, as far as the proxy.
    Http,
    /// `https://`: by TLS, as far as the proxy.
    Https,
    /// `socks5h://`: SOCKS 5, where the proxy looks names up.
    Socks5h,
}

impl ProxyScheme {
    /// As it stands in a URL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5h => "socks5h",
        }
    }
}

/// Why a proxy's address is refused. No message repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// A password inside the URL (law 8).
    #[error(
        "the proxy's URL holds a password: leave it out (`http://USER@HOST:PORT`) and give it on its own, \
         as the proxy's password"
    )]
    Password,
    /// A scheme that is not offered.
    #[error("`{0}` is not a proxy that can be used: write http://, https:// or socks5h://{1}")]
    Scheme(String, &'static str),
    /// No port: there is none that proxies agree on.
    #[error("the proxy's URL names no port: write `{0}:PORT`, such as 3128 or 8080")]
    Port(String),
    /// A password and nobody whose it is.
    #[error("a proxy's password needs a user name: write `http://USER@HOST:PORT`")]
    NoUser,
    /// A password that cannot be sent.
    #[error("the proxy's password is empty, or holds a line break or another control character")]
    OddPassword,
    /// Anything else, in words.
    #[error("the proxy's URL {0}")]
    Malformed(&'static str),
}

/// A proxy. Shown and stored without its password.
#[derive(Clone)]
pub struct Proxy {
    scheme: ProxyScheme,
    host: String,
    port: u16,
    user: Option<String>,
    password: Option<SecretString>,
}

/// The longest address, in bytes.
const LONGEST: usize = 1000;

impl Proxy {
    /// Reads a proxy's URL, `http://USER@HOST:PORT` with or without the user, and takes its password.
    ///
    /// # Errors
    /// [`ProxyError`] says what to change.
    pub fn parse(url: &str, password: Option<SecretString>) -> Result<Self, ProxyError> {
        let url = url.trim();
        if url.len() > LONGEST || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(ProxyError::Malformed(
                "is too long, or holds a blank or a control character",
            ));
        }
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(ProxyError::Malformed("has no scheme: write `http://HOST:PORT`"));
        };
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => ProxyScheme::Http,
            "https" => ProxyScheme::Https,
            "socks5h" => ProxyScheme::Socks5h,
            other => return Err(unknown(other)),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '\\']) {
            // What stands behind might be a secret.
            return Err(ProxyError::Malformed("has something behind host and port: leave it out"));
        }
        let (user, place) = match rest.rsplit_once('@') {
            None => (None, rest),
            Some((user, _)) if user.contains(':') => return Err(ProxyError::Password),
            Some((user, place)) => (Some(name(user)?), place),
        };
        let at = |text: &str| RemoteUrl::parse(&format!("http://{text}/x"));
        let known = at(place).map_err(|_| {
            ProxyError::Malformed("names no host, one with odd characters, or a port that is none")
        })?;
        let host = match known.http_parts() {
            Some(parts) => parts.host,
            None => return Err(ProxyError::Malformed("names no host")),
        };
        let Some(port) = port(place) else {
            return Err(ProxyError::Port(format!("{}://{host}", scheme.as_str())));
        };
        match &password {
            Some(_) if user.is_none() => return Err(ProxyError::NoUser),
            Some(password) if is_odd(password) => return Err(ProxyError::OddPassword),
            _ => {}
        }
        Ok(Self { scheme, host, port, user, password })
    }

    /// How one speaks with it.
    #[must_use]
    pub fn scheme(&self) -> ProxyScheme {
        self.scheme
    }

    /// Its host, in lower case; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The user name, when there is one.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// User name and password, when it has both.
    #[must_use]
    pub fn login(&self) -> Option<(&str, &SecretString)> {
        Some((self.user.as_deref()?, self.password.as_ref()?))
    }

    /// The same without its password.
    #[must_use]
    pub fn without_password(&self) -> Self {
        Self { password: None, ..self.clone() }
    }

    /// `http://HOST:PORT`, without the user: what a password of it is bound to in git's configuration.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}:{}", self.scheme.as_str(), self.host, self.port)
    }

    /// What git's credential protocol is told of it; `None` when it has no password.
    pub(crate) fn answer(&self) -> Option<SecretString> {
        let (user, password) = self.login()?;
        Some(format!("username={user}\npassword={}\n", password.expose_secret()).into())
    }
}

/// As it was given: with the user, without the password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
        write!(f, "{}://{user}{}:{}", self.scheme.as_str(), self.host, self.port)
    }
}

/// Without the password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// A user name of plain characters: it stands in a URL, and in a line of its own.
fn name(user: &str) -> Result<String, ProxyError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    if user.is_empty() || !user.chars().all(plain) {
        return Err(ProxyError::Malformed(
            "has a user name with odd characters: letters, digits, `.`, `_`, `-` and `+` are taken",
        ));
    }
    Ok(user.to_owned())
}

/// The port, when one is named.
fn port(place: &str) -> Option<u16> {
    let after = place.rsplit_once(']').map_or(place, |(_, after)| after);
    after.rsplit_once(':')?.1.parse().ok().filter(|port| *port > 0)
}

fn unknown(scheme: &str) -> ProxyError {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "+-.".contains(*c);
    let shown = format!("{}://", scheme.chars().filter(plain).take(20).collect::<String>());
    let advice = match scheme {
        "socks" | "socks4" | "socks4a" | "socks5" => {
            " (with socks5h the proxy looks names up, which is the only way that is offered)"
        }
        _ => "",
    };
    ProxyError::Scheme(shown, advice)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://proxy.example:3128", "http://proxy.example:3128")]
    #[case(" HTTP://Proxy.Example:3128/ ", "http://proxy.example:3128")]
    #[case("https://ada@proxy.example:8443", "https://ada@proxy.example:8443")]
    #[case("socks5h://[::1]:1080", "socks5h://[::1]:1080")]
    #[case("http://10.0.0.1:80", "http://10.0.0.1:80")]
    fn an_address_is_read_and_shown(#[case] text: &str, #[case] shown: &str) {
        let proxy = Proxy::parse(text, None).unwrap();
        assert_eq!(proxy.to_string(), shown);
        assert_eq!(Proxy::parse(shown, None).unwrap().to_string(), shown);
    }

    #[rstest]
    #[case("http://ada:s3cret@proxy.example:3128", "leave it out")]
    #[case("http://:s3cret@proxy.example:3128", "leave it out")]
    #[case("http://ada:s3cr@et@proxy.example:3128", "leave it out")]
    #[case("http://s3cret%0a@proxy.example:3128", "odd characters")]
    #[case("http://proxy.example:3128/s3cret", "behind host and port")]
    #[case("http://proxy.example:3128?s3cret", "behind host and port")]
    #[case("ftp://s3cret.example:21", "http://, https:// or socks5h://")]
    #[case("socks5://s3cret.example:1080", "socks5h the proxy looks names up")]
    #[case("socks4a://s3cret.example:1080", "socks5h the proxy looks names up")]
    #[case("proxy.s3cret:3128", "has no scheme")]
    #[case("http://proxy.example", "`http://proxy.example:PORT`")]
    #[case("https://proxy.example", "names no port")]
    #[case("http://proxy.example:0", "names no port")]
    #[case("http://proxy.example:s3cret", "names no host")]
    #[case("http://proxy.example:99999", "names no host")]
    #[case("http://:3128", "names no host")]
    #[case("http://", "names no host")]
    #[case("http://-s3cret:1", "names no host")]
    #[case("http://proxy .example:1", "blank")]
    #[case("http://proxy.example\ns3cret:1", "control character")]
    fn an_odd_address_is_refused_without_repeating_a_secret(
        #[case] text: &str,
        #[case] words: &str,
    ) {
        let error = Proxy::parse(text, None).unwrap_err().to_string();
        assert!(error.contains(words) && !error.contains("s3cret"), "{error}");
    }

    #[test]
    fn a_password_needs_somebody_whose_it_is_and_cannot_forge_an_answer() {
        let with = |url, secret: &str| Proxy::parse(url, Some(SecretString::from(secret)));
        assert_eq!(with("http://h:1", "x").unwrap_err(), ProxyError::NoUser);
        for odd in ["", "a\nhost=evil", "a\u{7f}"] {
            assert_eq!(with("http://ada@h:1", odd).unwrap_err(), ProxyError::OddPassword);
        }
        let proxy = with("http://ada@h:1", "s3cret").unwrap();
        assert!(!format!("{proxy} {proxy:?}").contains("s3cret"));
        assert_eq!(proxy.answer().unwrap().expose_secret(), "username=ada\npassword=s3cret\n");
        assert!(proxy.without_password().answer().is_none());
        assert_eq!(proxy.origin(), "http://h:1");
    }
}
