//! The way to a remote as git's configuration. What is secret stands in lent files and is named there.

use std::path::Path;

use secrecy::ExposeSecret;

use super::lent::Lent;
use super::{Remote, shell_quoted};
use crate::ProxyScheme;
use crate::damage::EMPTY;

/// Settings of one exchange, and what they name.
#[derive(Default)]
pub(super) struct WaySettings {
    pub(super) list: Vec<String>,
    _lent: Vec<Lent>,
}

impl WaySettings {
    pub(super) fn of(remote: &Remote<'_>, mirror: &Path) -> std::io::Result<Self> {
        let transport = remote.transport;
        let (mut list, mut lent) = (Vec::new(), Vec::new());
        let mut lend = |text: &str| -> std::io::Result<String> {
            let file = Lent::new(text)?;
            let path = file.path().display().to_string();
            lent.push(file);
            Ok(path)
        };
        let proxy = transport.proxy_for(remote.url);
        if let Some(authorities) = transport.authorities() {
            let file = lend(authorities.pem())?;
            // Instead of the system's: those stand in a file, in a folder, or in both.
            list.push(format!("http.sslCAInfo={file}"));
            list.push(format!("http.sslCAPath={}", mirror.join(EMPTY).display()));
            if proxy.is_some_and(|proxy| proxy.scheme() == ProxyScheme::Https) {
                list.push(format!("http.proxySSLCAInfo={file}"));
            }
        }
        if let Some(client) = transport.client() {
            list.push(format!("http.sslCert={}", lend(client.certificate())?));
            list.push(format!("http.sslKey={}", lend(client.key().expose_secret())?));
        }
        // Empty: none, whatever libcurl finds elsewhere.
        let shown = proxy.map(ToString::to_string).unwrap_or_default();
        list.push(format!("http.proxy={shown}"));
        if let Some(proxy) = proxy
            && let Some(answer) = proxy.answer()
        {
            let file = lend(answer.expose_secret())?;
            let file = shell_quoted(Path::new(&file));
            list.push(format!(
                "credential.{}.helper=!f() {{ test \"$1\" = get && cat {file}; }}; f",
                proxy.origin()
            ));
        }
        Ok(Self { list, _lent: lent })
    }
}
