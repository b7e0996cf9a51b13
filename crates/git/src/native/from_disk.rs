//! A branch's newest commits of a repository on this machine, read where they lie.

use std::path::Path;

use gix::objs::{Find as _, Kind};
use gix::sec::Trust;

use super::taken::{MOST_BYTES, take};
use crate::Oid;
use crate::branch::head_reference;

/// Brings the branch's head here; `None` where git is to do it, which also says what is the matter.
pub(super) fn take_head(
    mirror: &gix::Repository,
    remote: &Path,
    branch: &str,
    old: Oid,
) -> Option<Oid> {
    let options = gix::open::Options::isolated()
        .strict_config(true)
        .config_overrides(["core.useReplaceRefs=false"]);
    let remote = options.open(remote).ok()?.to_thread_local();
    // Git reads no repository of somebody else, and neither is one read here.
    let usual = remote.git_dir_trust() == Trust::Full
        && remote.object_hash() == gix::hash::Kind::Sha1
        && !remote.is_shallow().ok()?;
    if !usual {
        return None;
    }
    let mut head = remote.try_find_reference(&head_reference(branch)).ok()??;
    let new = Oid::from_gix(&head.peel_to_id().ok()?)?;
    let mut source = |oid: Oid| {
        // One object alone may be more than fits into memory.
        let size = remote.try_find_header(oid.to_gix()).ok()??.size();
        if size > MOST_BYTES as u64 {
            return None;
        }
        let mut text = Vec::new();
        let kind: Kind = remote.objects.try_find(&oid.to_gix(), &mut text).ok()??.kind;
        Some((kind, text))
    };
    take(mirror, &mut source, old, new)?;
    Some(new)
}
