//! Regular expressions of CRDs. They are written for Go, where `\d`, `\w`, `\s` and `\b` are ASCII;
//! in Rust they would be Unicode, so they are rewritten.

use regex::{Regex, RegexBuilder};

/// Compiles a Go regular expression.
pub(crate) fn compile(source: &str) -> Result<Regex, regex::Error> {
    compile_within(source, 1 << 20)
}

/// Compiles a Go regular expression that takes at most so many bytes: the larger, the slower it is.
pub(crate) fn compile_within(source: &str, bytes: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&to_rust(source)).size_limit(bytes).build()
}

fn to_rust(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut in_class = false;
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(escaped) => escape(escaped, in_class, &mut out),
                None => out.push('\\'),
            },
            '[' if in_class => {
                // Go reads `[[:alpha:]]` as Rust does; any other `[` inside a class is a literal there.
                if chars.as_str().starts_with(':') { out.push('[') } else { out.push_str("\\[") }
            }
            '[' => {
                in_class = true;
                out.push('[');
                let rest = chars.as_str();
                let negated = rest.starts_with('^');
                if negated {
                    chars.next();
                    out.push('^');
                }
                if chars.as_str().starts_with(']') {
                    chars.next();
                    out.push_str("\\]");
                }
            }
            ']' if in_class && out.ends_with(':') => {
                // The end of `[:alpha:]`, not of the class.
                out.push(']');
                in_class = chars.as_str().contains(']');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            // Set operations of Rust's classes that Go does not have.
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

fn escape(escaped: char, in_class: bool, out: &mut String) {
    let ascii = match (escaped, in_class) {
        ('d', false) => "[0-9]",
        ('d', true) => "0-9",
        ('w', false) => "[0-9A-Za-z_]",
        ('w', true) => "0-9A-Za-z_",
        ('s', false) => "[\\t\\n\\f\\r ]",
        ('s', true) => "\\t\\n\\f\\r ",
        ('D', false) => "[^0-9]",
        ('W', false) => "[^0-9A-Za-z_]",
        ('S', false) => "[^\\t\\n\\f\\r ]",
        ('b', false) => "(?-u:\\b)",
        ('B', false) => "(?-u:\\B)",
        _ => {
            out.push('\\');
            out.push(escaped);
            return;
        }
    };
    out.push_str(ascii);
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::compile;

    #[rstest]
    #[case(r"^\d+$", "12", true)]
    #[case(r"^\d+$", "\u{0663}", false)]
    #[case(r"^[\w.-]+$", "a_b.c-1", true)]
    #[case(r"^[\w.-]+$", "ü", false)]
    #[case(r"^[[:alpha:]]+$", "abc", true)]
    #[case(r"^[[:alpha:]_]+$", "a_b", true)]
    #[case(r"^[[]x$", "[x", true)]
    #[case(r"^[]x]$", "]", true)]
    #[case(r"^[^]x]$", "]", false)]
    #[case(r"^[a&&b]+$", "a&b", true)]
    #[case(r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)\.?\b){4}$", "10.0.0.1", true)]
    #[case(r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)\.?\b){4}$", "10.0.0.256", false)]
    #[case(r"^a\bb$", "ab", false)]
    fn go_expressions_mean_what_they_mean_in_go(
        #[case] source: &str,
        #[case] text: &str,
        #[case] matches: bool,
    ) {
        assert_eq!(compile(source).unwrap().is_match(text), matches);
    }

    #[test]
    fn an_expression_that_cannot_be_read_is_an_error() {
        assert!(compile("(").is_err());
        assert!(compile(r"(?=x)").is_err());
    }
}
