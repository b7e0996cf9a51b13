//! What an exchange identifies itself with.

use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

/// What an exchange identifies itself with.
///
/// A token reaches git through a pipe that git inherits: it is in no argument, no environment
/// variable and no file. A key is named by its file, because ssh reads nothing else.
#[derive(Clone, Default)]
pub enum Credential {
    /// Nothing: public repositories and paths on this machine.
    #[default]
    None,
    /// A token or password for `https://` (and `http://`, see
    /// [`MirrorOptions::allow_cleartext_token`](crate::MirrorOptions::allow_cleartext_token)).
    Token {
        /// The user name; hosts that take tokens accept any, so there is a neutral default.
        user: Option<String>,
        /// The token or password.
        secret: SecretString,
    },
    /// A private key for SSH, without a passphrase.
    SshKey {
        /// The private key, readable by its owner only (ssh insists).
        key_file: PathBuf,
        /// The pinned host keys: a host that is not in it, or has another key, is refused.
        known_hosts: PathBuf,
    },
}

/// The user name that goes with a token where none is given.
const NEUTRAL_USER: &str = "hedgerow";

impl Credential {
    /// What git's credential protocol is told; `None` when nothing is.
    pub(crate) fn answer(&self) -> Option<SecretString> {
        match self {
            Self::Token { user, secret } => {
                let user = user.as_deref().unwrap_or(NEUTRAL_USER);
                let secret = secret.expose_secret();
                Some(format!("username={user}\npassword={secret}\n").into())
            }
            Self::None | Self::SshKey { .. } => None,
        }
    }

    /// Why git could not be told this credential.
    pub(crate) fn defect(&self) -> Option<&'static str> {
        let odd = |text: &str| text.chars().any(char::is_control);
        match self {
            Self::None => None,
            Self::Token { user, secret } => {
                if secret.expose_secret().is_empty() {
                    Some("the token is empty")
                } else if odd(secret.expose_secret()) {
                    Some("the token holds a line break or another control character")
                } else if user.as_deref().is_some_and(odd) {
                    Some("the user name holds a control character")
                } else {
                    None
                }
            }
            Self::SshKey { key_file, known_hosts } => {
                if !key_file.is_file() {
                    Some("the SSH key's file does not exist")
                } else if !known_hosts.is_file() {
                    Some("the file with the pinned host keys does not exist")
                } else {
                    None
                }
            }
        }
    }

    /// `text` with every occurrence of the secret taken out, also in the forms in which it travels.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let Self::Token { user, secret } = self else { return text.to_owned() };
        let secret = secret.expose_secret();
        // A very short one would tear the text to pieces and is no secret either.
        if secret.len() < 4 {
            return text.to_owned();
        }
        let user = user.as_deref().unwrap_or(NEUTRAL_USER);
        let encoded = percent_encode(secret);
        let basic = base64(format!("{user}:{secret}").as_bytes());
        [secret, encoded.as_str(), basic.as_str()]
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
    }
}

/// Names the sort of credential, never the secret.
impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Token { user, .. } => {
                f.debug_struct("Token").field("user", user).finish_non_exhaustive()
            }
            Self::SshKey { key_file, known_hosts } => f
                .debug_struct("SshKey")
                .field("key_file", key_file)
                .field("known_hosts", known_hosts)
                .finish(),
        }
    }
}

fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// RFC 4648, for recognising a secret in the form in which HTTP carries it.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .enumerate()
            .fold(0_u32, |word, (at, byte)| word | u32::from(*byte) << (16 - 8 * at));
        for at in 0..4 {
            if at <= chunk.len() {
                let index = (word >> (18 - 6 * at)) & 63;
                text.push(ALPHABET.get(index as usize).copied().map_or('=', char::from));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(secret: &str) -> Credential {
        Credential::Token { user: None, secret: secret.to_owned().into() }
    }

    #[test]
    fn debug_output_holds_no_secret() {
        assert_eq!(format!("{:?}", token("s3cret!")), "Token { user: None, .. }");
    }

    #[test]
    fn scrubbing_takes_the_secret_out_in_every_form() {
        let text = "s3cret! and s3cret%21 and aGVkZ2Vyb3c6czNjcmV0IQ== stay away";
        assert_eq!(token("s3cret!").scrub(text), "*** and *** and *** stay away");
    }

    #[test]
    fn base64_agrees_with_the_rfc() {
        for (plain, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn a_token_with_a_line_break_is_refused_before_it_can_forge_an_answer() {
        assert!(token("a\nhost=evil").defect().is_some());
        assert!(token("").defect().is_some());
        assert!(token("fine").defect().is_none());
    }
}
