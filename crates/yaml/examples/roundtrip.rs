//! Checks the editor on a directory of real files: every YAML file that parses must come apart and
//! together byte for byte, and every scalar of it, set to another value and back, must give the
//! original bytes.
//!
//! `cargo run --release -p hedgerow-yaml --example roundtrip DIR [--verbose]`

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use hedgerow_model::{AllAtomic, FieldPath, Number, Segment, Value};
use hedgerow_yaml::{
    Content, Limits, Rewrite, read_all, replace_document, rewrite, set_path, split,
};

#[derive(Default)]
struct Counts {
    files: usize,
    documents: usize,
    broken: usize,
    empty: usize,
    scalars: usize,
    deletions: usize,
    refused: usize,
    failed: usize,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(directory) = arguments.first() else {
        eprintln!("usage: roundtrip DIR [--verbose]");
        return ExitCode::from(2);
    };
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let mut files = Vec::new();
    collect(Path::new(directory), &mut files);
    files.sort();
    let mut counts = Counts::default();
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else {
            println!("{}: not UTF-8", file.display());
            continue;
        };
        counts.files += 1;
        check_file(&file.display().to_string(), &text, &mut counts, verbose);
    }
    println!(
        "{} files, {} documents ({} without content), {} broken, {} scalars set and set back, \
         {} entries deleted, {} refused, {} failed",
        counts.files,
        counts.documents,
        counts.empty,
        counts.broken,
        counts.scalars,
        counts.deletions,
        counts.refused,
        counts.failed
    );
    if counts.failed + counts.refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "yaml" || ext == "yml") {
            files.push(path);
        }
    }
}

fn check_file(name: &str, text: &str, counts: &mut Counts, verbose: bool) {
    let slices = split(text);
    let whole: String = slices
        .iter()
        .flat_map(|slice| {
            [Some(slice.banner.clone()), slice.marker.clone(), Some(slice.body.clone())]
        })
        .flatten()
        .map(|range| &text[range])
        .collect();
    if whole != text {
        println!("{name}: the slices are not the file");
        counts.failed += 1;
    }
    for (index, document) in read_all(text, &Limits::default()).iter().enumerate() {
        counts.documents += 1;
        let own = document.slice.own_text(text);
        match replace_document(text, index, &own) {
            Ok(same) if same == text => {}
            other => {
                println!("{name}: document {index} put back: {other:?}");
                counts.failed += 1;
            }
        }
        match &document.content {
            Content::Empty => counts.empty += 1,
            Content::Broken(error) => {
                counts.broken += 1;
                if verbose {
                    println!("{name}: {error}");
                }
            }
            Content::Object(object) => check_document(name, &own, object.value(), counts),
        }
    }
}

fn check_document(name: &str, text: &str, value: &Value, counts: &mut Counts) {
    let mut paths = Vec::new();
    scalars(value, &mut FieldPath::root(), &mut paths);
    for path in paths {
        let Some(was) = value.lookup(&path) else { continue };
        counts.scalars += 1;
        let mut changed = value.clone();
        if set_path(&mut changed, &path, other(was)).is_err() {
            continue;
        }
        match edit(text, &changed).and_then(|there| edit(&there, value).map(|back| (there, back))) {
            Ok((there, back)) => {
                let lines = |text: &str| text.lines().count();
                // Only for scalars that surely are not folded.
                const SHORT: usize = 40;
                let was = was.plain_text();
                let one_line = was.len() < SHORT && text.contains(&format!(": {was}\n"));
                if back != text {
                    counts.failed += 1;
                    println!("{name}: {path}: not the original bytes\n{}", difference(text, &back));
                } else if one_line && lines(&there) != lines(text) {
                    println!("{name}: {path}: more than one line changed");
                    counts.failed += 1;
                }
            }
            Err(error) => {
                counts.refused += 1;
                println!("{name}: {path}: {error}");
            }
        }
    }
    let mut entries = Vec::new();
    all(value, &mut FieldPath::root(), &mut entries);
    // A sample of deletions: all of small documents.
    let step = entries.len() / 200 + 1;
    for path in entries.into_iter().step_by(step) {
        let mut changed = value.clone();
        if hedgerow_yaml::delete_path(&mut changed, &path).is_err() {
            continue;
        }
        counts.deletions += 1;
        if let Err(error) = edit(text, &changed) {
            counts.refused += 1;
            println!("{name}: {path}: deleting: {error}");
        }
    }
}

fn edit(text: &str, target: &Value) -> Result<String, String> {
    let how = Rewrite { types: &AllAtomic, comments: &[] };
    rewrite(text, target, &how).map_err(|error| error.to_string())
}

fn difference(a: &str, b: &str) -> String {
    let at = a.lines().zip(b.lines()).take_while(|(a, b)| a == b).count();
    let show = |text: &str| text.lines().skip(at).take(4).collect::<Vec<_>>().join("\n");
    format!("--- line {}\n{}\n--- became\n{}", at + 1, show(a), show(b))
}

fn other(value: &Value) -> Value {
    match value {
        Value::Null => Value::from("probe"),
        Value::Bool(value) => Value::Bool(!value),
        Value::Number(Number::Int(int)) => Value::from(if *int == 7 { 8 } else { 7 }),
        Value::Number(_) => Value::from(7),
        _ => Value::from("probe"),
    }
}

fn scalars(value: &Value, path: &mut FieldPath, out: &mut Vec<FieldPath>) {
    match value {
        Value::Map(map) => {
            for (key, value) in map {
                path.push(Segment::Key(key.clone()));
                scalars(value, path, out);
                path.pop();
            }
        }
        Value::List(items) => {
            for (index, value) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                scalars(value, path, out);
                path.pop();
            }
        }
        _ => out.push(path.clone()),
    }
}

fn all(value: &Value, path: &mut FieldPath, out: &mut Vec<FieldPath>) {
    if !path.segments().is_empty() {
        out.push(path.clone());
    }
    match value {
        Value::Map(map) => {
            for (key, value) in map {
                path.push(Segment::Key(key.clone()));
                all(value, path, out);
                path.pop();
            }
        }
        Value::List(items) => {
            for (index, value) in items.iter().enumerate() {
                path.push(Segment::Index(index));
                all(value, path, out);
                path.pop();
            }
        }
        _ => {}
    }
}
