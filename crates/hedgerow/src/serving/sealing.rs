//! Where the key is that stored secrets are sealed with.

use std::env;
use std::path::{Path, PathBuf};

use hedgerow_engine::{KeySource, Sealing};
use hedgerow_git::SecretString;

use crate::exit::Failure;

/// The variable that may hold the key itself.
const VARIABLE: &str = "HEDGEROW_SEALING_KEY";

/// The key from the environment, from the file that the configuration names, or from the data
/// directory; there it is made when there is none. Former keys only open.
pub(super) fn find(
    data: &Path,
    named: Option<PathBuf>,
    former: Vec<PathBuf>,
) -> Result<Sealing, Failure> {
    let given = match env::var(VARIABLE) {
        Ok(text) => Some(SecretString::from(text)),
        Err(env::VarError::NotPresent) => None,
        Err(env::VarError::NotUnicode(_)) => {
            return Err(Failure::usage(format!(
                "{VARIABLE} is not text; write the key as 64 hexadecimal digits"
            )));
        }
    };
    let current = match (given, named) {
        (Some(_), Some(file)) => {
            return Err(Failure::usage(format!(
                "the sealing key is given twice: by {VARIABLE} and by `sealing_key_file` ({}); \
                 leave one of them out",
                file.display()
            )));
        }
        (Some(text), None) => KeySource::Secret(text),
        (None, Some(path)) => KeySource::File { path, create: false },
        (None, None) => Sealing::in_data(data).current,
    };
    let former = former.into_iter().map(|path| KeySource::File { path, create: false }).collect();
    Ok(Sealing { current, former })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_in_the_data_directory_only() {
        let made = find(Path::new("/data"), None, Vec::new()).unwrap();
        assert!(matches!(made.current, KeySource::File { create: true, .. }), "{made:?}");
        let named = find(Path::new("/data"), Some("/key".into()), vec!["/old".into()]).unwrap();
        assert!(matches!(named.current, KeySource::File { create: false, .. }), "{named:?}");
        assert!(matches!(&named.former[..], [KeySource::File { create: false, .. }]), "{named:?}");
    }
}
