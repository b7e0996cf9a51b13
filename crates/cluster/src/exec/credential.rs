//! What a program prints: an ExecCredential. Pure.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;

use super::ExecTrouble;

/// What a program gave.
#[derive(Debug)]
pub(super) struct Credential {
    pub(super) token: Option<SecretString>,
    /// A certificate with its chain and its key, both PEM.
    pub(super) certificate: Option<(String, SecretString)>,
    /// From when on it is of no use, in milliseconds since 1970.
    pub(super) expires_at: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Printed {
    api_version: String,
    kind: String,
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    client_certificate_data: Option<String>,
    #[serde(default)]
    client_key_data: Option<String>,
    #[serde(default)]
    expiration_timestamp: Option<String>,
}

/// Reads what a program printed that was asked for this form. What is wrong is told without anything of it.
pub(super) fn read(printed: &[u8], version: &str) -> Result<Credential, ExecTrouble> {
    let not = |why| Err(ExecTrouble::NotOne(why));
    let Ok(printed) = serde_json::from_slice::<Printed>(printed) else {
        return not("it is not the JSON of one");
    };
    if printed.kind != "ExecCredential" {
        return not("its kind is another");
    }
    if printed.api_version != version {
        return not("its apiVersion is not the one that the kubeconfig asks for");
    }
    let Some(status) = printed.status else { return not("it has no status") };
    let said = |text: Option<String>| text.filter(|text| !text.is_empty());
    let token = said(status.token);
    if token.as_ref().is_some_and(|it| !it.bytes().all(|byte| byte.is_ascii_graphic())) {
        return not("its token has characters that no token has");
    }
    let certificate = match (said(status.client_certificate_data), said(status.client_key_data)) {
        (None, None) => None,
        (Some(certificate), Some(key)) => Some((certificate, SecretString::from(key))),
        _ => return not("it has a certificate without its key, or a key without its certificate"),
    };
    if token.is_none() && certificate.is_none() {
        return not("it has neither a token nor a certificate");
    }
    let expires_at = match said(status.expiration_timestamp) {
        None => None,
        Some(text) => match text.parse::<Timestamp>() {
            Ok(at) => Some(at.as_millisecond()),
            Err(_) => return not("its expirationTimestamp is not a time"),
        },
    };
    Ok(Credential { token: token.map(SecretString::from), certificate, expires_at })
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;
    use serde_json::{Value as Json, json};

    use super::*;

    const V1: &str = "client.authentication.k8s.io/v1";

    fn of(status: Json) -> Result<Credential, ExecTrouble> {
        let printed = json!({ "apiVersion": V1, "kind": "ExecCredential", "status": status });
        read(printed.to_string().as_bytes(), V1)
    }

    #[test]
    fn tokens_certificates_and_their_ends_are_read() {
        let token = of(json!({"token": "t", "expirationTimestamp": "1970-01-01T01:00:00+01:00"}));
        let token = token.unwrap();
        assert_eq!(token.token.unwrap().expose_secret(), "t");
        assert_eq!((token.expires_at, token.certificate.is_none()), (Some(0), true));
        let both = of(json!({"token": "t", "clientCertificateData": "c", "clientKeyData": "k"}));
        let both = both.unwrap();
        let (certificate, key) = both.certificate.unwrap();
        assert_eq!((certificate.as_str(), key.expose_secret()), ("c", "k"));
        assert!(both.token.is_some() && both.expires_at.is_none());
    }

    #[test]
    fn anything_else_is_told_without_what_was_printed() {
        let secret = "S3CRET";
        for status in [
            json!(null),
            json!({}),
            json!({"token": ""}),
            json!({"token": 7}),
            json!({"token": format!("{secret}\n")}),
            json!({"clientCertificateData": secret}),
            json!({"clientKeyData": secret, "token": "t"}),
            json!({"token": secret, "expirationTimestamp": "soon"}),
        ] {
            let why = of(status.clone()).unwrap_err();
            assert!(matches!(why, ExecTrouble::NotOne(_)), "{status}: {why}");
            assert!(!why.to_string().contains(secret), "{why}");
        }
        let other = |version: &str, kind: &str| {
            let status = json!({"token": secret});
            let printed = json!({"apiVersion": version, "kind": kind, "status": status});
            read(printed.to_string().as_bytes(), V1).unwrap_err().to_string()
        };
        assert!(
            other("client.authentication.k8s.io/v1beta1", "ExecCredential").contains("apiVersion")
        );
        assert!(other(V1, "Secret").contains("kind"));
        let text = read(secret.as_bytes(), V1).unwrap_err().to_string();
        assert!(!text.contains(secret), "{text}");
    }
}
