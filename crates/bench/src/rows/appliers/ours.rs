//! Hedgerow in a process of its own, that follows and applies, and says what drifted when it is asked.

use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use hedgerow_engine::views::{DriftQuery, PageRequest};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::kinds::fabric;
use crate::process;
use crate::rig::{Rig, block_on};

/// How often it looks at Git.
const POLL: Duration = Duration::from_secs(3);

/// What the process is told.
#[derive(Serialize, Deserialize)]
pub(in crate::rows) struct Case {
    data: PathBuf,
}

/// The process. A line that it is sent is answered by how many objects differ; it ends with its standard input.
pub(super) struct Ours {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Ours {
    pub(super) fn start(data: &Path) -> Result<Self> {
        let case = Case { data: data.to_owned() };
        let mut child = Command::new(std::env::current_exe().context("cannot find this program")?)
            .args(["--one", &serde_json::to_string(&json!({ "Beside": case }))?])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .context("cannot start this program again")?;
        let answers = child.stdout.take().context("it says nothing")?;
        Ok(Self { child, answers: BufReader::new(answers) })
    }

    /// How many objects differ.
    pub(super) fn drift(&mut self) -> Result<usize> {
        let asked = self.child.stdin.as_mut().context("it is not asked any more")?;
        writeln!(asked, "drift")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        answer.trim().parse().with_context(|| format!("`{answer}` is not a number"))
    }

    /// The most memory that it had resident, in MB.
    pub(super) fn memory_mb(&self) -> Result<f64> {
        process::peak_of(self.child.id())
    }

    pub(super) fn stop(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        if !status.success() {
            bail!("Hedgerow beside an applier ended with {status}");
        }
        Ok(())
    }
}

impl Drop for Ours {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// The process itself.
pub(in crate::rows) fn once(case: &Case) -> Result<String> {
    block_on(async {
        let rig = Rig::polling_at(&case.data, POLL).await?;
        rig.engine.start();
        let (asked, mut asks) = tokio::sync::mpsc::channel(1);
        std::thread::spawn(move || {
            for line in std::io::stdin().lines().map_while(Result::ok) {
                if asked.blocking_send(line).is_err() {
                    return;
                }
            }
        });
        while asks.recv().await.is_some() {
            let ask = PageRequest::first(1_000);
            let drift = rig.engine.drift(&fabric(), &DriftQuery::default(), &ask).await?;
            println!("{}", drift.items.len());
        }
        rig.engine.shutdown().await;
        Ok(String::new())
    })
}
