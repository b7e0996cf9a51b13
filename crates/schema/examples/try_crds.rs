//! Loads the CRDs of a directory and holds manifests against them.
//!
//! `try_crds CRDS [MANIFESTS…]`: `CRDS` is a directory of CRD files or `-` for the built-in catalogue
//! alone. Prints the kinds, what is wrong with the CRDs, and every finding in the manifests with counts
//! by rule. Directories are walked.

#![expect(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use hedgerow_schema::{Catalogue, CheckFile, check_documents};
use hedgerow_yaml::{Limits, read_all};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let crds = arguments.next().ok_or("usage: try_crds CRDS [MANIFESTS...]")?;
    let mut files = Vec::new();
    if crds != "-" {
        collect(Path::new(&crds), &mut files)?;
    }
    let start = Instant::now();
    let (catalogue, problems) = Catalogue::with_crds(&files);
    println!("{} CRD files in {:?}, {} problems", files.len(), start.elapsed(), problems.len());
    for problem in &problems {
        println!("  {problem}");
    }
    for info in catalogue.kinds() {
        println!(
            "  {} {} {:?} {:?} schema: {}",
            info.group_kind,
            info.versions.join(","),
            info.origin,
            info.category,
            info.has_schema
        );
    }
    for directory in arguments {
        manifests(&catalogue, &directory)?;
    }
    Ok(())
}

fn manifests(catalogue: &Catalogue, directory: &str) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    collect(Path::new(directory), &mut files)?;
    let read: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), read_all(text, &Limits::default())))
        .collect();
    let files: Vec<CheckFile<'_>> =
        read.iter().map(|(name, documents)| CheckFile { name, documents }).collect();
    let documents: usize = files.iter().map(|file| file.documents.len()).sum();
    let start = Instant::now();
    let findings = check_documents(catalogue, &files);
    println!("{directory}: {} files, {documents} documents, {:?}", files.len(), start.elapsed());
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for finding in &findings {
        println!("  {finding}");
        *counts.entry((format!("{:?}", finding.severity), finding.rule.clone())).or_default() += 1;
    }
    for ((severity, rule), count) in counts {
        println!("  = {severity} {rule}: {count}");
    }
    Ok(())
}

/// The YAML files below a path, in order.
fn collect(path: &Path, files: &mut Vec<(String, String)>) -> Result<(), Box<dyn Error>> {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path)?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        entries.sort();
        for entry in entries {
            collect(&entry, files)?;
        }
    } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
        files.push((path.display().to_string(), std::fs::read_to_string(path)?));
    }
    Ok(())
}
