//! Editing a text by its fields, without saving anything: for a form.

use hedgerow_model::{AllAtomic, Identity, Value};
use hedgerow_plan::limits;
use hedgerow_schema::Catalogue;
use hedgerow_yaml::{FieldEdit, edit_fields, entry_lines};

use super::Reads;
use super::check::fits_one_file;
use crate::core::blocking;
use crate::error::EngineError;
use crate::views::{TextEdit, TextEditRequest, TextEditView};

/// How many edits one request may make.
const MOST_EDITS: usize = 200;

/// Of how many entries the lines are told.
const MOST_LINES: usize = 5_000;

/// The largest whole number that programs which read JSON tell from its neighbours (2^53 - 1).
const MOST_EXACT: i64 = (1 << 53) - 1;

impl Reads<'_> {
    pub(super) async fn edit_text(
        &self,
        fabric: &str,
        request: TextEditRequest,
    ) -> Result<TextEditView, EngineError> {
        let fabric = self.fabric_named(fabric).await?;
        let TextEditRequest { text, edits } = request;
        fits_one_file(&text)?;
        if edits.len() > MOST_EDITS {
            return Err(EngineError::Invalid(format!(
                "there are {} edits, above the limit of {MOST_EDITS} for one request; send them in parts",
                edits.len()
            )));
        }
        let catalogue = self.catalogue(fabric.id).await?;
        blocking(move || edited(text, edits, &catalogue)).await?.map_err(EngineError::Invalid)
    }
}

fn edited(
    text: String,
    edits: Vec<TextEdit>,
    catalogue: &Catalogue,
) -> Result<TextEditView, String> {
    let edits = edits.into_iter().map(field_edit).collect::<Result<Vec<_>, _>>()?;
    let read = hedgerow_yaml::read(&text, &limits()).map_err(|error| error.to_string())?;
    let identity = Identity::of(read.value());
    let types = identity.map(|identity| catalogue.list_types(&identity.group_kind()));
    // A text may not say yet what it is.
    let types = types.as_deref().unwrap_or(&AllAtomic);
    let (text, read) = edit_fields(text, read, &edits, types).map_err(|error| error.to_string())?;
    let lines = entry_lines(&read, MOST_LINES).unwrap_or_default();
    Ok(TextEditView { value: read.value().into(), text, lines })
}

fn field_edit(edit: TextEdit) -> Result<FieldEdit, String> {
    Ok(match edit {
        TextEdit::Set { path, value } => {
            if let Some(number) = inexact(&value) {
                return Err(format!(
                    "`{path}`: programs that read JSON round {number}; write it in the YAML instead"
                ));
            }
            FieldEdit::Set { path, value: Value::from(&value) }
        }
        TextEdit::Remove { path } => FieldEdit::Remove { path },
        TextEdit::Rename { path, key } => FieldEdit::Rename { path, key },
    })
}

/// A number in a value of which nobody knows whether it was rounded on its way.
fn inexact(value: &serde_json::Value) -> Option<&serde_json::Number> {
    match value {
        serde_json::Value::Number(number) => {
            let exact =
                number.as_i64().is_some_and(|it| it.unsigned_abs() <= MOST_EXACT.unsigned_abs());
            let is_whole = number.as_f64().is_some_and(|it| it.fract() == 0.0);
            (is_whole && !exact).then_some(number)
        }
        serde_json::Value::Array(items) => items.iter().find_map(inexact),
        serde_json::Value::Object(map) => map.values().find_map(inexact),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, edits: serde_json::Value) -> Result<TextEditView, String> {
        edited(text.to_owned(), serde_json::from_value(edits).unwrap(), &Catalogue::default())
    }

    #[test]
    fn a_text_is_read_edited_and_its_fields_are_found() {
        let text = "a: 1 # one\nb:\n- x: 9007199254740993\n";
        let read = edit(text, serde_json::json!([])).unwrap();
        assert_eq!(read.text, text);
        assert_eq!(read.value["b"][0]["x"], 9_007_199_254_740_993_i64);
        let wanted = [("a", 1), ("b", 2), ("b[0]", 3), ("b[0].x", 3)];
        assert_eq!(
            read.lines.iter().map(|(at, line)| (at.as_str(), *line)).collect::<Vec<_>>(),
            wanted
        );
        let edits = serde_json::json!([
            {"op": "set", "path": "a", "value": "1"},
            {"op": "rename", "path": "b", "key": "c"},
            {"op": "remove", "path": "c[0].x"},
        ]);
        assert!(edit(text, edits).unwrap().text.starts_with("a: \"1\" # one\nc:\n"));
    }

    #[test]
    fn numbers_that_may_have_been_rounded_are_not_written() {
        let set = |value: serde_json::Value| {
            edit("a: 1\n", serde_json::json!([{"op": "set", "path": "a", "value": value}]))
        };
        for exact in ["9007199254740991", "-9007199254740991", "1.5", "[1, {\"x\": 0}]"] {
            assert!(set(serde_json::from_str(exact).unwrap()).is_ok(), "{exact}");
        }
        for rounded in
            ["9007199254740992", "-9007199254740992", "[1, {\"x\": 1e300}]", "18446744073709551615"]
        {
            assert!(
                set(serde_json::from_str(rounded).unwrap()).unwrap_err().contains("`a`"),
                "{rounded}"
            );
        }
    }

    #[test]
    fn a_text_that_cannot_be_read_says_where() {
        let said = edit("a: 1\nb: [\n", serde_json::json!([])).unwrap_err();
        assert!(said.contains("line"), "{said}");
    }
}
