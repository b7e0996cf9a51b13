//! The server process: started, waited for, killed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::client::Client;

/// How long a server may take to answer. Debug builds on a busy machine are slow.
const PATIENCE: Duration = Duration::from_secs(120);
const TICK: Duration = Duration::from_millis(2);

/// How a server is to die.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Death {
    /// By its own hand when it passes this point for the n-th time.
    Point(&'static str, usize),
    /// From outside, so long after it was started.
    After {
        delay: Duration,
        /// Its children die with it, as when a container or the machine goes; otherwise a push
        /// that is under way continues without it.
        with_children: bool,
    },
}

/// A server that answers, or did.
pub(crate) struct Server {
    child: Arc<Mutex<Child>>,
    pub(crate) client: Client,
}

impl Server {
    /// Starts a server on the data folder `data`; `None` when it died before it answered.
    pub(crate) fn start(data: &Path, death: Option<Death>) -> Option<Self> {
        let ready = with_extension(data, "ready");
        if ready.exists() {
            fs::remove_file(&ready).unwrap();
        }
        let log =
            File::options().create(true).append(true).open(with_extension(data, "log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_hedgerow-crash-server"));
        command.arg("--data").arg(data).arg("--ready").arg(&ready);
        if let Some(Death::Point(point, count)) = death {
            command.arg("--die").arg(format!("{point}:{count}"));
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        let child = Arc::new(Mutex::new(command.spawn().unwrap()));
        if let Some(Death::After { delay, with_children }) = death {
            let victim = Arc::clone(&child);
            thread::spawn(move || {
                thread::sleep(delay);
                kill(&mut victim.lock().unwrap(), with_children);
            });
        }
        let started = Instant::now();
        let text = loop {
            if let Ok(text) = fs::read_to_string(&ready) {
                break text;
            }
            if child.lock().unwrap().try_wait().unwrap().is_some() {
                if death.is_none() {
                    let log = fs::read_to_string(with_extension(data, "log")).unwrap();
                    panic!("a server that nobody killed ended:\n{log}");
                }
                return None;
            }
            assert!(started.elapsed() < PATIENCE, "the server does not get ready");
            thread::sleep(TICK);
        };
        Some(Self { child, client: Client::new(&text) })
    }

    /// Kills it, with or without what it started.
    pub(crate) fn kill(&self, with_children: bool) {
        kill(&mut self.child.lock().unwrap(), with_children);
    }

    /// Whether it ended.
    pub(crate) fn is_dead(&self) -> bool {
        self.child.lock().unwrap().try_wait().unwrap().is_some()
    }

    /// Waits until it has ended. To be called once it stopped answering.
    pub(crate) fn wait_for_death(&self) {
        let started = Instant::now();
        while !self.is_dead() {
            assert!(started.elapsed() < PATIENCE, "the server neither answers nor ends");
            thread::sleep(TICK);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill(true);
    }
}

pub(crate) fn with_extension(data: &Path, extension: &str) -> PathBuf {
    data.with_extension(extension)
}

/// No-op on one that was waited for already: its number may be another's by now.
fn kill(child: &mut Child, with_children: bool) {
    if child.try_wait().unwrap().is_some() {
        return;
    }
    let pid = Pid::from_child(child);
    let mut victims = Vec::new();
    if with_children {
        // Stopped, it starts nothing more while its children are looked for.
        kill_process(pid, Signal::STOP).unwrap();
        descendants(pid.as_raw_nonzero().get(), &mut victims);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for victim in victims {
        // Gone already: fine.
        let _ = kill_process(victim, Signal::KILL);
    }
}

fn descendants(parent: i32, found: &mut Vec<Pid>) {
    let tasks = format!("/proc/{parent}/task");
    for task in fs::read_dir(tasks).into_iter().flatten().flatten() {
        let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|child| child.parse().ok()) {
            descendants(child, found);
            found.extend(Pid::from_raw(child));
        }
    }
}
