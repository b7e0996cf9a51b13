//! Names that differ in the case of their letters or in their Unicode form only: one file on some
//! machines, two on others.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;

use crate::area::folder;

/// What names have in common that some file systems take for one.
pub(crate) fn folded(name: &str) -> String {
    match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        // Twice: what is lower case may be put together again.
        false => name.nfc().collect::<String>().to_lowercase().nfc().collect(),
    }
}

/// Of names of one folder those that are one on some machines: each with another one of them, in their
/// order.
pub fn lookalikes<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<(&'n str, &'n str)> {
    let mut by_form: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        by_form.entry(folded(name)).or_default().insert(name);
    }
    let mut found = Vec::new();
    for same in by_form.values().filter(|same| same.len() > 1) {
        for name in same {
            found.extend(same.iter().find(|other| *other != name).map(|other| (*name, *other)));
        }
    }
    found.sort_unstable();
    found
}

/// What is to be said of such a name.
pub fn lookalike_message(other: &str) -> String {
    format!(
        "differs from `{other}` in upper and lower case, or in how a letter is encoded, only: on some \
         machines they are one file. Rename one of them"
    )
}

/// A path for a new file beside none that some machines take for the same: folders are taken as they
/// are spelled already, a file gets a number. `names` tells what is in a folder.
///
/// # Errors
/// Those of `names`.
pub(crate) fn apart<E>(
    path: &str,
    mut names: impl FnMut(&str) -> Result<BTreeSet<String>, E>,
) -> Result<String, E> {
    let mut here = String::new();
    let below = |here: &str, name: &str| match here {
        "" => name.to_owned(),
        here => format!("{here}/{name}"),
    };
    for part in folder(path).split('/').filter(|part| !part.is_empty()) {
        let there = names(&here)?;
        let form = folded(part);
        let spelled = match there.contains(part) {
            true => part,
            false => there.iter().find(|name| folded(name) == form).map_or(part, |name| name),
        };
        here = below(&here, spelled);
    }
    let file = path.rsplit('/').next().unwrap_or(path);
    let there = names(&here)?;
    if there.contains(file) {
        return Ok(below(&here, file));
    }
    let taken: BTreeSet<String> = there.iter().map(|name| folded(name)).collect();
    let (stem, ending) = match file.rfind('.') {
        Some(at) => file.split_at(at),
        None => (file, ""),
    };
    let mut name = file.to_owned();
    let mut number = 2;
    while taken.contains(&folded(&name)) {
        name = format!("{stem}-{number}{ending}");
        number += 1;
    }
    Ok(below(&here, &name))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["a.yaml", "b.yaml"], &[])]
    #[case(&["Fresh.yaml", "fresh.yaml"], &[("Fresh.yaml", "fresh.yaml"), ("fresh.yaml", "Fresh.yaml")])]
    #[case(&["caf\u{e9}.yaml", "cafe\u{301}.yaml", "cafe.yaml"],
        &[("cafe\u{301}.yaml", "caf\u{e9}.yaml"), ("caf\u{e9}.yaml", "cafe\u{301}.yaml")])]
    #[case(&["A", "a", "\u{c5}", "\u{e5}", "A\u{30a}"], &[
        ("A", "a"), ("A\u{30a}", "\u{c5}"), ("a", "A"), ("\u{c5}", "A\u{30a}"), ("\u{e5}", "A\u{30a}"),
    ])]
    fn names_that_are_one_on_some_machines_are_told(
        #[case] names: &[&str],
        #[case] expected: &[(&str, &str)],
    ) {
        assert_eq!(lookalikes(names.iter().copied()), expected);
    }

    #[rstest]
    #[case("dc/vpcs/new.yaml", "dc/VPCs/new.yaml")]
    #[case("dc/VPCs/fresh.yaml", "dc/VPCs/fresh-3.yaml")]
    #[case("dc/VPCs/Fresh.yaml", "dc/VPCs/Fresh.yaml")]
    #[case("dc/vpcs/FRESH", "dc/VPCs/FRESH")]
    #[case("dc/other/x.yaml", "dc/other/x.yaml")]
    #[case("x.yaml", "x.yaml")]
    #[case("DC", "DC-2")]
    fn a_new_file_stands_apart_from_all_others(#[case] path: &str, #[case] expected: &str) {
        let names = |folder: &str| -> Result<BTreeSet<String>, Infallible> {
            let names: &[&str] = match folder {
                "" => &["dc"],
                "dc" => &["VPCs"],
                "dc/VPCs" => &["Fresh.yaml", "FRESH-2.yaml"],
                _ => &[],
            };
            Ok(names.iter().map(|&name| name.to_owned()).collect())
        };
        assert_eq!(apart(path, names), Ok(expected.to_owned()));
    }
}
