//! A push over HTTP without a process in between: two requests of git's smart protocol, in one connection
//! (gitprotocol-http, gitprotocol-pack). The remote's head is read in the same exchange that moves it, so
//! that little time passes between the look and the push.
//!
//! Only what is usual is done here. Whatever is not, as long as nothing was sent, is left to the git
//! command, which knows more ways and words: another answer than a list of references, a log-in, a
//! redirect, a remote that is shallow or speaks no SHA-1, much to send. Outcomes are put into git's own
//! words, so that there is one table of what they mean.

mod advertised;
mod contents;
mod exchange;
mod report;

use std::cell::Cell;
use std::time::Instant;

use self::advertised::Advertised;
use self::exchange::{Answer, Client, Stopped};
use crate::command::{Bounds, Deadline, Ended, Finished, Redirect, Watch, version_of};
use crate::redirect::{leads, said};
use crate::{Credential, Mirror, Oid, RemoteUrl};

const SERVICE: &str = "git-receive-pack";
/// How each answer names its content.
const REFERENCES: &str = "application/x-git-receive-pack-advertisement";
const REPORT: &str = "application/x-git-receive-pack-result";
const COMMANDS: &str = "application/x-git-receive-pack-request";

/// What a push is to do.
#[derive(Clone, Copy)]
pub(crate) struct Move<'a> {
    /// The whole name of the reference.
    pub(crate) reference: &'a str,
    /// Where it is expected.
    pub(crate) old: Option<Oid>,
    /// Where it is to be.
    pub(crate) new: Oid,
}

impl Mirror {
    /// Pushes; `None` where nothing was sent and git is to do it.
    pub(crate) fn push_natively(
        &self,
        credential: &Credential,
        wanted: Move<'_>,
    ) -> Option<Finished> {
        let url = self.moved_to().unwrap_or_else(|| self.url().clone());
        if !url.is_http() || self.fitting(credential).is_err() {
            return None;
        }
        let options = self.options();
        let arrived = Cell::new(0);
        let count = || arrived.get();
        let bounds = Bounds {
            silence: options.deadline,
            total: options.total_deadline.max(options.deadline),
            began: Instant::now(),
            arrived: &count,
        };
        let client = Client {
            agent: exchange::agent(options, version_of(&options.git_program).ok()?)?,
            authorization: credential.basic(),
            cancel: &options.cancel,
            arrived: &arrived,
        };
        let mut watch = Watch::start(Deadline::Exchange(bounds));
        let list = match client.get(&references_url(&url), &mut watch) {
            Ok(answer) if answer.status == 200 && answer.content_type == REFERENCES => answer,
            Ok(_) | Err(Stopped::Failed(_)) => return None,
            Err(Stopped::Ended(ended)) => return Some(finished(ended)),
        };
        let there = advertised::parse(&list.body, wanted.reference)?;
        if let Some(told) = report::without_sending(&there, wanted) {
            return Some(told);
        }
        let pack = contents::pack(&self.repository(), &there, wanted)?;
        let body = command(&there, wanted, &pack);
        let mut told = match client.post(&service_url(&url), body, &mut watch) {
            Ok(answer) => answered(&answer, &there, wanted, &url, credential),
            Err(Stopped::Ended(ended)) => finished(ended),
            Err(Stopped::Failed(words)) => report::broken(&words),
        };
        told.stderr = self.presentable(credential, &told.stderr);
        told.stdout = credential.scrub(&told.stdout);
        Some(told)
    }
}

fn references_url(url: &RemoteUrl) -> String {
    format!("{url}/info/refs?service={SERVICE}")
}

fn service_url(url: &RemoteUrl) -> String {
    format!("{url}/{SERVICE}")
}

/// The one command, and the pack after it.
fn command(there: &Advertised, wanted: Move<'_>, pack: &[u8]) -> Vec<u8> {
    let old = wanted.old.map_or_else(|| "0".repeat(40), |old| old.to_string());
    let capabilities = there.answered().join(" ");
    let line = format!("{old} {} {}\0 {capabilities}", wanted.new, wanted.reference);
    let mut body = format!("{:04x}{line}0000", line.len() + 4).into_bytes();
    body.extend_from_slice(pack);
    body
}

/// What an answer to the command says.
fn answered(
    answer: &Answer,
    there: &Advertised,
    wanted: Move<'_>,
    url: &RemoteUrl,
    credential: &Credential,
) -> Finished {
    let status = answer.status;
    if status == 200 && answer.content_type == REPORT {
        return report::read(&answer.body, there, wanted);
    }
    let mut told = report::broken(&format!("HTTP {status}; the request returned error: {status}"));
    if (300..400).contains(&status) {
        let redirect = Redirect { late: true, location: answer.location.clone() };
        told.led = Some(credential.scrub(&said(&redirect, &leads(url, &redirect))));
        told.redirect = Some(redirect);
    }
    told
}

fn finished(ended: Ended) -> Finished {
    Finished {
        ended,
        stdout: String::new(),
        stderr: String::new(),
        redirect: None,
        led: None,
    }
}
