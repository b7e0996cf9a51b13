//! What people may be called. A name and an address stand in commits, so nothing may be in them that
//! ends a header line or an address there, or that shows as something else than it is.

use hedgerow_model::is_hidden;

use crate::error::AccessError;

/// The most characters of a login.
const LONGEST_LOGIN: usize = 64;

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// The most characters of an address (RFC 5321, section 4.5.3.1.3).
const LONGEST_EMAIL: usize = 254;

/// Logins that the audit uses for those without an account.
const RESERVED: [&str; 5] = ["administrator", "anonymous", "hedgerow", "me", "system"];

/// A login, in lower case.
///
/// # Errors
/// When it is empty, too long, reserved, or has other characters than letters, digits and `._-+@`.
pub fn login(text: &str) -> Result<String, AccessError> {
    let text = text.trim().to_ascii_lowercase();
    let fits = text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || "._-+@".contains(one));
    if !fits {
        return Err(AccessError::invalid(
            "`login`: must start with a letter or digit and contain only letters, digits and \
             `._-+@`",
        ));
    }
    if text.len() > LONGEST_LOGIN {
        return Err(AccessError::invalid(format!(
            "`login`: must have at most {LONGEST_LOGIN} characters"
        )));
    }
    if RESERVED.contains(&text.as_str()) {
        return Err(AccessError::invalid(format!(
            "`login`: `{text}` is reserved; choose another one"
        )));
    }
    Ok(text)
}

/// A person's name, without space around it.
///
/// # Errors
/// When it has no letter or digit, is too long, or could not be in a commit.
pub fn name(text: &str) -> Result<String, AccessError> {
    visible("name", text, LONGEST_NAME)
}

/// What a token is called.
///
/// # Errors
/// As [`name`].
pub fn token_name(text: &str) -> Result<String, AccessError> {
    visible("name", text, LONGEST_NAME)
}

fn visible(field: &str, text: &str, longest: usize) -> Result<String, AccessError> {
    let text = text.trim();
    if !text.chars().any(char::is_alphanumeric) {
        return Err(AccessError::invalid(format!(
            "`{field}`: must contain at least one letter or digit"
        )));
    }
    if text.chars().count() > longest {
        return Err(AccessError::invalid(format!(
            "`{field}`: must have at most {longest} characters"
        )));
    }
    if text.chars().any(|one| is_hidden(one) || matches!(one, '<' | '>')) {
        return Err(AccessError::invalid(format!(
            "`{field}`: must not contain `<`, `>`, line breaks or invisible characters"
        )));
    }
    Ok(text.to_owned())
}

/// An address for commits.
///
/// # Errors
/// When it is not of the form `somebody@somewhere`, or could not be in a commit.
pub fn email(text: &str) -> Result<String, AccessError> {
    let text = text.trim();
    let parts = text.split_once('@');
    let fits = parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    let spoken = text.chars().all(|one| {
        !one.is_whitespace() && !is_hidden(one) && !matches!(one, '<' | '>' | '"' | ',' | ';')
    });
    if !fits || !spoken {
        return Err(AccessError::invalid("`email`: reads `somebody@example.org`"));
    }
    if text.chars().count() > LONGEST_EMAIL {
        return Err(AccessError::invalid(format!(
            "`email`: must have at most {LONGEST_EMAIL} characters"
        )));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_lower_case_words() {
        assert_eq!(login(" Ada.L ").unwrap(), "ada.l");
        assert_eq!(login("ada@example.org").unwrap(), "ada@example.org");
        for wrong in ["", ".", "..", "-x", "a b", "a/b", "ä", "System", "administrator", "a\n"] {
            // Space at the ends is taken off, so `a\n` is `a`.
            assert_eq!(login(wrong).is_ok(), wrong == "a\n", "{wrong:?}");
        }
        assert!(login(&"a".repeat(65)).is_err());
    }

    #[test]
    fn a_name_cannot_leave_its_line_in_a_commit() {
        assert_eq!(name("  Ada Lovelace ").unwrap(), "Ada Lovelace");
        assert_eq!(name("李雷").unwrap(), "李雷");
        assert_eq!(name("O'Neil, J.").unwrap(), "O'Neil, J.");
        for wrong in ["", " ", "...", "A <a@b>", "A\nB", "A\0", "A\u{202e}B", "A\u{200b}B"] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
        assert!(name(&"a".repeat(101)).is_err());
    }

    #[test]
    fn an_address_cannot_leave_its_brackets() {
        assert_eq!(email(" ada@example.org ").unwrap(), "ada@example.org");
        assert!(email("root@localhost").is_ok());
        for wrong in ["", "ada", "@x", "a@", "a@b@c", "a b@c", "a@b>", "<a@b", "a@b\nx", "a@b,c"] {
            assert!(email(wrong).is_err(), "{wrong:?}");
        }
    }
}
