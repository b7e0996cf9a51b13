//! What an exchange identifies itself with.

use std::fmt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// What an exchange identifies itself with.
///
/// A token reaches git through a pipe that git inherits: it is in no argument, no environment
/// variable and no file. A key that stands in a file is named by it; one that is held in memory is
/// lent to ssh for the time of an exchange (`command/lent.rs`).
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
    /// The same, held in memory and not in files.
    SshKeyText {
        /// The text of the private key (OpenSSH or PEM), without a passphrase.
        key: SecretString,
        /// The lines of the pinned host keys, as a `known_hosts` file has them.
        known_hosts: String,
    },
    /// There is one, and it cannot be used: every exchange is refused for this reason, and nothing
    /// is sent.
    Unusable {
        /// What is wrong and what to do.
        reason: String,
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
            _ => None,
        }
    }

    /// What an HTTP request is told (RFC 7617); `None` when nothing is.
    pub(crate) fn basic(&self) -> Option<SecretString> {
        match self {
            Self::Token { user, secret } => {
                let user = user.as_deref().unwrap_or(NEUTRAL_USER);
                Some(format!("Basic {}", *basic(user, secret.expose_secret())).into())
            }
            _ => None,
        }
    }

    /// Why no exchange could use this credential, as far as it shows without asking a remote.
    #[must_use]
    pub fn defect(&self) -> Option<&str> {
        let odd = |text: &str| text.chars().any(char::is_control);
        match self {
            Self::None => None,
            Self::Token { user, secret } => {
                if secret.expose_secret().is_empty() {
                    Some("the token is empty")
                } else if odd(secret.expose_secret()) {
                    Some("the token contains a line break or another control character")
                } else if user.as_deref().is_some_and(odd) {
                    Some("the user name contains a control character")
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
            Self::SshKeyText { key, known_hosts } => {
                key_defect(key.expose_secret()).or_else(|| hosts_defect(known_hosts))
            }
            Self::Unusable { reason } => Some(reason),
        }
    }

    /// `text` with every occurrence of the secret taken out, also in the forms in which it travels.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let (user, secret) = match self {
            Self::Token { user, secret } => (user, secret.expose_secret()),
            // ssh shows nothing of a key; a program in its place might.
            Self::SshKeyText { key, .. } => return scrub_key(key.expose_secret(), text),
            _ => return text.to_owned(),
        };
        // A very short one would tear the text to pieces and is no secret either.
        if secret.len() < 4 {
            return text.to_owned();
        }
        let user = user.as_deref().unwrap_or(NEUTRAL_USER);
        let encoded = percent_encode(secret);
        let basic = basic(user, secret);
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
            Self::Unusable { reason } => {
                f.debug_struct("Unusable").field("reason", reason).finish()
            }
            Self::SshKeyText { .. } => f.debug_struct("SshKeyText").finish_non_exhaustive(),
        }
    }
}

/// How the body of an OpenSSH key begins that no passphrase locks: the format's name, then the
/// cipher `none` (PROTOCOL.key of OpenSSH), in base64.
const UNLOCKED: &str = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

fn key_defect(text: &str) -> Option<&'static str> {
    let mut lines = text.lines().map(str::trim).skip_while(|line| !line.starts_with("-----BEGIN "));
    let Some(first) = lines.next().filter(|line| line.ends_with("PRIVATE KEY-----")) else {
        return Some(
            "the text is not a private SSH key: it must begin with `-----BEGIN … PRIVATE KEY-----`",
        );
    };
    if !lines.clone().any(|line| line.starts_with("-----END ")) {
        return Some("the private SSH key is cut off: its last line, `-----END …`, is missing");
    }
    let locked = if first.contains("OPENSSH") {
        let body: String = lines.take_while(|line| !line.starts_with("-----")).collect();
        !body.starts_with(UNLOCKED)
    } else {
        text.contains("ENCRYPTED")
    };
    locked.then_some(
        "the SSH key is locked with a passphrase; remove it with `ssh-keygen -p -N ''` first",
    )
}

fn hosts_defect(text: &str) -> Option<&'static str> {
    let mut lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pinned = |line: &str| line.split_whitespace().count() >= 3;
    if lines.clone().next().is_none() {
        Some(
            "no host key is pinned: give the lines of `ssh-keyscan HOST`, compared with the host's",
        )
    } else if !lines.all(pinned) {
        Some("a line of the pinned host keys is not of the form `HOST TYPE KEY`")
    } else {
        None
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

/// A login as HTTP carries it (RFC 7617).
pub(crate) fn basic(user: &str, password: &str) -> Zeroizing<String> {
    let plain = Zeroizing::new(format!("{user}:{password}"));
    Zeroizing::new(STANDARD.encode(plain.as_bytes()))
}

/// `text` without the lines of a private key; its first and last are those of any key.
pub(crate) fn scrub_key(key: &str, text: &str) -> String {
    key.lines()
        .filter(|line| line.len() >= 16 && !line.starts_with("-----"))
        .fold(text.to_owned(), |text, line| text.replace(line, "***"))
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

    const KEY: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n\
        b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n\
        -----END OPENSSH PRIVATE KEY-----\n";

    fn key(text: &str, known_hosts: &str) -> Credential {
        Credential::SshKeyText { key: text.into(), known_hosts: known_hosts.to_owned() }
    }

    #[test]
    fn a_key_is_looked_at_before_it_is_used() {
        let host = "git.example ssh-ed25519 AAAA";
        assert_eq!(key(KEY, host).defect(), None);
        assert_eq!(key(&KEY.replace('\n', "\r\n"), host).defect(), None);
        for (text, hosts, word) in [
            ("ssh-ed25519 AAAA ada@example.org", host, "not a private SSH key"),
            (KEY.split("-----END").next().unwrap(), host, "cut off"),
            (&KEY.replace("5vbmUAAAAE", "Flc2UAAAAE"), host, "passphrase"),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nx\n-----END x", host, "passphrase"),
            (KEY, "", "no host key"),
            (KEY, "# a comment\n", "no host key"),
            (KEY, "git.example", "HOST TYPE KEY"),
        ] {
            let key = key(text, hosts);
            let defect = key.defect().unwrap();
            assert!(defect.contains(word), "{word}: {defect}");
        }
    }

    #[test]
    fn a_key_is_neither_shown_nor_repeated() {
        let key = key(KEY, "");
        assert_eq!(format!("{key:?}"), "SshKeyText { .. }");
        let body = KEY.lines().nth(1).unwrap();
        assert_eq!(key.scrub(&format!("bad: {body}!")), "bad: ***!");
    }

    #[test]
    fn a_login_agrees_with_the_rfc() {
        // RFC 7617, section 2, and the three ways in which the last group ends.
        let rfc = "QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
        for (user, password, encoded) in [
            ("Aladdin", "open sesame", rfc),
            ("", "", "Og=="),
            ("f", "", "Zjo="),
            ("f", "o", "Zjpv"),
        ] {
            assert_eq!(*basic(user, password), encoded);
        }
    }

    #[test]
    fn a_token_with_a_line_break_is_refused_before_it_can_forge_an_answer() {
        assert!(token("a\nhost=evil").defect().is_some());
        assert!(token("").defect().is_some());
        assert!(token("fine").defect().is_none());
    }
}
