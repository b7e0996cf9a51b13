//! Whether two addresses are of the same thing.

/// Whether two addresses of repositories lead to the same one: the same host and path, however they are spelled.
#[must_use]
pub fn same_address(a: &str, b: &str) -> bool {
    let (a, b) = (place(a), place(b));
    !a.1.is_empty() && a == b
}

/// The host in lower case, empty for a file, and the path.
fn place(address: &str) -> (String, String) {
    let address = address.trim();
    let (host, path) = match address.split_once("://") {
        Some(("file", path)) => (String::new(), path),
        Some((_, rest)) => {
            let (authority, path) = rest.split_once('/').unwrap_or((rest, "/"));
            (host(authority), if path.is_empty() { "/" } else { path })
        }
        None => match address.split_once(':') {
            Some((authority, path)) if !authority.contains('/') => (host(authority), path),
            _ => (String::new(), address),
        },
    };
    let parts: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
    let path = parts.join("/");
    let path = path.strip_suffix(".git").unwrap_or(&path).to_owned();
    // Of a server only the host counts.
    (host, if path.is_empty() && address.contains("://") { "/".to_owned() } else { path })
}

/// The host of an authority, without who asks and without a port that goes without saying.
fn host(authority: &str) -> String {
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let usual = [":443", ":80", ":22"];
    let host = usual.iter().find_map(|port| host.strip_suffix(port)).unwrap_or(host);
    host.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://git.example/net.git", "https://Git.Example/net", true)]
    #[case("https://git.example/net.git", "git@git.example:net.git", true)]
    #[case("https://git.example/net.git", "ssh://git@git.example:22/net/", true)]
    #[case("https://git.example/a/net", "https://git.example/b/net", false)]
    #[case("https://git.example/net", "https://mirror.example/net", false)]
    #[case("https://git.example/net", "https://git.example:8443/net", false)]
    #[case("https://git.example/Net", "https://git.example/net", false)]
    #[case("/srv/net.git", "file:///srv/net.git", true)]
    #[case("https://10.0.0.1:6443", "https://10.0.0.1:6443/", true)]
    #[case("https://10.0.0.1:6443", "https://10.0.0.2:6443", false)]
    #[case("", "", false)]
    fn addresses_of_the_same_are_told(#[case] a: &str, #[case] b: &str, #[case] same: bool) {
        assert_eq!(same_address(a, b), same);
        assert_eq!(same_address(b, a), same);
    }
}
