use hedgerow_seal::{
    ExposeSecret as _, Keyring, SealError, Sealed, SealingKey, open, open_text, rewrap, seal,
};
use proptest::prelude::*;

fn ring() -> Keyring {
    Keyring::new(SealingKey::generate(), Vec::new())
}

/// The ring after the sealing key was exchanged: each call gives the same two keys.
fn rings() -> (Keyring, Keyring, Keyring) {
    let key = |fill: &str| SealingKey::parse(format!("a test key {fill:z<40}").as_bytes()).unwrap();
    (
        Keyring::new(key("one"), Vec::new()),
        Keyring::new(key("two"), vec![key("one")]),
        Keyring::new(key("two"), Vec::new()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_sealed_opens_at_its_place(
        purpose in "[a-z]{0,8}", row in ".{0,12}", secret in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let ring = ring();
        let sealed = seal(&ring, &purpose, &row, &secret);
        let stored = Sealed::from_bytes(&sealed.to_bytes()).unwrap();
        prop_assert_eq!(&stored, &sealed);
        let opened = open(&ring, &purpose, &row, &stored).unwrap();
        prop_assert_eq!(opened.expose_secret(), secret.as_slice());
    }

    #[test]
    fn elsewhere_it_does_not_open(
        purpose in "[ab]{0,3}", row in "[ab]{0,3}", other_purpose in "[ab]{0,3}", other_row in "[ab]{0,3}",
    ) {
        prop_assume!((&purpose, &row) != (&other_purpose, &other_row));
        let ring = ring();
        let sealed = seal(&ring, &purpose, &row, b"secret");
        prop_assert_eq!(open(&ring, &other_purpose, &other_row, &sealed).unwrap_err(), SealError::Moved);
        prop_assert_eq!(open_text(&ring, &other_purpose, &other_row, &sealed).unwrap_err(), SealError::Moved);
    }

    #[test]
    fn wrapping_anew_keeps_the_ciphertext(secret in prop::collection::vec(any::<u8>(), 0..100)) {
        let (before, both, after) = rings();
        let sealed = seal(&before, "p", "r", &secret);
        let anew = rewrap(&both, "p", "r", &sealed).unwrap().unwrap();
        prop_assert_eq!(anew.ciphertext(), sealed.ciphertext());
        let opened = open(&after, "p", "r", &anew).unwrap();
        prop_assert_eq!(opened.expose_secret(), secret.as_slice());
        prop_assert_eq!(rewrap(&both, "p", "r", &anew).unwrap(), None);
        let unknown = matches!(open(&before, "p", "r", &anew), Err(SealError::UnknownKey { .. }));
        prop_assert!(unknown);
    }
}

#[test]
fn any_flipped_bit_is_an_error_and_never_another_secret() {
    let ring = ring();
    let bytes = seal(&ring, "credential", "git", b"a secret").to_bytes();
    for at in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[at / 8] ^= 1 << (at % 8);
        let opened = Sealed::from_bytes(&changed)
            .map_err(SealError::from)
            .and_then(|sealed| open(&ring, "credential", "git", &sealed));
        assert!(opened.is_err(), "bit {at}");
        let anew = Sealed::from_bytes(&changed)
            .map_err(SealError::from)
            .and_then(|sealed| rewrap(&ring, "credential", "git", &sealed));
        assert!(!matches!(anew, Ok(Some(_))), "bit {at}");
    }
}

#[test]
fn any_cut_is_an_error() {
    let ring = ring();
    let bytes = seal(&ring, "credential", "git", b"a secret").to_bytes();
    for length in 0..bytes.len() {
        let opened = Sealed::from_bytes(&bytes[..length])
            .map_err(SealError::from)
            .and_then(|sealed| open(&ring, "credential", "git", &sealed));
        assert!(opened.is_err(), "{length} bytes");
    }
}

#[test]
fn parts_of_two_sealed_secrets_make_no_third() {
    let ring = ring();
    let one = seal(&ring, "credential", "git", b"one").to_bytes();
    let two = seal(&ring, "credential", "git", b"two").to_bytes();
    for at in 29..one.len() {
        let mixed = [&one[..at], &two[at..]].concat();
        if mixed == one {
            // What is left of the other happens to be the same bytes.
            continue;
        }
        let opened = open(&ring, "credential", "git", &Sealed::from_bytes(&mixed).unwrap());
        assert_eq!(opened.err(), Some(SealError::Damaged), "{at} bytes");
    }
}

#[test]
fn one_secret_sealed_twice_has_nothing_in_common() {
    let ring = ring();
    let one = seal(&ring, "credential", "git", b"the same").to_bytes();
    let two = seal(&ring, "credential", "git", b"the same").to_bytes();
    // After the version, the place and the key's id.
    let equal = one[28..].iter().zip(&two[28..]).filter(|(one, two)| one == two).count();
    assert!(equal < 10, "{equal} equal bytes");
}

#[test]
fn an_unknown_key_is_named_with_what_to_do() {
    let (one, _, two) = rings();
    let sealed = seal(&one, "credential", "git", b"secret");
    let said = open(&two, "credential", "git", &sealed).unwrap_err().to_string();
    assert!(said.contains(&one.current().id().to_string()), "{said}");
    assert!(said.contains(&two.current().id().to_string()), "{said}");
    assert!(said.contains("configure that key as a former sealing key"), "{said}");
}

#[test]
fn a_newer_form_is_told_from_damage() {
    let ring = ring();
    let mut bytes = seal(&ring, "credential", "git", b"secret").to_bytes();
    bytes[3] = 2;
    let said = Sealed::from_bytes(&bytes).unwrap_err().to_string();
    assert!(said.contains("form 2"), "{said}");
    assert!(Sealed::from_bytes(b"hunter2").unwrap_err().to_string().contains("damaged"));
}

#[test]
fn nothing_shows_a_secret() {
    let ring = ring();
    let sealed = seal(&ring, "credential", "git", b"canary");
    let opened = open_text(&ring, "credential", "git", &sealed).unwrap();
    assert_eq!(opened.expose_secret(), "canary");
    assert!(!format!("{ring:?} {sealed:?} {opened:?}").contains("canary"));
    let not_text = seal(&ring, "credential", "git", &[0xff, 0xfe]);
    let said = open_text(&ring, "credential", "git", &not_text).unwrap_err();
    assert_eq!(said, SealError::NotText);
}
