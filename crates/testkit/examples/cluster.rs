//! A Kubernetes API server of a test's own, as a program for tests in other languages.
//!
//! Its arguments are the kinds that it serves, each `GROUP/VERSION/KIND/PLURAL`. The first line that it prints is a
//! kubeconfig for it, as JSON. Each line that it reads is one thing to do, as JSON, and is answered by one line: the object
//! as it is kept, or `null`. It ends with its input.

use std::io::{BufRead, Write};

use hedgerow_testkit::Cluster;
use serde_json::{Value as Json, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cluster = Cluster::start();
    for kind in std::env::args().skip(1) {
        let parts: Vec<&str> = kind.split('/').collect();
        let [group, version, kind, plural] = parts.as_slice() else {
            return Err(format!("`{kind}` is not GROUP/VERSION/KIND/PLURAL").into());
        };
        cluster.serves(group, version, kind, plural);
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", cluster.kubeconfig())?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let asked: Json = serde_json::from_str(&line?)?;
        let text = |key: &str| asked[key].as_str().unwrap_or_default().to_owned();
        let answer = match text("do").as_str() {
            "put" => cluster.put(asked["object"].clone(), &text("by")),
            "apply" => cluster.put_applied(asked["object"].clone(), &text("by")),
            "delete" => {
                cluster.delete(&text("plural"), &text("name"));
                Json::Null
            }
            "get" => json!(cluster.object(&text("plural"), &text("name"))),
            "go away" => {
                cluster.go_away();
                Json::Null
            }
            "come back" => {
                cluster.come_back();
                Json::Null
            }
            other => return Err(format!("`{other}` is nothing that can be done").into()),
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
