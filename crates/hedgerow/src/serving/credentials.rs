//! Credentials of the configuration: where a secret is, never the secret itself.

use std::env;
use std::fs;
use std::path::Path;

use figment::value::magic::RelativePathBuf;
use hedgerow_engine::CredentialConfig;
use hedgerow_git::SecretString;
use serde::Deserialize;

use crate::exit::Failure;

/// `[credentials.NAME]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CredentialSettings {
    /// A file with a token or password.
    #[serde(default)]
    token_file: Option<RelativePathBuf>,
    /// An environment variable with a token or password.
    #[serde(default)]
    token_env: Option<String>,
    /// The user name that goes with it.
    #[serde(default)]
    user: Option<String>,
    /// A private key for SSH.
    #[serde(default)]
    ssh_key_file: Option<RelativePathBuf>,
    /// The pinned host keys that go with it.
    #[serde(default)]
    known_hosts_file: Option<RelativePathBuf>,
}

/// Reads the secret that the settings point to.
pub(super) fn read(name: &str, settings: &CredentialSettings) -> Result<CredentialConfig, Failure> {
    let wrong = |reason: String| {
        Failure::usage(format!("credential `{name}` of the configuration: {reason}"))
    };
    let CredentialSettings { token_file, token_env, user, ssh_key_file, known_hosts_file } =
        settings;
    match (token_file, token_env, ssh_key_file, known_hosts_file) {
        (Some(file), None, None, None) => {
            let text = fs::read_to_string(file.relative()).map_err(|error| {
                wrong(format!("cannot read {}: {error}", file.relative().display()))
            })?;
            token(user, &text)
                .ok_or_else(|| wrong(format!("{} is empty", file.relative().display())))
        }
        (None, Some(variable), None, None) => {
            let text = env::var(variable)
                .map_err(|_| wrong(format!("the environment variable {variable} is not set")))?;
            token(user, &text)
                .ok_or_else(|| wrong(format!("the environment variable {variable} is empty")))
        }
        (None, None, Some(key), Some(known_hosts)) if user.is_none() => {
            let (key_file, known_hosts) = (key.relative(), known_hosts.relative());
            for file in [&key_file, &known_hosts] {
                readable(file).map_err(wrong)?;
            }
            Ok(CredentialConfig::SshKey { key_file, known_hosts })
        }
        _ => Err(wrong(
            "it must have `token_file` or `token_env` (with or without `user`), or both `ssh_key_file` and `known_hosts_file`"
                .to_owned(),
        )),
    }
}

fn token(user: &Option<String>, text: &str) -> Option<CredentialConfig> {
    let secret = text.trim_end_matches(['\n', '\r']);
    (!secret.is_empty()).then(|| CredentialConfig::Token {
        user: user.clone(),
        secret: SecretString::from(secret.to_owned()),
    })
}

fn readable(file: &Path) -> Result<(), String> {
    match fs::File::open(file) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("cannot read {}: {error}", file.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> CredentialSettings {
        use figment::providers::{Format as _, Toml};
        figment::Figment::from(Toml::string(text)).extract().unwrap()
    }

    #[test]
    fn a_token_comes_from_its_file_without_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        fs::write(&file, "s3cret\n").unwrap();
        let read =
            read("deploy", &settings(&format!("token_file = '{}'\nuser = 'bot'", file.display())));
        match read.unwrap() {
            CredentialConfig::Token { user, secret } => {
                assert_eq!(user.as_deref(), Some("bot"));
                assert!(!format!("{secret:?}").contains("s3cret"));
            }
            CredentialConfig::SshKey { .. } => panic!("a token was meant"),
        }
    }

    #[test]
    fn a_credential_is_of_exactly_one_sort() {
        for wrong in [
            "",
            "user = 'a'",
            "token_file = 'a'\ntoken_env = 'B'",
            "ssh_key_file = 'a'",
            "token_env = 'A'\nssh_key_file = 'a'\nknown_hosts_file = 'b'",
        ] {
            let text = read("deploy", &settings(wrong)).unwrap_err().to_string();
            assert!(text.starts_with("credential `deploy`"), "{wrong}: {text}");
        }
    }

    #[test]
    fn a_missing_secret_is_told_by_where_it_should_be() {
        let text = read("d", &settings("token_env = 'HEDGEROW_TEST_NOT_SET'")).unwrap_err();
        assert!(text.to_string().contains("HEDGEROW_TEST_NOT_SET is not set"), "{text}");
        let text = read("d", &settings("token_file = '/nonexistent/token'")).unwrap_err();
        assert!(text.to_string().contains("/nonexistent/token"), "{text}");
    }
}
