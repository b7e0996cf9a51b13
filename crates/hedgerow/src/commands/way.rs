//! How a repository's remote is reached, as options of `hedgerow repo add` and `hedgerow repo set`; and
//! what is shown of it.
//!
//! A key and a password come from files, never from arguments: those are seen by everybody on the machine.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use hedgerow_engine::views::{CertificateView, NewSecret, TransportSettings, TransportView};

use super::dates;
use crate::exit::Failure;

/// More than is taken of certificates or a key, in bytes.
const MOST: u64 = 256 * 1024;

#[derive(clap::Args, Default)]
#[group(skip)]
pub(crate) struct Way {
    /// The certificate authority that is trusted there instead of the system's, as PEM; one or several.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// The certificate that is shown to a remote that asks who connects, as PEM.
    #[arg(long, value_name = "FILE")]
    client_certificate: Option<PathBuf>,
    /// The private key of that certificate, as PEM, without a passphrase; kept sealed.
    #[arg(long, value_name = "FILE")]
    client_key: Option<PathBuf>,
    /// The proxy on the way: `http://HOST:PORT`, or https or socks5h; with `USER@` where it wants a login.
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// A file with the password of the proxy's user; kept sealed.
    #[arg(long, value_name = "FILE")]
    proxy_password_file: Option<PathBuf>,
    /// Hosts that are reached without the proxy: `example.org,10.0.0.0/8`.
    #[arg(long, value_name = "LIST")]
    no_proxy: Option<String>,
}

/// What can be taken away again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Part {
    /// The certificate authority: the system's are trusted again.
    Ca,
    /// The client certificate with its key.
    ClientCertificate,
    /// The proxy with its password and its list.
    Proxy,
    /// The password of the proxy's user.
    ProxyPassword,
    /// The list of hosts that are reached without the proxy.
    NoProxy,
}

impl Way {
    /// As the server is told it; `None` when nothing was said.
    pub(crate) fn settings(self, without: &[Part]) -> Result<Option<TransportSettings>, Failure> {
        let said = [
            (Part::Ca, self.ca_file.is_some()),
            (
                Part::ClientCertificate,
                self.client_certificate.is_some() || self.client_key.is_some(),
            ),
            (Part::Proxy, self.proxy.is_some()),
            (Part::ProxyPassword, self.proxy_password_file.is_some()),
            (Part::NoProxy, self.no_proxy.is_some()),
        ];
        if let Some((part, _)) = said.iter().find(|(part, said)| *said && without.contains(part)) {
            let part = clap::ValueEnum::to_possible_value(part);
            let part = part.map(|part| part.get_name().to_owned()).unwrap_or_default();
            return Err(Failure::usage(format!("`{part}` is given and taken away at once")));
        }
        if said.iter().all(|(_, said)| !said) && without.is_empty() {
            return Ok(None);
        }
        let gone = |part: Part| without.contains(&part).then_some(None);
        let password = self.proxy_password_file.as_deref().map(|file| {
            let mut text = read(file)?;
            // A line end is not part of a password.
            text.truncate(text.trim_end_matches(['\n', '\r']).len());
            Ok::<_, Failure>(Some(NewSecret::new(text)))
        });
        let ca = self.ca_file.as_deref().map(read).transpose()?.map(Some);
        let certificate = self.client_certificate.as_deref().map(read).transpose()?.map(Some);
        let key = self.client_key.as_deref().map(read).transpose()?.map(NewSecret::new);
        Ok(Some(TransportSettings {
            ca: ca.or(gone(Part::Ca)),
            client_certificate: certificate.or(gone(Part::ClientCertificate)),
            client_key: key,
            proxy: self.proxy.map(Some).or(gone(Part::Proxy)),
            proxy_password: password
                .transpose()?
                .or_else(|| without.contains(&Part::ProxyPassword).then_some(None)),
            no_proxy: self.no_proxy.map(Some).or(gone(Part::NoProxy)),
        }))
    }
}

/// Lines that show a way, each a name and what it is.
pub(crate) fn lines(way: &TransportView) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    for authority in &way.authorities {
        lines.push(("authority", certificate(authority)));
    }
    if let Some(client) = &way.client_certificate {
        lines.push(("client certificate", certificate(client)));
    }
    if let Some(proxy) = &way.proxy {
        let password = if way.proxy_password { ", with a password" } else { "" };
        lines.push(("proxy", format!("{proxy}{password}")));
    }
    if let Some(list) = &way.no_proxy {
        lines.push(("without the proxy", list.clone()));
    }
    lines.extend(way.warnings.iter().map(|warning| ("warning", warning.clone())));
    lines
}

/// A way in few words, for a table.
pub(crate) fn short(way: Option<&TransportView>) -> String {
    let Some(way) = way else { return "-".to_owned() };
    let mut words = Vec::new();
    words.extend(way.authorities.iter().map(|authority| format!("CA {}", authority.subject)));
    words.extend(way.client_certificate.iter().map(|client| format!("client {}", client.subject)));
    words.extend(way.proxy.iter().map(|proxy| format!("proxy {proxy}")));
    words.join("; ")
}

fn certificate(known: &CertificateView) -> String {
    let day = dates::day(known.expires_at);
    format!("{}, until {day}, SHA-256 {}", known.subject, known.sha256)
}

fn read(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    fs::File::open(file)
        .and_then(|open| open.take(MOST).read_to_string(&mut text))
        .map_err(|error| Failure::usage(format!("cannot read {}: {error}", file.display())))?;
    if text.trim().is_empty() {
        return Err(Failure::usage(format!("{} is empty", file.display())));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_is_left_as_it_is() {
        assert!(Way::default().settings(&[]).unwrap().is_none());
        let way = Way { no_proxy: Some("example.org".to_owned()), ..Way::default() };
        let settings = way.settings(&[Part::Ca, Part::ProxyPassword]).unwrap().unwrap();
        assert_eq!(settings.ca, Some(None));
        assert!(matches!(settings.proxy_password, Some(None)));
        assert_eq!(settings.no_proxy, Some(Some("example.org".to_owned())));
        assert!(settings.proxy.is_none() && settings.client_certificate.is_none());
    }

    #[test]
    fn a_password_is_read_without_its_line_end_and_a_key_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "s3cret\r\n").unwrap();
        let way = Way {
            client_key: Some(file.clone()),
            proxy_password_file: Some(file.clone()),
            ..Way::default()
        };
        let settings = way.settings(&[]).unwrap().unwrap();
        let json = serde_json::to_value(&settings).unwrap();
        assert_eq!(json["proxy_password"], "s3cret");
        assert_eq!(json["client_key"], "s3cret\r\n");
        fs::write(&file, "\n").unwrap();
        let way = Way { ca_file: Some(file), ..Way::default() };
        assert!(way.settings(&[]).is_err());
    }

    #[test]
    fn nothing_is_given_and_taken_away_at_once() {
        let way = Way { proxy: Some("http://h:1".to_owned()), ..Way::default() };
        assert!(way.settings(&[Part::Proxy]).is_err());
    }
}
