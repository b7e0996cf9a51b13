//! What a fuzzer's bytes choose.

use hedgerow_model::{FieldPath, Value};

/// Behind this line of an input are its choices; seeds stay texts that a person can read.
const MARK: &[u8] = b"\n...\n";

/// Bytes that choose, one after the other; zero when they run out.
pub(crate) struct Choices<'d>(std::slice::Iter<'d, u8>);

/// The text of an input, and its choices.
pub(crate) fn parts(data: &[u8]) -> Option<(&str, Choices<'_>)> {
    let at = data.windows(MARK.len()).rposition(|window| window == MARK);
    let (text, choices) = match at {
        Some(at) => (&data[..=at], &data[at + MARK.len()..]),
        None => (data, &data[data.len()..]),
    };
    Some((std::str::from_utf8(text).ok()?, Choices(choices.iter())))
}

impl Choices<'_> {
    pub(crate) fn is_over(&self) -> bool {
        self.0.len() == 0
    }

    /// A number below `count`, which is at most 65,536; zero when there is nothing to choose from.
    pub(crate) fn pick(&mut self, count: usize) -> usize {
        let mut byte = || usize::from(self.0.next().copied().unwrap_or_default());
        match count {
            0 => 0,
            ..=256 => byte() % count,
            _ => (byte() << 8 | byte()) % count,
        }
    }

    pub(crate) fn one<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        let at = self.pick(of.len());
        of.get(at)
    }

    /// A scalar that is awkward to write, or a short text.
    pub(crate) fn scalar(&mut self) -> Value {
        const WORDS: [&str; 40] = [
            "a",
            "10.0.0.0/8",
            "yes",
            "10",
            "0x1F",
            "1e3",
            "",
            "null",
            "~",
            "x: y",
            "x #y",
            "it's",
            "\"q\"",
            "é",
            " lead",
            "trail ",
            "a,b",
            "[x]",
            "{x}",
            "*a",
            "&a",
            "- a",
            "12:30",
            "=",
            "a\tb",
            "line\nline",
            "line\n\n  deep\nend\n",
            "\n",
            "---",
            "#c",
            "?",
            "!t",
            "%x",
            "a\r\nb",
            "\u{85}",
            "\u{feff}x",
            "<<",
            "...",
            "  two\n one\n",
            "x:\n\n\n",
        ];
        match self.pick(6) {
            0 => Value::from(i64::try_from(self.pick(5000)).unwrap_or_default()),
            1 => [Value::Null, true.into(), false.into()][self.pick(3)].clone(),
            2 => {
                let count = self.pick(8);
                let chars =
                    (0..count).map(|_| char::from(u8::try_from(self.pick(128)).unwrap_or(b'x')));
                Value::from(chars.collect::<String>())
            }
            _ => Value::from(WORDS[self.pick(WORDS.len())]),
        }
    }

    /// A scalar, or a small map or list.
    pub(crate) fn value(&mut self) -> Value {
        match self.pick(5) {
            0 => Value::List((0..self.pick(3)).map(|_| self.scalar()).collect()),
            1 => {
                let entries = (0..self.pick(3)).map(|n| (format!("k{n}"), self.scalar()));
                Value::Map(entries.collect())
            }
            _ => self.scalar(),
        }
    }
}

/// Every place of a value but the root, in written order; not more than `most`.
pub(crate) fn places(value: &Value, most: usize) -> Vec<FieldPath> {
    fn walk(value: &Value, path: &FieldPath, most: usize, out: &mut Vec<FieldPath>) {
        let below: Vec<(FieldPath, &Value)> = match value {
            Value::Map(map) => map.iter().map(|(key, value)| (path.key(key), value)).collect(),
            Value::List(items) => {
                items.iter().enumerate().map(|(at, value)| (path.index(at), value)).collect()
            }
            _ => Vec::new(),
        };
        for (path, value) in below {
            if out.len() >= most {
                return;
            }
            out.push(path.clone());
            walk(value, &path, most, out);
        }
    }
    let mut out = Vec::new();
    walk(value, &FieldPath::root(), most, &mut out);
    out
}
