//! Credentials: what repositories are reached with. No view holds a secret.

use std::fmt;

use hedgerow_model::{CredentialKind, CredentialState};
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Millis, TransportSettings};

/// A secret on its way in. It is read, never shown: not in `Debug`, and not when it is written.
#[derive(Clone)]
pub struct NewSecret(pub SecretString);

impl NewSecret {
    /// A secret that was read elsewhere.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSecret(…)")
    }
}

impl<'de> Deserialize<'de> for NewSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A message about a wrong type would quote what was sent.
        String::deserialize(deserializer)
            .map(Self::new)
            .map_err(|_| serde::de::Error::custom("a secret is a text"))
    }
}

impl Serialize for NewSecret {
    /// Only for the command line, which sends it to the server.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use secrecy::ExposeSecret as _;
        serializer.serialize_str(self.0.expose_secret())
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for NewSecret {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .description(Some("A token, a password or the text of a private key. Never answered."))
            .write_only(true)
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for NewSecret {}

/// A credential to be stored, sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCredential {
    /// What people call it: letters, digits, `-`, `_` and `.`.
    pub name: String,
    /// What sort of secret it is.
    pub kind: CredentialKind,
    /// The user name that goes with a token, where the host wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The token, or the text of the private key (without a passphrase).
    pub secret: NewSecret,
    /// The host keys that are trusted, as lines of a `known_hosts` file; a key needs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_hosts: Option<String>,
    /// The one host it is sent to, `git.example.org` or `git.example.org:8443`; the host of the
    /// first repository that uses it when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// When it stops working, in milliseconds since 1970: warned of 14 days ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
}

/// What is known of a credential.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CredentialView {
    /// What people call it.
    pub name: String,
    /// What sort of secret it is.
    pub kind: CredentialKind,
    /// The user name that goes with a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The one host it is sent to; left out while no repository uses it and none was named, and for
    /// those of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// `sealed`, in the database; or `configuration`, where the server's file says.
    pub source: String,
    /// The repositories that use it.
    pub repositories: Vec<String>,
    /// When it was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Millis>,
    /// The login of the person who stored it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// When its secret was last exchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotated_at: Option<Millis>,
    /// When it stops working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
    /// What the last exchanges said of it.
    pub state: CredentialState,
    /// What is wrong with it and what to do, also when it merely expires soon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// When `state` was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_at: Option<Millis>,
    /// Counts people's edits; left out for those of the configuration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
}

/// What is to change of a credential's description; what is left out stays, null takes it away.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CredentialSettings {
    /// The user name that goes with a token.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub user: Option<Option<String>>,
    /// The one host it is sent to.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub host: Option<Option<String>>,
    /// The host keys that are trusted.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub known_hosts: Option<Option<String>>,
    /// When it stops working, in milliseconds since 1970.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub expires_at: Option<Option<Millis>>,
}

/// Tells null, which takes away, from absence, which leaves.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A secret that takes the place of a credential's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// The new token, or the text of the new private key.
    pub secret: NewSecret,
    /// The host keys that are trusted from now on; those of before when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_hosts: Option<String>,
    /// When the new one stops working, in milliseconds since 1970; nothing is known when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Millis>,
}

/// What is to change of a repository; what is left out stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RepositorySettings {
    /// The name of its credential; null for none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub credential: Option<Option<String>>,
    /// The branch of fabrics that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Whom TLS trusts there, what it shows, and the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<TransportSettings>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_is_no_text_is_refused_without_being_repeated() {
        for body in [r#"{"secret": ["hunter2"]}"#, r#"{"secret": 4711}"#] {
            let error = serde_json::from_str::<Rotation>(body).unwrap_err().to_string();
            assert!(error.contains("a secret is a text"), "{error}");
            assert!(!error.contains("hunter2") && !error.contains("4711"), "{error}");
        }
        let rotation: Rotation = serde_json::from_str(r#"{"secret": "hunter2"}"#).unwrap();
        assert!(!format!("{rotation:?}").contains("hunter2"));
    }

    #[test]
    fn null_takes_away_and_absence_leaves() {
        let of = |text: &str| serde_json::from_str::<CredentialSettings>(text).unwrap().host;
        assert_eq!(of("{}"), None);
        assert_eq!(of(r#"{"host": null}"#), Some(None));
        assert_eq!(of(r#"{"host": "a"}"#), Some(Some("a".to_owned())));
    }
}
