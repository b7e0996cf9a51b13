//! A branch's newest commits over HTTP: one request, for a head that is known already.

use std::sync::atomic::AtomicBool;

use gix_pack::bundle::write::Options;
use gix_pack::{Bundle, cache};

use super::measure::is_small;
use super::report::lines;
use super::session::PushSession;
use super::taken::{MOST_BYTES, take};
use crate::{Mirror, Oid};

const SERVICE: &str = "git-upload-pack";
const ASKED: &str = "application/x-git-upload-pack-request";
const GIVEN: &str = "application/x-git-upload-pack-result";

/// Brings `head` here; `None` where git is to do it.
pub(super) fn take_head(mirror: &Mirror, session: &PushSession, old: Oid, head: Oid) -> Option<()> {
    if old == head {
        return Some(());
    }
    let url = format!("{}/{SERVICE}", session.url);
    let protocol = Some(("git-protocol", "version=2"));
    let answer = session.client.post(&url, (ASKED, GIVEN), protocol, request(old, head)).ok()?;
    if answer.status != 200 || answer.content_type != GIVEN {
        return None;
    }
    let pack = pack_of(&answer.body)?;
    let repository = mirror.repository();
    if !is_small(&repository, &pack) {
        return None;
    }
    let folder = tempfile::tempdir().ok()?;
    let written = Bundle::write_to_directory(
        &mut pack.as_slice(),
        Some(folder.path()),
        &mut gix::progress::Discard,
        &AtomicBool::new(false),
        Some(&repository.objects),
        gix::hash::Kind::Sha1,
        Options {
            thread_limit: Some(1),
            alloc_limit_bytes: Some(MOST_BYTES),
            ..Options::default()
        },
    );
    let bundle = written.ok()?.to_bundle()?.ok()?;
    let mut inflate = gix::zlib::Inflate::default();
    let mut source = |oid: Oid| {
        let mut text = Vec::new();
        let found = bundle.find(&oid.to_gix(), &mut text, &mut inflate, &mut cache::Never);
        let kind = found.ok()??.0.kind;
        Some((kind, text))
    };
    take(&repository, &mut source, old, head)
}

/// What is wanted and what is here; nothing is negotiated.
fn request(old: Oid, head: Oid) -> Vec<u8> {
    let line = |text: &str| format!("{:04x}{text}\n", text.len() + 5);
    let asked = [
        line("command=fetch"),
        line("object-format=sha1"),
        "0001".to_owned(),
        line("thin-pack"),
        line("no-progress"),
        line("ofs-delta"),
        line(&format!("want {head}")),
        line(&format!("have {old}")),
        line("done"),
        "0000".to_owned(),
    ];
    asked.concat().into_bytes()
}

/// The pack of an answer that is one.
fn pack_of(body: &[u8]) -> Option<Vec<u8>> {
    let mut lines = lines(body)?.into_iter();
    if lines.next()?? != b"packfile\n" {
        return None;
    }
    let mut pack = Vec::new();
    loop {
        // Without the flush at the end something is missing.
        let Some(packet) = lines.next()? else { return Some(pack) };
        match packet.split_first()? {
            (1, data) => pack.extend_from_slice(data),
            (2, _) => {}
            _ => return None,
        }
    }
}
