//! No message and no page has a word that `docs/style.md` refuses.
//!
//! Its tables are read from there, so that people and this check have one list. Looked at are string literals of
//! the product, the command line's help (doc comments of its arguments), the API's description, and the pages in
//! Markdown.

use super::source::{literals, product, without_tests};
use super::{Text, Tree};

/// The page with the tables.
const STYLE: &str = "docs/style.md";

/// The heading of the table of refused words.
const REFUSED: &str = "## Words that the check refuses";

/// The heading of the table of places that may use one all the same.
const EXCEPTIONS: &str = "## Exceptions";

/// Words that follow one another, each one of some alternatives.
type Phrase = Vec<Vec<String>>;

/// A row of the table of refused words.
#[derive(Debug)]
struct Refused {
    phrases: Vec<Phrase>,
    instead: String,
    /// Longer phrases that have one of `phrases` in them and are fine.
    fine: Vec<Phrase>,
}

/// A row of the table of exceptions.
#[derive(Debug)]
struct Exception {
    path: String,
    words: String,
}

/// A word of a text.
#[derive(Debug)]
struct Word<'t> {
    text: &'t str,
    /// Its first byte.
    at: usize,
    /// Nothing but white space is between it and the word before.
    follows: bool,
}

/// Every refused word that no exception names, and every exception that is not needed.
pub(super) fn refused_words(tree: &Tree) -> Vec<String> {
    let Some(style) = tree.get(STYLE) else {
        return vec![format!("{STYLE}: missing; it has the list of words")];
    };
    let refused: Vec<Refused> =
        rows(style, REFUSED).iter().filter_map(|row| refused(row)).collect();
    if refused.is_empty() {
        return vec![format!("{STYLE}: has no table below `{REFUSED}`")];
    }
    let exceptions: Vec<Exception> =
        rows(style, EXCEPTIONS).iter().filter_map(|row| exception(row)).collect();
    let mut used = vec![false; exceptions.len()];
    let mut findings = Vec::new();
    for (path, line, text) in passages(tree) {
        for (offset, words, instead) in found(&text, &refused) {
            let excepted = exceptions.iter().position(|one| one.path == path && one.words == words);
            if let Some(index) = excepted {
                used[index] = true;
                continue;
            }
            let line = line + text[..offset].matches('\n').count();
            findings.push(format!("{path}:{line}: `{words}`: write {instead} ({STYLE})"));
        }
    }
    let needless = exceptions.iter().zip(used).filter(|(_, used)| !used);
    findings.extend(needless.map(|(one, _)| {
        format!("{STYLE}: the exception `{}` in {} is not needed; remove it", one.words, one.path)
    }));
    findings
}

/// The cells of each row of the table below a heading; a row begins with a cell in backticks.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    page.lines()
        .skip_while(|line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("| `").and_then(|row| row.strip_suffix('|')))
        .map(|row| format!("`{row}").split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

fn refused(row: &[String]) -> Option<Refused> {
    let [words, instead, fine] = row else { return None };
    Some(Refused {
        phrases: quoted(words).map(phrase).collect(),
        instead: instead.clone(),
        fine: quoted(fine).map(phrase).collect(),
    })
}

fn exception(row: &[String]) -> Option<Exception> {
    let [path, words, _why] = row else { return None };
    Some(Exception {
        path: quoted(path).next()?.to_owned(),
        words: quoted(words).next()?.to_owned(),
    })
}

/// What a cell has in backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// `does/do not open` is two phrases in one.
fn phrase(text: &str) -> Phrase {
    text.split_whitespace().map(|word| word.split('/').map(str::to_lowercase).collect()).collect()
}

/// Each text that people read: its file, the line it starts in, itself.
fn passages(tree: &Tree) -> Vec<(&str, usize, String)> {
    let strings = product(tree).flat_map(|text| {
        let found = literals(without_tests(&text.content));
        found.into_iter().map(|(line, literal)| (text.path.as_str(), line, literal))
    });
    let is_help = |text: &&Text| {
        let path = text.path.strip_prefix("crates/hedgerow/src/").unwrap_or_default();
        path == "cli.rs" || path.starts_with("commands/")
    };
    let help = product(tree).filter(is_help).map(|text| {
        let lines = without_tests(&text.content).lines();
        let docs = lines.map(|line| line.trim_start().strip_prefix("///").unwrap_or("."));
        (text.path.as_str(), 1, docs.collect::<Vec<_>>().join("\n"))
    });
    let is_page = |text: &&Text| {
        let is_ours = !text.path.contains('/') || text.path.starts_with("docs/");
        is_ours && text.path.ends_with(".md") && text.path != STYLE
            || text.path == "web/openapi.json"
    };
    let pages = tree.texts.iter().filter(is_page);
    let pages = pages.map(|text| (text.path.as_str(), 1, text.content.clone()));
    strings.chain(help).chain(pages).collect()
}

/// The refused phrases of a text: where they begin, themselves in lower case, and what to write instead.
fn found<'r>(text: &str, refused: &'r [Refused]) -> Vec<(usize, String, &'r str)> {
    let words = words(text);
    let mut found = Vec::new();
    for row in refused {
        let fine = ranges(&words, &row.fine);
        for (start, end) in ranges(&words, &row.phrases) {
            let is_fine = fine.iter().any(|(from, to)| *from <= start && end <= *to);
            if !is_fine {
                let said: Vec<String> =
                    words[start..end].iter().map(|word| word.text.to_lowercase()).collect();
                found.push((words[start].at, said.join(" "), row.instead.as_str()));
            }
        }
    }
    found.sort();
    found
}

/// From which word to before which one of the phrases is there.
fn ranges(words: &[Word<'_>], phrases: &[Phrase]) -> Vec<(usize, usize)> {
    let is_here = |phrase: &Phrase, start: usize| {
        words.get(start..start + phrase.len()).is_some_and(|here| {
            here.iter().skip(1).all(|word| word.follows)
                && here
                    .iter()
                    .zip(phrase)
                    .all(|(word, any)| any.iter().any(|one| one.eq_ignore_ascii_case(word.text)))
        })
    };
    (0..words.len())
        .flat_map(|start| {
            let here = phrases.iter().filter(move |phrase| is_here(phrase, start));
            here.map(move |phrase| (start, start + phrase.len()))
        })
        .collect()
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut end = 0;
    for piece in text.split(|c: char| !(c.is_alphanumeric() || c == '\'')) {
        if piece.is_empty() {
            continue;
        }
        let at = piece.as_ptr().addr() - text.as_ptr().addr();
        let follows = !words.is_empty() && text[end..at].chars().all(char::is_whitespace);
        words.push(Word { text: piece, at, follows });
        end = at + piece.len();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    const PAGE: &str = "\
## Words that the check refuses

| not this | but this | fine |
|---|---|---|
| `mend/mends` | fix | |
| `is/are no` | \"is not a …\" | `there is/are no`, `is no longer` |

## Exceptions

| file | words | why |
|---|---|---|
| `README.md` | `mend` | a name |
";

    fn checked(texts: &[(&str, &str)]) -> Vec<String> {
        let all: Vec<(&str, &str)> = [("docs/style.md", PAGE), ("README.md", "Mend it.")]
            .into_iter()
            .filter(|(path, _)| texts.iter().all(|(given, _)| given != path))
            .chain(texts.iter().copied())
            .collect();
        refused_words(&tree(&all))
    }

    #[test]
    fn a_refused_word_is_named_with_its_place_and_its_replacement() {
        let source = "fn a() {\n    say(\"x\", \"please \\\n         mend it\");\n}\n";
        let found = checked(&[
            ("crates/plan/src/a.rs", source),
            ("docs/a.md", "fine\nThe file is\nno chart."),
            ("crates/hedgerow/src/cli.rs", "/// Mends\nstruct Mend;\n"),
            ("web/openapi.json", "{\n\"description\": \"They are no texts\"}"),
        ]);
        assert_eq!(
            found,
            [
                "crates/plan/src/a.rs:2: `mend`: write fix (docs/style.md)",
                "crates/hedgerow/src/cli.rs:1: `mends`: write fix (docs/style.md)",
                "docs/a.md:2: `is no`: write \"is not a …\" (docs/style.md)",
                "web/openapi.json:2: `are no`: write \"is not a …\" (docs/style.md)",
            ]
        );
    }

    #[test]
    fn fine_phrases_code_comments_and_tests_are_left_alone() {
        let source = "// mend\nfn mend() {}\n/// mend\nstruct A;\n\
                      #[cfg(test)]\nmod tests {\n    const A: &str = \"mend\";\n}\n";
        assert_eq!(
            checked(&[
                ("crates/plan/src/a.rs", source),
                ("crates/plan/tests/it/a.rs", "\"mend\""),
                ("docs/a.md", "There is no chart; it is no longer there. Is it? No."),
                ("web/README.md", "mend"),
            ]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_exception_that_is_not_needed_is_a_finding() {
        let found = checked(&[("README.md", "Fix it.")]);
        assert_eq!(
            found,
            ["docs/style.md: the exception `mend` in README.md is not needed; remove it"]
        );
    }

    #[test]
    fn a_page_without_the_table_is_a_finding() {
        assert_eq!(checked(&[("docs/style.md", "# Style\n")]).len(), 1);
        assert_eq!(refused_words(&tree(&[])).len(), 1);
    }
}
