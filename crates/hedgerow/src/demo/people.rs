//! Three people to be in the demo: each may do more than the next.

use std::path::Path;

use hedgerow_access::{AccessError, Clock, DeviceKeys, Grant, NewAccount, People, Secret};
use hedgerow_engine::Engine;
use hedgerow_model::{Actor, Role};
use hedgerow_server::DemoPerson;
use rand::RngExt as _;

use crate::exit::Failure;
use crate::kept;

/// Login, name and role.
const PEOPLE: [(&str, &str, Role); 3] = [
    ("ada", "Ada Field", Role::Admin),
    ("ben", "Ben Marsh", Role::Editor),
    ("vera", "Vera Lane", Role::Viewer),
];

/// Letters and digits that nobody takes for others.
const PLAIN: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Makes the accounts that are not there, all with the password that is kept in `file`; it is made
/// with the first of them.
pub(crate) async fn ensure(engine: &Engine, file: &Path) -> Result<Secret, Failure> {
    let password = Secret::from_text(kept::find_or_make(file, new_password)?);
    let people = People::new(
        engine.store().clone(),
        DeviceKeys::of(engine.keyring()),
        Clock::system(),
        None,
    );
    for (login, name, role) in PEOPLE {
        match people.account(login).await {
            Ok(_) => continue,
            Err(AccessError::NotFound { .. }) => {}
            Err(error) => return Err(Failure::refused(error.to_string())),
        }
        let new = NewAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            email: format!("{login}@demo.example.net"),
            password: password.clone(),
            active: true,
            grants: vec![Grant { fabric: None, role }],
        };
        people
            .create_account(&Actor::system(), new)
            .await
            .map_err(|error| Failure::refused(error.to_string()))?;
    }
    Ok(password)
}

/// Them, for the log-in page: without the password, which only who can read its file is told.
pub(crate) fn to_be() -> Vec<DemoPerson> {
    PEOPLE.iter().map(|&(login, name, role)| DemoPerson::new(login, name, role)).collect()
}

/// The lines of the guide that say who one can be.
pub(crate) fn introduction(password: &Secret) -> String {
    let mut text = String::from("Log in as one of them (and as another in a private window):\n\n");
    for (login, _, role) in PEOPLE {
        text.push_str(&format!("- {login}, {role}, password {}\n", password.reveal()));
    }
    text
}

/// Sixteen letters and digits that are easy to read and to type.
fn new_password() -> String {
    let mut rng = rand::rng();
    let mut text = String::new();
    for place in 0..16 {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(PLAIN[rng.random_range(0..PLAIN.len())]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        let first = kept::find_or_make(&file, new_password).unwrap();
        assert_eq!(first.len(), 19);
        assert_eq!(kept::find_or_make(&file, new_password).unwrap(), first);
    }

    #[test]
    fn everybody_is_introduced() {
        let text = introduction(&Secret::from_text("abcd"));
        for (login, _, role) in PEOPLE {
            assert!(text.contains(login) && text.contains(role.as_str()));
        }
    }
}
