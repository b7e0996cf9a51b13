//! One exchange that pushes: the remote says where the branch is, and then takes a command.

use super::advertised::{self, Advertised};
use super::exchange::{self, Answer, Client, Stopped};
use super::{contents, report};
use crate::branch::head_reference;
use crate::command::{Ended, Finished, Redirect, version_of};
use crate::redirect::{leads, said};
use crate::{Credential, Mirror, Oid, PushOutcome, RemoteUrl};

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

/// How the beginning of a push went.
pub(crate) enum Begun {
    /// The remote waits for the command.
    Waits(Box<PushSession>),
    /// It came to nothing, in its time or because the server stops.
    Ended(Finished),
    /// Git is to do it.
    Unusual,
}

/// A push that has begun: the remote said where the branch is.
pub struct PushSession {
    mirror: Mirror,
    credential: Credential,
    branch: String,
    pub(super) url: RemoteUrl,
    pub(super) client: Client,
    there: Advertised,
}

impl std::fmt::Debug for PushSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushSession")
            .field("branch", &self.branch)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

impl Mirror {
    /// Asks where the branch is, in an exchange that can move it.
    pub(crate) fn begin_push(&self, credential: &Credential, branch: &str) -> Begun {
        let url = self.moved_to().unwrap_or_else(|| self.url().clone());
        if !url.is_http() || self.fitting(credential).is_err() {
            return Begun::Unusual;
        }
        let options = self.options();
        let Some(agent) = version_of(&options.git_program)
            .ok()
            .and_then(|version| exchange::agent(options, self.transport(), &url, version))
        else {
            return Begun::Unusual;
        };
        let client = Client {
            agent,
            authorization: credential.basic(),
            options: options.clone(),
            began: options.clock.now(),
            arrived: 0.into(),
        };
        let list = match client.get(&format!("{url}/info/refs?service={SERVICE}")) {
            Ok(answer) if answer.status == 200 && answer.content_type == REFERENCES => answer,
            Ok(_) | Err(Stopped::Failed(_)) => return Begun::Unusual,
            Err(Stopped::Ended(ended)) => return Begun::Ended(finished(ended)),
        };
        let Some(there) = advertised::parse(&list.body, &head_reference(branch)) else {
            return Begun::Unusual;
        };
        Begun::Waits(Box::new(PushSession {
            mirror: self.clone(),
            credential: credential.clone(),
            branch: branch.to_owned(),
            url,
            client,
            there,
        }))
    }
}

impl PushSession {
    /// Where the branch is; `None` when there is none.
    #[must_use]
    pub fn head(&self) -> Option<Oid> {
        self.there.head
    }

    /// As [`Mirror::push`] of the same branch with the same credential.
    #[must_use]
    pub fn push(self, expected_old: Option<Oid>, new: Oid) -> PushOutcome {
        let (mirror, credential, branch) =
            (self.mirror.clone(), self.credential.clone(), self.branch.clone());
        mirror.push_with(&credential, &branch, (expected_old, new), Some(self))
    }

    /// `None` where nothing was sent and git is to do it.
    pub(crate) fn send(&self, wanted: Move<'_>) -> Option<Finished> {
        if let Some(told) = report::without_sending(&self.there, wanted) {
            return Some(told);
        }
        let pack = contents::pack(&self.mirror.repository(), &self.there, wanted)?;
        let body = command(&self.there, wanted, &pack);
        let url = format!("{}/{SERVICE}", self.url);
        let mut told = match self.client.post(&url, (COMMANDS, REPORT), None, body) {
            Ok(answer) => self.answered(&answer, wanted),
            Err(Stopped::Ended(ended)) => finished(ended),
            Err(Stopped::Failed(words)) => report::broken(&words),
        };
        told.stderr = self.mirror.presentable(&self.credential, &told.stderr);
        told.stdout = self.credential.scrub(&told.stdout);
        Some(told)
    }

    /// What an answer to the command says.
    fn answered(&self, answer: &Answer, wanted: Move<'_>) -> Finished {
        let status = answer.status;
        if status == 200 && answer.content_type == REPORT {
            return report::read(&answer.body, &self.there, wanted);
        }
        let words = format!("HTTP {status}; the request returned error: {status}");
        let mut told = report::broken(&words);
        if (300..400).contains(&status) {
            let redirect = Redirect { late: true, location: answer.location.clone() };
            let words = said(&redirect, &leads(&self.url, &redirect));
            told.led = Some(self.credential.scrub(&words));
            told.redirect = Some(redirect);
        }
        told
    }
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

pub(super) fn finished(ended: Ended) -> Finished {
    let (stdout, stderr) = (String::new(), String::new());
    Finished { ended, stdout, stderr, redirect: None, led: None, found: None }
}
