//! What a repository's way to its remote becomes. Pure: nothing is opened, asked or written here.

use hedgerow_git::{Authorities, NoProxy, Proxy};
use hedgerow_store::{NextSecret, TransportFields};

use super::TransportError;
use crate::views::TransportSettings;

/// What is known of the way as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Now {
    pub(super) fields: TransportFields,
    pub(super) has_key: bool,
    pub(super) has_password: bool,
}

/// What it is to be.
#[derive(Clone, Debug)]
pub(super) struct Next {
    pub(super) fields: TransportFields,
    pub(super) key: NextSecret,
    pub(super) password: NextSecret,
}

impl Next {
    /// Whether it is as it was.
    pub(super) fn is_same(&self, now: &Now) -> bool {
        let stays = |secret: &NextSecret| matches!(secret, NextSecret::Stays);
        self.fields == now.fields && stays(&self.key) && stays(&self.password)
    }
}

/// The way as it is with these settings.
pub(super) fn next(now: &Now, settings: &TransportSettings) -> Result<Next, TransportError> {
    let mut fields = now.fields.clone();
    if let Some(ca) = &settings.ca {
        let read = ca.as_deref().map(Authorities::parse).transpose()?;
        fields.authorities = read.map(|authorities| authorities.pem().to_owned());
    }
    let key = client(now, settings, &mut fields)?;
    let password = proxy(now, settings, &mut fields)?;
    Ok(Next { fields, key, password })
}

fn client(
    now: &Now,
    settings: &TransportSettings,
    fields: &mut TransportFields,
) -> Result<NextSecret, TransportError> {
    if let Some(certificate) = &settings.client_certificate {
        fields.certificate.clone_from(certificate);
    }
    match (&fields.certificate, &settings.client_key) {
        (Some(_), Some(key)) => Ok(NextSecret::Is(key.0.clone())),
        (Some(_), None) if !now.has_key => Err(TransportError::KeyMissing),
        (Some(_), None) => Ok(NextSecret::Stays),
        (None, Some(_)) => Err(TransportError::CertificateMissing),
        (None, None) if now.has_key => Ok(NextSecret::Goes),
        (None, None) => Ok(NextSecret::Stays),
    }
}

/// A proxy that goes takes its password and its list along. A password never goes to another proxy, nor
/// in another's name, nor by another scheme.
fn proxy(
    now: &Now,
    settings: &TransportSettings,
    fields: &mut TransportFields,
) -> Result<NextSecret, TransportError> {
    if let Some(proxy) = &settings.proxy {
        let read = proxy.as_deref().map(|url| Proxy::parse(url, None)).transpose()?;
        fields.proxy = read.map(|proxy| proxy.to_string());
    }
    if fields.proxy.is_none() {
        fields.no_proxy.clear();
    }
    if let Some(list) = &settings.no_proxy {
        let list: NoProxy = list.as_deref().unwrap_or_default().parse()?;
        fields.no_proxy = list.to_string();
    }
    match (&fields.proxy, &settings.proxy_password) {
        (None, Some(Some(_))) => Err(TransportError::ProxyMissing),
        (Some(_), Some(Some(password))) => Ok(NextSecret::Is(password.0.clone())),
        (None, _) | (_, Some(None)) if now.has_password => Ok(NextSecret::Goes),
        (Some(proxy), None) if now.has_password && now.fields.proxy.as_ref() != Some(proxy) => {
            let proxy = now.fields.proxy.clone().unwrap_or_default();
            Err(TransportError::PasswordBound { proxy })
        }
        _ => Ok(NextSecret::Stays),
    }
}

#[cfg(test)]
mod tests {
    use hedgerow_seal::ExposeSecret as _;
    use hedgerow_testkit::{Authority, Valid};

    use super::*;
    use crate::views::NewSecret;

    const PROXY: &str = "http://bot@proxy.example:3128";

    fn full() -> Now {
        let fields = TransportFields {
            authorities: Some("a".to_owned()),
            certificate: Some("c".to_owned()),
            proxy: Some(PROXY.to_owned()),
            no_proxy: "example.org".to_owned(),
        };
        Now { fields, has_key: true, has_password: true }
    }

    fn text(text: &str) -> Option<Option<String>> {
        Some(Some(text.to_owned()))
    }

    fn secret(text: &str) -> NewSecret {
        NewSecret::new(text.to_owned())
    }

    /// What becomes of a secret, as one word.
    fn word(secret: &NextSecret) -> &str {
        match secret {
            NextSecret::Stays => "stays",
            NextSecret::Goes => "goes",
            NextSecret::Is(secret) => secret.expose_secret(),
        }
    }

    #[test]
    fn nothing_said_changes_nothing() {
        let settings = TransportSettings::default();
        assert!(next(&full(), &settings).unwrap().is_same(&full()));
        assert!(next(&Now::default(), &settings).unwrap().is_same(&Now::default()));
        let same = TransportSettings { proxy: text("HTTP://bot@Proxy.example:3128/"), ..settings };
        assert!(next(&full(), &same).unwrap().is_same(&full()));
    }

    #[test]
    fn what_is_given_is_kept_in_its_one_spelling() {
        let ca = Authority::new("Own CA");
        let settings = TransportSettings {
            ca: text(&format!("# ours\n{}", ca.pem())),
            client_certificate: text("certificate"),
            client_key: Some(secret("key")),
            proxy: text("HTTP://bot@Proxy.example:3128/"),
            proxy_password: Some(Some(secret("password"))),
            no_proxy: text(" Example.org , 10.0.0.0/8"),
        };
        let next = next(&Now::default(), &settings).unwrap();
        assert_eq!(
            next.fields.authorities.as_deref(),
            Some(ca.pem().replace("\r\n", "\n").as_str())
        );
        assert_eq!(next.fields.proxy.as_deref(), Some(PROXY));
        assert_eq!(next.fields.no_proxy, "example.org,10.0.0.0/8");
        assert_eq!((word(&next.key), word(&next.password)), ("key", "password"));
        let ended = Authority::valid("Ended CA", Valid::Ended);
        let settings = TransportSettings { ca: text(ended.pem()), ..TransportSettings::default() };
        assert!(super::next(&full(), &settings).is_ok(), "it is warned of");
    }

    #[test]
    fn a_certificate_and_its_key_go_together() {
        let none = TransportSettings::default;
        let alone = TransportSettings { client_certificate: text("c"), ..none() };
        assert!(matches!(next(&Now::default(), &alone), Err(TransportError::KeyMissing)));
        assert_eq!(word(&next(&full(), &alone).unwrap().key), "stays", "a renewed certificate");
        let key = TransportSettings { client_key: Some(secret("k")), ..none() };
        assert!(matches!(next(&Now::default(), &key), Err(TransportError::CertificateMissing)));
        assert_eq!(word(&next(&full(), &key).unwrap().key), "k");
        let away = TransportSettings { client_certificate: Some(None), ..none() };
        let gone = next(&full(), &away).unwrap();
        assert_eq!((gone.fields.certificate, word(&gone.key)), (None, "goes"));
        let odd = TransportSettings { client_key: Some(secret("k")), ..away };
        assert!(matches!(next(&full(), &odd), Err(TransportError::CertificateMissing)));
    }

    #[test]
    fn a_password_is_sent_to_the_proxy_it_was_given_for_and_to_no_other() {
        let none = TransportSettings::default;
        for other in [
            "http://bot@other.example:3128",
            "http://bot@proxy.example:8080",
            "http://eve@proxy.example:3128",
            "http://proxy.example:3128",
            "socks5h://bot@proxy.example:3128",
        ] {
            let settings = TransportSettings { proxy: text(other), ..none() };
            let error = next(&full(), &settings).unwrap_err();
            assert!(error.to_string().contains(PROXY), "{other}: {error}");
            let anew = TransportSettings { proxy_password: Some(Some(secret("p"))), ..settings };
            assert_eq!(word(&next(&full(), &anew).unwrap().password), "p");
            let away = TransportSettings { proxy_password: Some(None), ..anew };
            assert_eq!(word(&next(&full(), &away).unwrap().password), "goes");
        }
        let alone = TransportSettings { proxy_password: Some(Some(secret("p"))), ..none() };
        assert!(matches!(next(&Now::default(), &alone), Err(TransportError::ProxyMissing)));
        assert_eq!(word(&next(&full(), &alone).unwrap().password), "p");
    }

    #[test]
    fn a_proxy_that_goes_takes_its_password_and_its_list_along() {
        let away = TransportSettings { proxy: Some(None), ..TransportSettings::default() };
        let gone = next(&full(), &away).unwrap();
        assert_eq!((gone.fields.proxy, gone.fields.no_proxy.as_str()), (None, ""));
        assert_eq!(word(&gone.password), "goes");
        let list = TransportSettings { no_proxy: Some(None), ..TransportSettings::default() };
        let kept = next(&full(), &list).unwrap();
        assert_eq!((kept.fields.no_proxy.as_str(), word(&kept.password)), ("", "stays"));
        let odd = TransportSettings { no_proxy: text("a b"), ..TransportSettings::default() };
        assert!(matches!(next(&full(), &odd), Err(TransportError::NoProxy(_))));
    }
}
