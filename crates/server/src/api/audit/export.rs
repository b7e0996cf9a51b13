//! An export of the audit, piece by piece: lines of JSON, or a table.

use axum::body::Bytes;
use csv::{QuoteStyle, Terminator, WriterBuilder};
use hedgerow_store::{AuditFilter, Store};

use super::{AuditView, Form};

/// Entries read at a time for an export.
const BATCH: i64 = 500;

/// An export on its way.
pub(super) struct Export {
    pub(super) store: Store,
    pub(super) filter: AuditFilter,
    pub(super) form: Form,
    pub(super) before: Option<i64>,
    pub(super) begun: bool,
}

impl Export {
    /// The next piece, and what is left to do.
    pub(super) async fn next(mut self) -> std::io::Result<(Bytes, Option<Self>)> {
        let rows = self.store.audit_page(&self.filter, self.before, BATCH).await;
        let rows = rows.map_err(std::io::Error::other)?;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count == BATCH);
        self.before = rows.last().map(|row| row.seq);
        let first = !std::mem::replace(&mut self.begun, true);
        let views = rows.into_iter().map(AuditView::from);
        let bytes = match self.form {
            Form::Jsonl => json_lines(views)?,
            Form::Csv => table(views, first)?,
        };
        Ok((Bytes::from(bytes), more.then_some(self)))
    }
}

const COLUMNS: [&str; 14] = [
    "seq", "at", "kind", "login", "name", "token", "from", "action", "outcome", "fabric",
    "subject", "detail", "before", "after",
];

fn json_lines(entries: impl Iterator<Item = AuditView>) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        serde_json::to_writer(&mut bytes, &entry)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// A piece of the table; the first one begins with the names of the columns.
fn table(entries: impl Iterator<Item = AuditView>, first: bool) -> std::io::Result<Vec<u8>> {
    let mut bytes = if first { lines([COLUMNS], QuoteStyle::Necessary)? } else { Vec::new() };
    let guarded = entries.map(|entry| cells(&entry).map(|text| guarded(&text)));
    // every text in quotes: a spreadsheet that splits at `;` or tabs splits no cell
    bytes.extend(lines(guarded, QuoteStyle::NonNumeric)?);
    Ok(bytes)
}

/// The cells of one line.
fn cells(entry: &AuditView) -> [String; COLUMNS.len()] {
    let json = |value: &Option<serde_json::Value>| {
        value.as_ref().map(serde_json::Value::to_string).unwrap_or_default()
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        entry.seq.to_string(),
        entry.at.to_string(),
        entry.actor.kind.clone(),
        entry.actor.login.clone(),
        entry.actor.name.clone(),
        text(&entry.actor.token),
        text(&entry.from),
        entry.action.clone(),
        entry.outcome.clone(),
        text(&entry.fabric),
        text(&entry.subject),
        text(&entry.detail),
        json(&entry.before),
        json(&entry.after),
    ]
}

/// Lines of a table (RFC 4180).
fn lines<C: AsRef<[u8]>>(
    records: impl IntoIterator<Item = impl IntoIterator<Item = C>>,
    quotes: QuoteStyle,
) -> std::io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(quotes)
        .from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

/// The text of a cell. What a spreadsheet would take for a formula gets an apostrophe before it: names and
/// details are what people wrote. Some spreadsheets also begin a cell behind `;`, a tab or a line's end, whatever
/// the quotes.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    let mut begins = true;
    for character in text.chars() {
        if begins && matches!(character, '=' | '+' | '-' | '@' | '\t' | '\r') {
            guarded.push('\'');
        }
        guarded.push(character);
        begins = matches!(character, ';' | '\t' | '\n' | '\r');
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::super::AuditActor;
    use super::*;

    #[test]
    fn a_cell_is_text_to_every_spreadsheet() {
        for (text, written) in [
            ("plain", "\"plain\""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=HYPERLINK(1)", "\"'=HYPERLINK(1)\""),
            ("-1", "\"'-1\""),
            ("a;b", "\"a;b\""),
            ("a;=b", "\"a;'=b\""),
            ("a\t+b", "\"a\t'+b\""),
            ("a\r\n@b", "\"a\r\n'@b\""),
            ("a-b=c", "\"a-b=c\""),
            ("12", "12"),
        ] {
            let entry = AuditView { detail: Some(text.to_owned()), ..entry() };
            let line = table([entry].into_iter(), false).unwrap();
            let line = String::from_utf8(line).unwrap();
            assert_eq!(
                line,
                format!(
                    "7,0,\"person\",\"ada\",\"'=Ada\",\"\",\"\",\"login\",\"done\",\"\",\"\",{written},\"\",\"\"\r\n"
                )
            );
        }
    }

    #[test]
    fn only_the_first_piece_of_a_table_names_its_columns() {
        let first = table([entry(), entry()].into_iter(), true).unwrap();
        assert!(first.starts_with(b"seq,at,kind,login,"));
        let mut read = csv::Reader::from_reader(first.as_slice());
        assert_eq!(read.headers().unwrap().len(), COLUMNS.len());
        assert_eq!(read.records().map(Result::unwrap).count(), 2);
        assert!(table([entry()].into_iter(), false).unwrap().starts_with(b"7,"));
    }

    fn entry() -> AuditView {
        let actor = AuditActor {
            kind: "person".to_owned(),
            login: "ada".to_owned(),
            name: "=Ada".to_owned(),
            token: None,
        };
        AuditView {
            seq: 7,
            at: 0,
            actor,
            from: None,
            action: "login".to_owned(),
            outcome: "done".to_owned(),
            fabric: None,
            subject: None,
            detail: None,
            before: None,
            after: None,
        }
    }
}
