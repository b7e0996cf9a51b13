//! Where a repository is. Parsing is strict, because the text ends up on git's command line.

mod parse;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use self::parse::{file, http, on_disk, path_of, printable_scheme, scp, ssh};

/// Why a URL is refused. No message repeats a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// A user name or password inside the URL (law 8).
    #[error(
        "the URL contains a user name or password before `@`: leave it out and give it as a \
         credential"
    )]
    Credentials,
    /// `?` or `#`, where tokens hide too.
    #[error("the URL has a `?` or `#` part: leave it out; store a token as a credential")]
    Query,
    /// A transport that is not offered.
    #[error(
        "`{0}` is not a supported transport: use https://, http://, ssh://, user@host:path, \
         file:// or an absolute path"
    )]
    Scheme(String),
    /// Anything else, in words.
    #[error("{0}")]
    Malformed(&'static str),
}

/// The address of a repository: a file system path, `http(s)://`, or SSH in both its spellings.
///
/// It never holds a secret, so it may be shown, logged and stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RemoteUrl(Kind);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kind {
    File(PathBuf),
    Http { secure: bool, host: String, port: Option<u16>, path: String },
    Ssh { user: Option<String>, host: String, port: Option<u16>, path: String, scp: bool },
}

/// See [`RemoteUrl::http_parts`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HttpParts<'a> {
    pub(crate) secure: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) path: &'a str,
}

impl RemoteUrl {
    /// Reads a URL as a person types it.
    ///
    /// # Errors
    /// [`UrlError`] says what to change.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UrlError::Malformed("the URL is empty"));
        }
        if text.starts_with('-') {
            return Err(UrlError::Malformed("a URL cannot begin with `-`"));
        }
        if text.chars().any(char::is_control) {
            return Err(UrlError::Malformed("the URL contains a control character"));
        }
        if text.starts_with('/') {
            return on_disk(text.to_owned());
        }
        if let Some((scheme, rest)) = text.split_once("://") {
            return match scheme.to_ascii_lowercase().as_str() {
                "https" => http(true, rest),
                "http" => http(false, rest),
                "ssh" => ssh(rest),
                "file" => file(rest),
                _ => Err(UrlError::Scheme(printable_scheme(scheme))),
            };
        }
        scp(text)
    }

    /// The same text for every spelling of the same address: what one repository's record is known
    /// by. Looks at the file system for paths, to see through links and a left-out `.git`.
    #[must_use]
    pub fn canonical(&self) -> String {
        match &self.0 {
            Kind::File(path) => format!("file://{}", real_path(path).display()),
            Kind::Http { secure, host, port, path } => {
                let (scheme, default) = if *secure { ("https", 443) } else { ("http", 80) };
                let port = port.filter(|port| *port != default);
                format!("{scheme}://{}{}/{}", lower(host), suffix(port), bare_path(path))
            }
            Kind::Ssh { user, host, port, path, .. } => {
                let user = user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
                let port = port.filter(|port| *port != 22);
                format!("ssh://{user}{}{}/{}", lower(host), suffix(port), bare_path(path))
            }
        }
    }

    /// Host and path without transport, user and port: two records that share it are probably one
    /// repository reached in two ways, which is worth a warning. The canonical path for files.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.0 {
            Kind::File(path) => real_path(path).display().to_string(),
            Kind::Http { host, path, .. } | Kind::Ssh { host, path, .. } => {
                format!("{}/{}", lower(host), bare_path(path))
            }
        }
    }

    /// The path, when the repository is on this machine.
    #[must_use]
    pub fn file_path(&self) -> Option<&Path> {
        match &self.0 {
            Kind::File(path) => Some(path),
            _ => None,
        }
    }

    /// The host, with its port where that is not the transport's usual one: what a credential is
    /// bound to. `None` for a path on this machine.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        match &self.0 {
            Kind::File(_) => None,
            Kind::Http { secure, host, port, .. } => {
                let default = if *secure { 443 } else { 80 };
                Some(lower(host) + &suffix(port.filter(|port| *port != default)))
            }
            Kind::Ssh { host, port, .. } => {
                Some(lower(host) + &suffix(port.filter(|port| *port != 22)))
            }
        }
    }

    /// Whether a token can be used here.
    #[must_use]
    pub fn is_http(&self) -> bool {
        matches!(self.0, Kind::Http { .. })
    }

    /// Whether it is reached by TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        matches!(self.0, Kind::Http { secure: true, .. })
    }

    /// Whether a key can be used here.
    #[must_use]
    pub fn is_ssh(&self) -> bool {
        matches!(self.0, Kind::Ssh { .. })
    }

    /// Whether a token would travel unencrypted beyond this machine.
    #[must_use]
    pub fn is_cleartext(&self) -> bool {
        match &self.0 {
            Kind::Http { secure: false, host, .. } => {
                let address = host.trim_start_matches('[').trim_end_matches(']');
                let loopback = address
                    .parse::<std::net::IpAddr>()
                    .map_or_else(|_| lower(host) == "localhost", |address| address.is_loopback());
                !loopback
            }
            _ => false,
        }
    }

    /// What an address over HTTP consists of, so that two can be held against each other.
    pub(crate) fn http_parts(&self) -> Option<HttpParts<'_>> {
        match &self.0 {
            Kind::Http { secure, host, port, path } => {
                let port = port.unwrap_or(if *secure { 443 } else { 80 });
                Some(HttpParts { secure: *secure, host: lower(host), port, path })
            }
            _ => None,
        }
    }

    /// Another repository on the same host.
    pub(crate) fn with_path(&self, path: &str) -> Option<Self> {
        let mut other = self.clone();
        let Kind::Http { path: old, .. } = &mut other.0 else { return None };
        *old = path_of(path).ok()?;
        Some(other)
    }

    /// `https://host:port`, which git's credential settings are bound to.
    pub(crate) fn http_origin(&self) -> Option<String> {
        match &self.0 {
            Kind::Http { secure, host, port, .. } => {
                let scheme = if *secure { "https" } else { "http" };
                Some(format!("{scheme}://{host}{}", suffix(*port)))
            }
            _ => None,
        }
    }
}

/// What git is given: never a secret.
impl fmt::Display for RemoteUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::File(path) => write!(f, "{}", path.display()),
            Kind::Http { secure, host, port, path } => {
                let scheme = if *secure { "https" } else { "http" };
                write!(f, "{scheme}://{host}{}/{path}", suffix(*port))
            }
            Kind::Ssh { user, host, port, path, scp } => {
                let user = user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
                if *scp {
                    write!(f, "{user}{host}:{path}")
                } else {
                    write!(f, "ssh://{user}{host}{}/{path}", suffix(*port))
                }
            }
        }
    }
}

impl FromStr for RemoteUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

fn suffix(port: Option<u16>) -> String {
    port.map(|port| format!(":{port}")).unwrap_or_default()
}

fn lower(host: &str) -> String {
    host.to_lowercase()
}

/// A path without what does not tell repositories apart.
fn bare_path(path: &str) -> String {
    let parts: Vec<&str> =
        path.split('/').filter(|part| !matches!(*part, "" | "." | "~")).collect();
    let joined = parts.join("/");
    joined.strip_suffix(".git").map_or(joined.clone(), |rest| rest.trim_end_matches('/').to_owned())
}

/// The directory git would take for this path, in the order in which git tries.
fn real_path(path: &Path) -> PathBuf {
    let text = path.as_os_str();
    for suffix in ["/.git", "", ".git/.git", ".git"] {
        let mut candidate = text.to_owned();
        candidate.push(suffix);
        let candidate = PathBuf::from(candidate);
        if candidate.join("HEAD").is_file() {
            return candidate.canonicalize().unwrap_or(candidate);
        }
    }
    path.canonicalize().unwrap_or_else(|_| path.components().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://Example.org/a/b.git", "https://example.org:443/a/b/")]
    #[case("http://example.org:80/a", "HTTP://example.org/a.git")]
    #[case("git@Example.org:a/b.git", "ssh://git@example.org:22/a/b")]
    #[case("https://example.org//a/./b", "https://example.org/a/b")]
    #[case("ssh://git@[::1]:22/a", "ssh://git@[::1]/a.git/")]
    #[case("file:///srv/no%20such", "/srv/no such/")]
    fn spellings_of_one_address_are_one(#[case] left: &str, #[case] right: &str) {
        let canonical = |text: &str| RemoteUrl::parse(text).unwrap().canonical();
        assert_eq!(canonical(left), canonical(right));
    }

    #[rstest]
    #[case("https://example.org/a", "https://example.org/A")]
    #[case("https://example.org/a", "http://example.org/a")]
    #[case("ssh://example.org:2222/a", "ssh://example.org/a")]
    fn different_addresses_stay_different(#[case] left: &str, #[case] right: &str) {
        let canonical = |text: &str| RemoteUrl::parse(text).unwrap().canonical();
        assert_ne!(canonical(left), canonical(right));
    }

    #[rstest]
    #[case("https://u:s3cret@example.org/a")]
    #[case("https://s3cret@example.org/a")]
    #[case("https://s3cret@example.org/a?b")]
    #[case("ssh://u:s3cret@example.org/a")]
    #[case("u:s3cret@example.org:a")]
    #[case("https://example.org/a?private_token=s3cret")]
    #[case("ext::sh -c s3cret")]
    #[case("ext://s3cret")]
    #[case("--upload-pack=s3cret")]
    #[case("ssh://-oProxyCommand=s3cret/a")]
    #[case("-u@s3cret:a")]
    #[case("s3cret")]
    #[case("./s3cret:a")]
    #[case("https:///s3cret")]
    #[case("https://example.org:s3cret/a")]
    #[case("https://example.org/")]
    #[case("/proc/self/cwd/s3cret")]
    #[case("//./proc/1/root/s3cret")]
    #[case("/srv/../proc/self/cwd/s3cret")]
    #[case("file:///dev/fd/3/s3cret")]
    #[case("file:///%70roc/self/cwd/s3cret")]
    #[case("file://relative/s3cret")]
    #[case("file:///srv/%zz/s3cret")]
    #[case("https://example.org/a\ns3cret")]
    #[case("")]
    fn odd_addresses_are_refused_without_repeating_a_secret(#[case] text: &str) {
        let error = RemoteUrl::parse(text).unwrap_err().to_string();
        assert!(!error.contains("s3cret"), "{error}");
    }

    #[test]
    fn what_is_shown_reads_back_as_the_same_address() {
        for text in [
            "https://example.org:8443/a/b.git",
            "git@example.org:a/b.git",
            "ssh://git@example.org:2222/a/b.git",
            "/srv/x.git",
        ] {
            let url = RemoteUrl::parse(text).unwrap();
            assert_eq!(url.to_string(), text);
            assert_eq!(RemoteUrl::parse(&url.to_string()).unwrap(), url);
        }
    }

    #[test]
    fn a_link_and_a_left_out_suffix_lead_to_one_repository() {
        let dir = tempfile::tempdir().unwrap();
        let bare = dir.path().join("x.git");
        std::fs::create_dir(&bare).unwrap();
        std::fs::write(bare.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        std::os::unix::fs::symlink(&bare, dir.path().join("link")).unwrap();
        let canonical = |name: &str| {
            RemoteUrl::parse(&dir.path().join(name).display().to_string()).unwrap().canonical()
        };
        assert_eq!(canonical("x.git"), canonical("x"));
        assert_eq!(canonical("x.git"), canonical("link"));
    }

    #[test]
    fn two_transports_of_one_host_share_a_place() {
        let place = |text: &str| RemoteUrl::parse(text).unwrap().place();
        assert_eq!(place("https://example.org/a/b"), place("git@example.org:a/b.git"));
    }

    #[test]
    fn a_host_is_told_with_its_port_only_where_that_is_odd() {
        let host = |url: &str| RemoteUrl::parse(url).unwrap().host();
        for url in ["https://Git.Example/a", "https://git.example:443/a", "git@git.example:a"] {
            assert_eq!(host(url).as_deref(), Some("git.example"), "{url}");
        }
        assert_eq!(host("http://git.example:443/a").as_deref(), Some("git.example:443"));
        assert_eq!(host("ssh://git@git.example:2222/a").as_deref(), Some("git.example:2222"));
        assert_eq!(host("/srv/a.git"), None);
    }

    #[test]
    fn only_plain_http_beyond_this_machine_is_cleartext() {
        let cleartext = |text: &str| RemoteUrl::parse(text).unwrap().is_cleartext();
        assert!(cleartext("http://example.org/a"));
        for text in
            ["http://127.0.0.1:1/a", "http://[::1]/a", "http://localhost/a", "https://e.org/a"]
        {
            assert!(!cleartext(text), "{text}");
        }
    }
}
