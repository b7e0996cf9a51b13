//! Writing another number, boolean or null the way the old one was written: `0644` stays octal, `yes`
//! becomes `no`, `1.50` keeps two digits.

use hedgerow_model::{Number, Value};

use crate::resolve;

/// The text of `new` in the notation of `old`, which reads as `old_value`; `None` when they have
/// none in common.
pub(crate) fn alike(old: &str, old_value: &Value, new: &Value) -> Option<String> {
    let text = match (old_value, new) {
        (Value::Bool(was), Value::Bool(is)) => boolean(old, *was, *is)?,
        (Value::Number(was), Value::Number(is)) => number(old, was, is)?,
        (Value::Null, Value::Null) => old.to_owned(),
        _ => return None,
    };
    (resolve::plain_value(&text).as_ref() == Some(new)).then_some(text)
}

fn boolean(old: &str, was: bool, is: bool) -> Option<String> {
    if was == is {
        return Some(old.to_owned());
    }
    let pairs = [("true", "false"), ("yes", "no"), ("on", "off"), ("y", "n")];
    let lower = old.to_ascii_lowercase();
    let (yes, no) = pairs.into_iter().find(|(yes, no)| *yes == lower || *no == lower)?;
    let word = if is { yes } else { no };
    let mut chars = old.chars();
    let first_upper = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    let second_upper = chars.next().is_some_and(|c| c.is_ascii_uppercase());
    Some(if second_upper || (first_upper && old.len() == 1) {
        word.to_ascii_uppercase()
    } else if first_upper {
        let mut text = word.to_owned();
        text[..1].make_ascii_uppercase();
        text
    } else {
        word.to_owned()
    })
}

/// The first notation that writes the old number as it is, applied to the new one.
fn number(old: &str, was: &Number, is: &Number) -> Option<String> {
    type Notation = Box<dyn Fn(&Number) -> Option<String>>;
    let sign = if old.starts_with('+') { "+" } else { "" };
    let digits = old.trim_start_matches(['-', '+']);
    let decimals =
        digits.split_once('.').map(|(_, rest)| rest.split(['e', 'E']).next().map_or(0, str::len));
    let mut notations: Vec<Notation> = vec![Box::new(|number| Some(number.to_string()))];
    let integers: [fn(u64) -> String; 9] = [
        |n| format!("0{n:o}"),
        |n| format!("0o{n:o}"),
        |n| format!("0O{n:o}"),
        |n| format!("0x{n:x}"),
        |n| format!("0x{n:X}"),
        |n| format!("0X{n:X}"),
        |n| format!("0b{n:b}"),
        |n| format!("0B{n:b}"),
        thousands,
    ];
    for write in integers {
        notations.push(Box::new(move |number| {
            let int = number.as_i64()?;
            let minus = if int < 0 { "-" } else { "" };
            Some(format!("{minus}{}", write(int.unsigned_abs())))
        }));
    }
    let width = digits.len();
    for prefix in ["0x", "0o", "0b", "0"] {
        notations.push(Box::new(move |number| padded(number, prefix, width)));
    }
    if let Some(decimals) = decimals {
        notations.push(Box::new(move |number| Some(format!("{:.decimals$}", number.as_f64()))));
        notations.push(Box::new(move |number| {
            let text = format!("{:.decimals$}", number.as_f64());
            text.strip_prefix('0').map(str::to_owned)
        }));
        notations
            .push(Box::new(move |number| exponent(&format!("{:.decimals$e}", number.as_f64()))));
    }
    notations.push(Box::new(|number| exponent(&format!("{:e}", number.as_f64()))));
    notations.push(Box::new(|number| {
        Some(exponent(&format!("{:e}", number.as_f64()))?.replace("e+", "e"))
    }));
    for upper in [false, true] {
        for notation in &notations {
            let write = |number: &Number| {
                let text = notation(number)?;
                let text = if upper { text.replace('e', "E") } else { text };
                let negative = text.starts_with('-');
                Some(if negative { text } else { format!("{sign}{text}") })
            };
            if write(was).as_deref() == Some(old) {
                // More decimals are better than a wrong number.
                return write(is)
                    .filter(|text| resolve::plain_value(text) == Some(Value::Number(is.clone())));
            }
        }
    }
    None
}

fn exponent(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once('e')?;
    Some(match exponent.strip_prefix('-') {
        Some(exponent) => format!("{mantissa}e-{exponent}"),
        None => format!("{mantissa}e+{exponent}"),
    })
}

fn padded(number: &Number, prefix: &str, width: usize) -> Option<String> {
    let int = u64::try_from(number.as_i64()?).ok()?;
    let width = width.checked_sub(prefix.len())?;
    Some(match prefix {
        "0x" => format!("0x{int:0width$x}"),
        "0b" => format!("0b{int:0width$b}"),
        "0o" => format!("0o{int:0width$o}"),
        _ => format!("0{int:0width$o}"),
    })
}

fn thousands(number: u64) -> String {
    hedgerow_model::thousands(number).replace(',', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(old: &str, new: &str) -> Option<String> {
        let was = resolve::plain_value(old).unwrap();
        let is = resolve::plain_value(new).unwrap();
        let text = alike(old, &was, &is)?;
        assert_eq!(alike(&text, &is, &was).as_deref(), Some(old), "there and back");
        Some(text)
    }

    #[test]
    fn numbers_keep_their_notation_there_and_back() {
        for (old, new, wanted) in [
            ("10", "12", "12"),
            ("0644", "420", "0644"),
            ("0644", "421", "0645"),
            ("0o644", "421", "0o645"),
            ("0x1F", "47", "0x2F"),
            ("0x1f", "30", "0x1e"),
            ("0x001f", "30", "0x001e"),
            ("0b11", "2", "0b10"),
            ("1_000", "2500", "2_500"),
            ("1.0", "2", "2.0"),
            ("1.50", "2.5", "2.50"),
            ("1e3", "2000", "2e3"),
            ("1e+3", "2000", "2e+3"),
            ("1.5E3", "2500", "2.5E3"),
            ("+7", "8", "+8"),
            (".5", "0.7", ".7"),
            ("-0x1F", "-47", "-0x2F"),
        ] {
            assert_eq!(rewritten(old, new).as_deref(), Some(wanted), "{old} to {new}");
        }
    }

    #[test]
    fn booleans_keep_their_words_and_case() {
        for (old, wanted) in
            [("yes", "no"), ("True", "False"), ("OFF", "ON"), ("y", "n"), ("Y", "N"), ("No", "Yes")]
        {
            let was = resolve::plain_value(old).unwrap();
            let is = Value::Bool(was != Value::Bool(true));
            assert_eq!(alike(old, &was, &is).as_deref(), Some(wanted));
        }
    }
}
