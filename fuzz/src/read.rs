//! Reading: any bytes, within limits; what is read is written and reads the same.

use hedgerow_model::{AllAtomic, Value};
use hedgerow_yaml::{
    EmitOptions, Limits, Newline, Rewrite, comments_of, emit, read_all, read_value,
    rewrite_document, scalar, split,
};

/// Small, so that an input can exceed them.
const LIMITS: Limits = Limits { max_bytes: 3000, max_depth: 24, max_nodes: 1500 };

/// How many values and keys are in a value, and how deep lists and maps are in each other.
fn size(value: &Value) -> (usize, usize) {
    let add = |(nodes, depth): (usize, usize), (more, deep): (usize, usize)| {
        (nodes + more, depth.max(deep))
    };
    match value {
        Value::Map(map) => {
            let (nodes, depth) = map.values().map(size).fold((0, 0), add);
            (nodes + map.len() + 1, depth + 1)
        }
        Value::List(items) => {
            let (nodes, depth) = items.iter().map(size).fold((0, 0), add);
            (nodes + 1, depth + 1)
        }
        _ => (1, 0),
    }
}

/// Reads the bytes as a document, and as a file of several.
pub fn read(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    files(text);
    let Ok(document) = hedgerow_yaml::read(text, &LIMITS) else { return };
    assert!(text.len() <= LIMITS.max_bytes, "longer than the limit");
    let value = document.value();
    let (nodes, depth) = size(value);
    assert!(nodes <= LIMITS.max_nodes, "{nodes} nodes");
    assert!(depth <= LIMITS.max_depth, "{depth} levels");
    let _ = comments_of(text, &document, &AllAtomic);
    let kept =
        rewrite_document(text, &document, value, &Rewrite { types: &AllAtomic, comments: &[] });
    assert_eq!(kept.as_deref(), Ok(text), "nothing to do");
    for (indent, sequence_indent, newline) in [(2, 0, Newline::Lf), (4, 2, Newline::CrLf)] {
        let written = emit(value, &EmitOptions { indent, sequence_indent, newline });
        let again = hedgerow_yaml::read(&written, &Limits::default()).map(|read| read.into_value());
        assert_eq!(again.as_ref(), Ok(value), "{text:?} was written as {written:?}");
    }
    let line = scalar(value);
    assert!(!line.contains('\n'), "{line:?}");
    assert_eq!(read_value(&line).as_ref(), Ok(value), "{text:?} was written as {line:?}");
}

/// The documents of a file are all of its bytes, one behind the other.
fn files(text: &str) {
    let mut at = 0;
    for slice in split(text) {
        assert_eq!(slice.banner.start, at, "bytes of no document");
        let marker = slice.marker.clone().unwrap_or(slice.banner.end..slice.banner.end);
        assert_eq!((slice.banner.end, marker.end), (marker.start, slice.body.start));
        at = slice.body.end;
    }
    assert_eq!(at, text.len(), "bytes of no document");
    for (index, document) in read_all(text, &LIMITS).iter().enumerate() {
        let own = document.slice.own_text(text);
        assert_eq!(
            hedgerow_yaml::replace_document(text, index, &own).as_deref(),
            Ok(text),
            "put back"
        );
    }
}
