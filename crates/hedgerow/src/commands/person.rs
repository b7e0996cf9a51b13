//! Who edits, as Git writes people: `Name <address>`.

use hedgerow_engine::views::Person;

/// Reads `Name <address>`.
pub(crate) fn parse(text: &str) -> Result<Person, String> {
    let wrong =
        || format!("`{text}` is not `Name <address>`, such as `Ada Field <ada@example.net>`");
    let (name, rest) = text.split_once('<').ok_or_else(wrong)?;
    let (email, behind) = rest.split_once('>').ok_or_else(wrong)?;
    let (name, email) = (name.trim(), email.trim());
    let torn =
        |text: &str| text.contains(['<', '>', '\n', '\r']) || text.chars().any(char::is_control);
    if name.is_empty() || email.is_empty() || !behind.trim().is_empty() || torn(name) || torn(email)
    {
        return Err(wrong());
    }
    Ok(Person { name: name.to_owned(), email: email.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_name_and_an_address() {
        let person = parse("Ada Field <ada@example.net>").unwrap();
        assert_eq!((person.name.as_str(), person.email.as_str()), ("Ada Field", "ada@example.net"));
        for wrong in ["Ada", "<ada@example.net>", "Ada <>", "Ada <a> b", "Ada <a<b>", "Ada a>"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
