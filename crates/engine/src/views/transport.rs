//! A repository's own way to its remote. No view holds a secret.

use serde::{Deserialize, Serialize};

use super::credentials::given;
use super::{Millis, NewSecret};

/// What is to change of a repository's way to its remote; what is left out stays, null takes it away.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TransportSettings {
    /// The certificates of the authorities that are trusted there instead of the system's, as PEM: 32 at
    /// most, 64 KiB. Also for an https proxy.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub ca: Option<Option<String>>,
    /// The certificate that is shown to a remote that asks who connects, as PEM, those that lead to its
    /// authority behind it. Null takes the key away too.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub client_certificate: Option<Option<String>>,
    /// The private key of that certificate, as PEM, without a passphrase. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key: Option<NewSecret>,
    /// The proxy, `http://USER@HOST:PORT`, with https or socks5h as well, with or without a user, never
    /// with a password. Null takes its password and its list away too.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub proxy: Option<Option<String>>,
    /// The password of the proxy's user. Kept sealed, and sent to this proxy alone.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<NewSecret>))]
    pub proxy_password: Option<Option<NewSecret>>,
    /// Hosts that are reached without the proxy, with commas between: names with all below them,
    /// addresses, networks, or `*`.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub no_proxy: Option<Option<String>>,
}

/// What is known of a repository's way to its remote.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransportView {
    /// The authorities that are trusted instead of the system's; those of the system when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<CertificateView>,
    /// The certificate that is shown to a remote that asks who connects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificate: Option<CertificateView>,
    /// The proxy, without its password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Whether a password of the proxy is stored.
    pub proxy_password: bool,
    /// The hosts that are reached without the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_proxy: Option<String>,
    /// What to know of it: what expired or expires within 14 days, and a proxy that is not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What is known of a certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// Whose it is.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Its SHA-256: pairs of hex digits with colons between.
    pub sha256: String,
    /// From when on it is valid, in milliseconds since 1970.
    pub valid_from: Millis,
    /// Until when it is valid, in milliseconds since 1970.
    pub expires_at: Millis,
}
