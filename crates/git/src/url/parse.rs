//! The parts of a URL as they are typed, and what is wrong with them.

use std::path::PathBuf;

use super::{Kind, RemoteUrl, UrlError};

pub(super) fn http(secure: bool, rest: &str) -> Result<RemoteUrl, UrlError> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(UrlError::Credentials);
    }
    if rest.contains(['?', '#']) {
        return Err(UrlError::Query);
    }
    let (host, port) = host_and_port(authority)?;
    let path = path_of(path)?;
    Ok(RemoteUrl(Kind::Http { secure, host, port, path }))
}

pub(super) fn ssh(rest: &str) -> Result<RemoteUrl, UrlError> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (user, authority) = user_of(authority)?;
    let (host, port) = host_and_port(authority)?;
    let path = path_of(path)?;
    Ok(RemoteUrl(Kind::Ssh { user, host, port, path, scp: false }))
}

pub(super) fn scp(text: &str) -> Result<RemoteUrl, UrlError> {
    let unknown = UrlError::Malformed(
        "not a repository's address: use https://, http://, ssh://, user@host:path, file:// or an \
         absolute path",
    );
    let Some((authority, path)) = text.split_once(':') else { return Err(unknown) };
    // git treats `x/y:z` as a path and `transport::address` as a helper program.
    if authority.contains('/') || path.starts_with(':') {
        return Err(unknown);
    }
    let (user, host) = match user_of(authority) {
        // `user:password@host` splits at the wrong colon: the rest tells.
        Ok(_) if !authority.contains('@') && path.contains('@') => {
            return Err(UrlError::Credentials);
        }
        other => other?,
    };
    let (host, _) = host_and_port(host)?;
    if path.is_empty() {
        return Err(UrlError::Malformed("the URL names a host but no repository"));
    }
    Ok(RemoteUrl(Kind::Ssh { user, host, port: None, path: path.to_owned(), scp: true }))
}

pub(super) fn file(rest: &str) -> Result<RemoteUrl, UrlError> {
    let path = rest.strip_prefix("localhost/").map_or(rest, |_| &rest["localhost".len()..]);
    if !path.starts_with('/') {
        return Err(UrlError::Malformed(
            "a file:// URL needs an absolute path, such as file:///srv/x",
        ));
    }
    let decoded = percent_decode(path).ok_or(UrlError::Malformed(
        "the URL has a `%` that is not followed by two hex digits, or is not UTF-8",
    ))?;
    if decoded.chars().any(char::is_control) {
        return Err(UrlError::Malformed("the URL contains a control character"));
    }
    on_disk(decoded)
}

/// A path on this machine. Below /proc and /dev a path means another place for each process, and later:
/// git would look elsewhere than whoever connected the repository.
pub(super) fn on_disk(path: String) -> Result<RemoteUrl, UrlError> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    if matches!(parts.first(), Some(&("proc" | "dev"))) {
        return Err(UrlError::Malformed(
            "a path below /proc or /dev means something else in each process: use the folder's \
             own path",
        ));
    }
    Ok(RemoteUrl(Kind::File(PathBuf::from(path))))
}

fn user_of(authority: &str) -> Result<(Option<String>, &str), UrlError> {
    let Some((user, host)) = authority.rsplit_once('@') else { return Ok((None, authority)) };
    if user.contains(':') {
        return Err(UrlError::Credentials);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
    if user.is_empty() || user.starts_with('-') || !user.chars().all(plain) {
        return Err(UrlError::Malformed("the user name before `@` is not a plain word"));
    }
    Ok((Some(user.to_owned()), host))
}

fn host_and_port(authority: &str) -> Result<(String, Option<u16>), UrlError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let malformed = UrlError::Malformed("the address in `[` is not an IPv6 address");
            let (address, after) = rest.split_once(']').ok_or(malformed.clone())?;
            address.parse::<std::net::Ipv6Addr>().map_err(|_| malformed)?;
            (format!("[{address}]"), after.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (authority.to_owned(), None),
        },
    };
    let plain = |c: char| c.is_alphanumeric() || ".-_".contains(c);
    let named = !host.is_empty() && !host.starts_with('-') && host.chars().all(plain);
    if !named && !host.starts_with('[') {
        return Err(UrlError::Malformed("the URL names no host, or one with invalid characters"));
    }
    let port = match port {
        None | Some("") => None,
        Some(port) => {
            Some(port.parse().map_err(|_| UrlError::Malformed("the port is not a number"))?)
        }
    };
    Ok((host, port))
}

pub(super) fn path_of(path: &str) -> Result<String, UrlError> {
    if path.trim_matches('/').is_empty() {
        return Err(UrlError::Malformed("the URL names a host but no repository"));
    }
    Ok(path.to_owned())
}

pub(super) fn printable_scheme(scheme: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "+-.".contains(*c);
    format!("{}://", scheme.chars().filter(plain).take(20).collect::<String>())
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}
