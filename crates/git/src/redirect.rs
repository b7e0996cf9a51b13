//! Where a redirect leads. Git follows none ([`crate::command`]); one within the same host, port and
//! scheme is looked up here and the exchange begun again there. A push or a fetch never ends
//! anywhere else than where the repository's URL says.

use crate::RemoteUrl;
use crate::command::Redirect;

/// How many in a row are followed.
pub(crate) const HOPS: usize = 3;

/// What every first request of an exchange ends with.
const TAIL: &str = "/info/refs";

/// The longest address that is repeated to a person, in characters.
const SHOWN: usize = 300;

/// Where a redirect leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    /// To a repository on the same host, port and scheme: it may be followed.
    Here(RemoteUrl),
    /// To something on the same host, port and scheme that is not a repository, such as a log-in page.
    Page(String),
    /// Elsewhere, and what differs.
    Elsewhere {
        /// `host`, `port` or `scheme`.
        other: &'static str,
        /// The repository there, or as much of the address as may be shown.
        to: String,
    },
    /// To nothing that is understood.
    Nowhere,
}

/// Where an answer to the first request of an exchange with `asked` leads.
pub(crate) fn leads(asked: &RemoteUrl, redirect: &Redirect) -> Leads {
    let Some(location) = redirect.location.as_deref() else { return Leads::Nowhere };
    let (Some(from), Some(whole)) = (asked.http_parts(), absolute(asked, location)) else {
        return Leads::Nowhere;
    };
    let Some((scheme, rest)) = whole.split_once("://") else { return Leads::Nowhere };
    // Neither users nor passwords nor what follows the path is used or repeated.
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = rest.get(..end).unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let repository = format!("/{path}");
    let repository = repository.strip_suffix(TAIL).map(|path| path.trim_start_matches('/'));
    // Any path will do to find out where it is.
    let at = |path: &str| RemoteUrl::parse(&format!("{scheme}://{authority}/{path}")).ok();
    let Some(place) = at("x") else { return Leads::Nowhere };
    let Some(to) = place.http_parts() else {
        return Leads::Elsewhere { other: "scheme", to: place.to_string() };
    };
    let other = match () {
        () if to.host != from.host => Some("host"),
        () if to.secure != from.secure => Some("scheme"),
        () if to.port != from.port => Some("port"),
        () => None,
    };
    let there = repository.and_then(at).filter(|url| url.to_string().chars().count() <= SHOWN);
    match (other, there) {
        (None, Some(url)) => match url.http_parts().and_then(|to| asked.with_path(to.path)) {
            Some(url) => Leads::Here(url),
            None => Leads::Nowhere,
        },
        (None, None) => {
            let path: String = path.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
            Leads::Page(format!("/{path}"))
        }
        (Some(other), Some(url)) => Leads::Elsewhere { other, to: url.to_string() },
        (Some(other), None) => {
            let to = place.to_string().trim_end_matches("/x").to_owned();
            Leads::Elsewhere { other, to }
        }
    }
}

/// A `Location` as a whole URL: it may leave out what it shares with the request (RFC 3986).
fn absolute(asked: &RemoteUrl, location: &str) -> Option<String> {
    if location.is_empty()
        || location.contains(['\\', ' '])
        || location.chars().any(char::is_control)
    {
        return None;
    }
    let scheme = location.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|scheme| scheme.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Some(location.to_owned());
    }
    let origin = asked.http_origin()?;
    if let Some(rest) = location.strip_prefix("//") {
        let (scheme, _) = origin.split_once("://")?;
        return Some(format!("{scheme}://{rest}"));
    }
    // One that is relative to the request's folder is nothing that hosts send.
    location.starts_with('/').then(|| format!("{origin}{location}"))
}

/// What is said of a redirect that is not followed.
pub(crate) fn said(redirect: &Redirect, leads: &Leads) -> String {
    let answered = match redirect.late {
        false => "the remote answered with a redirect",
        true => "the remote answered in the middle of the exchange with a redirect",
    };
    match leads {
        Leads::Elsewhere { other, to } => format!(
            "{answered} to `{to}`, which is another {other} and is never followed: nothing was \
             sent there"
        ),
        Leads::Here(url) if redirect.late => format!("{answered} to `{url}`"),
        Leads::Here(url) => {
            format!("{answered} to `{url}`, after {HOPS} others on the same host")
        }
        Leads::Page(path) if redirect.late => format!("{answered} to `{path}` on the same host"),
        Leads::Page(path) => format!(
            "{answered} to the page `{path}`, which is not a repository; hosts do so when the \
             request is not logged in, or when a repository was deleted"
        ),
        Leads::Nowhere => format!("{answered} to a URL that cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn of(location: &str) -> Leads {
        let asked = RemoteUrl::parse("https://Git.example/a/b").unwrap();
        leads(&asked, &Redirect { late: false, location: Some(location.to_owned()) })
    }

    #[rstest]
    #[case("https://git.example/a/b.git/info/refs?service=git-upload-pack")]
    #[case("https://git.example:443/a/b.git/info/refs")]
    #[case("HTTPS://GIT.EXAMPLE/a/b.git/info/refs")]
    #[case("/a/b.git/info/refs?service=git-receive-pack")]
    #[case("//git.example/a/b.git/info/refs")]
    #[case("https://user:s3cret@git.example/a/b.git/info/refs")]
    fn one_within_the_host_is_followed_and_keeps_the_host_as_it_was_typed(#[case] location: &str) {
        let url = RemoteUrl::parse("https://Git.example/a/b.git").unwrap();
        assert_eq!(of(location), Leads::Here(url));
        assert!(!format!("{:?}", of(location)).contains("s3cret"));
    }

    #[rstest]
    #[case("https://other.example/a/b.git/info/refs", "host", "https://other.example/a/b.git")]
    #[case(
        "https://git.example.evil.example/a/info/refs",
        "host",
        "https://git.example.evil.example/a"
    )]
    #[case("https://git.example@evil.example/a/info/refs", "host", "https://evil.example/a")]
    #[case("//evil.example/a/info/refs", "host", "https://evil.example/a")]
    #[case("https://git.example:8443/a/info/refs", "port", "https://git.example:8443/a")]
    #[case("http://git.example/a/b/info/refs", "scheme", "http://git.example/a/b")]
    #[case("ssh://git@git.example/a/b/info/refs", "scheme", "ssh://git.example/x")]
    #[case("https://u:s3cret@evil.example/login?token=s3cret", "host", "https://evil.example")]
    fn one_to_another_place_is_named_without_its_secrets(
        #[case] location: &str,
        #[case] other: &'static str,
        #[case] to: &str,
    ) {
        let found = of(location);
        assert_eq!(found, Leads::Elsewhere { other, to: to.to_owned() });
        let said = said(&Redirect { late: false, location: None }, &found);
        assert!(said.contains(to) && !said.contains("s3cret"), "{said}");
    }

    #[rstest]
    #[case("")]
    #[case("a/b/info/refs")]
    #[case("https://")]
    #[case("https:/\\evil.example/info/refs")]
    #[case("https://git.example\u{9}.evil/info/refs")]
    #[case("https://git .example/info/refs")]
    #[case("file:///etc/info/refs")]
    fn an_odd_one_leads_nowhere(#[case] location: &str) {
        assert!(!matches!(of(location), Leads::Here(_)), "{:?}", of(location));
    }

    #[test]
    fn a_page_of_the_host_is_no_repository() {
        assert_eq!(of("/users/sign_in?back=x"), Leads::Page("/users/sign_in".to_owned()));
    }
}
