//! Pushes over HTTP, and small fetches, without a process in between (gitprotocol-http, gitprotocol-pack,
//! gitprotocol-v2). The head is read in the very exchange that moves the branch, so that little time passes
//! between the look and the push: that decides who wins where several push.
//!
//! Only what is usual is done here. Whatever is not, as long as nothing was sent, is left to the git
//! command, which knows more ways and words: another answer than a list of references, a log-in, a
//! redirect, a remote that is shallow or speaks no SHA-1, much to send or to fetch. Outcomes are put into
//! git's own words, so that there is one table of what they mean.

mod advertised;
mod contents;
mod exchange;
mod from_disk;
mod from_http;
mod measure;
mod objects;
mod report;
mod session;
mod taken;

pub use self::session::PushSession;
pub(crate) use self::session::{Begun, Move};

use crate::{Credential, Mirror, Oid};

/// The newest head of a branch, which is in the mirror.
#[derive(Debug)]
pub struct Ahead {
    /// The head.
    pub head: Oid,
    /// A push that begins there, where the remote is one that waits for it.
    pub session: Option<PushSession>,
}

impl Mirror {
    /// Brings a branch's newest commits here as [`Mirror::fetch`] does, where that is quick: few small
    /// commits that follow from the known head. `None` where [`Mirror::fetch`] is to do it.
    #[must_use]
    pub fn fetch_quickly(&self, credential: &Credential, branch: &str) -> Option<Ahead> {
        let usable = !self.is_damaged() && self.fitting(credential).is_ok();
        let old = self.known_head(branch).filter(|_| usable)?;
        if let Some(path) = self.url().file_path() {
            let head = from_disk::take_head(&self.repository(), path, branch, old)?;
            self.note_head(branch, old, head)?;
            return Some(Ahead { head, session: None });
        }
        let Begun::Waits(session) = self.begin_push(credential, branch) else { return None };
        let head = session.head()?;
        from_http::take_head(self, &session, old, head)?;
        self.note_head(branch, old, head)?;
        Some(Ahead { head, session: Some(*session) })
    }

    /// Notes where a branch is, unless somebody else did meanwhile.
    fn note_head(&self, branch: &str, old: Oid, head: Oid) -> Option<()> {
        let _lock = self.lock().ok()?;
        if self.known_head(branch) != Some(old) {
            return None;
        }
        self.edit_reference(branch, Some(head)).ok()
    }
}
