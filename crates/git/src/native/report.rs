//! What a remote reports of a push, in the words of `git push --porcelain`.

use gix_packetline::PacketLineRef;
use gix_packetline::decode::{Stream, streaming};

use super::advertised::Advertised;
use super::session::{Move, finished};
use crate::command::{Ended, Finished};

/// The most that is kept of what the remote says for people, in bytes.
const KEPT: usize = 1 << 20;

/// More packets are no answer: each costs some bytes beside its own, and the smallest has none.
const MOST_PACKETS: usize = 500_000;

/// The packets of a whole answer, `None` for a flush; `None` when the last one is not whole, what is there
/// is no packet, or there are more than anybody sends.
pub(super) fn lines(mut body: &[u8]) -> Option<Vec<Option<&[u8]>>> {
    let mut lines = Vec::new();
    while !body.is_empty() {
        let Ok(Stream::Complete { line, bytes_consumed }) = streaming(body) else { return None };
        if lines.len() == MOST_PACKETS {
            return None;
        }
        lines.push(match line {
            PacketLineRef::Data(data) => Some(data),
            PacketLineRef::Flush => None,
            PacketLineRef::Delimiter | PacketLineRef::ResponseEnd => return None,
        });
        body = body.get(bytes_consumed..)?;
    }
    Some(lines)
}

/// Where the remote's branch is not where it was expected, or is there already: nothing needs to be sent.
pub(super) fn without_sending(there: &Advertised, wanted: Move<'_>) -> Option<Finished> {
    if there.head == Some(wanted.new) {
        return Some(line(wanted, true, "=", "[up to date]"));
    }
    (there.head != wanted.old).then(|| line(wanted, false, "!", "[rejected] (stale info)"))
}

/// An answer that is no report.
pub(super) fn broken(words: &str) -> Finished {
    let stderr = format!("error: RPC failed; {words}\n");
    Finished { stderr, ..finished(Ended::Exited(Some(1))) }
}

/// Reads a report: of the pack, and of the one reference that was to be moved.
pub(super) fn read(body: &[u8], there: &Advertised, wanted: Move<'_>) -> Finished {
    let Some(packets) = lines(body) else { return broken("the answer is not whole") };
    let (mut report, mut people) = (Vec::new(), Vec::new());
    let mut fatal = None;
    let bands = there.offers("side-band-64k");
    for packet in packets.into_iter().flatten() {
        match packet.split_first() {
            _ if !bands => report.push(packet),
            Some((1, data)) => report.push(data),
            Some((2, data)) if people.len() < KEPT => people.extend_from_slice(data),
            Some((3, data)) => fatal = Some(in_one_line(data)),
            _ => {}
        }
    }
    let mut stderr = for_people(&people);
    if let Some(fatal) = fatal {
        stderr.push_str(&format!("fatal: remote error: {fatal}\n"));
        return Finished { stderr, ..finished(Ended::Exited(Some(128))) };
    }
    // In a band the lines come as packets of their own, which need not end where the band's do.
    let inner: Vec<u8> = if bands { report.concat() } else { Vec::new() };
    let report = if bands {
        lines(&inner).map(|lines| lines.into_iter().flatten().collect())
    } else {
        Some(report)
    };
    let Some(report) = report else { return broken("the report is not whole") };
    let (mut told, mut unpacked) = (Vec::new(), None);
    for packet in report {
        match in_one_line(packet).split_once(' ') {
            Some(("unpack", "ok")) => unpacked = unpacked.or(Some(true)),
            Some(("unpack", why)) => {
                unpacked = Some(false);
                stderr.push_str(&format!("error: remote unpack failed: {why}\n"));
            }
            Some(("ok", reference)) if reference == wanted.reference => told.push(Ok(())),
            Some(("ng", rest)) => match rest.split_once(' ') {
                Some((reference, why)) if reference == wanted.reference => {
                    told.push(Err(why.to_owned()));
                }
                _ if rest == wanted.reference => told.push(Err("failed".to_owned())),
                _ => {}
            },
            _ => {}
        }
    }
    // Only what is said once and of a pack that was taken is believed.
    let mut finished = match told.as_slice() {
        [Ok(())] if unpacked == Some(true) => {
            line(wanted, true, if wanted.old.is_some() { " " } else { "*" }, "")
        }
        [Err(why)] => line(wanted, false, "!", &format!("[remote rejected] ({why})")),
        _ => line(wanted, false, "!", "[remote failure] (remote failed to report status)"),
    };
    finished.stderr = stderr;
    finished
}

fn line(wanted: Move<'_>, success: bool, flag: &str, summary: &str) -> Finished {
    let stdout = format!("{flag}\t{}:{}\t{summary}\n", wanted.new, wanted.reference);
    Finished { stdout, ..finished(Ended::Exited(Some(i32::from(!success)))) }
}

/// The remote's words, which are not to pass for lines of ours.
fn in_one_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().replace(|c: char| c.is_control(), " ")
}

/// With git's prefix; lines that progress overwrote are left out.
fn for_people(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let shown =
        text.lines().map(|line| line.rsplit('\r').find(|part| !part.is_empty()).unwrap_or(""));
    shown.map(|line| format!("remote: {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::Oid;
    use crate::native::advertised;

    const REFERENCE: &str = "refs/heads/main";
    const OURS: &str = "3521a0bf22e02cdcda59c0c6ce3d81b5b448f64a";

    fn packet(text: &[u8]) -> Vec<u8> {
        [format!("{:04x}", text.len() + 4).as_bytes(), text].concat()
    }

    /// A remote that has nothing, with these capabilities.
    fn remote(capabilities: &str) -> Advertised {
        let line = format!("{} capabilities^{{}}\0{capabilities}\n", "0".repeat(40));
        let body = [
            packet(b"# service=git-receive-pack\n"),
            b"0000".to_vec(),
            packet(line.as_bytes()),
            b"0000".to_vec(),
        ];
        advertised::parse(&body.concat(), REFERENCE).unwrap()
    }

    /// The lines of a report, `;` for its end, in a band or not.
    fn answer(lines: &[&str], bands: bool) -> Vec<u8> {
        let report = |line: &&str| match *line {
            ";" => b"0000".to_vec(),
            line => packet(format!("{line}\n").as_bytes()),
        };
        let report: Vec<u8> = lines.iter().flat_map(report).collect();
        if !bands {
            return report;
        }
        // Cut in the middle of a line.
        let (start, end) = report.split_at(report.len() / 2);
        let band = |number: u8, data: &[u8]| packet(&[&[number], data].concat());
        let parts = [band(2, b"working\rdone\n"), band(1, start), band(1, end), b"0000".to_vec()];
        parts.concat()
    }

    const OK: &str = "ok refs/heads/main";

    #[rstest]
    #[case(&["unpack ok", OK, ";"], Some(0), "*\t{}\t\n", "")]
    #[case(&["unpack ok", "ok refs/heads/other", ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "")]
    #[case(&["unpack ok", ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "")]
    #[case(&["unpack ok", "ng refs/heads/main hook declined", ";"], Some(1), "!\t{}\t[remote rejected] (hook declined)\n", "")]
    #[case(&["unpack ok", "ng refs/heads/main", ";"], Some(1), "!\t{}\t[remote rejected] (failed)\n", "")]
    #[case(&["unpack disk full", "ng refs/heads/main unpacker error", ";"], Some(1), "!\t{}\t[remote rejected] (unpacker error)\n", "error: remote unpack failed: disk full\n")]
    #[case::nothing_of_the_pack(&[OK, ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "")]
    #[case::one_and_the_other(&["unpack ok", "ng refs/heads/main hook declined", OK, ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "")]
    #[case::the_other_and_one(&["unpack ok", OK, "ng refs/heads/main hook declined", ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "")]
    #[case::unpacked_and_not(&["unpack disk full", "unpack ok", OK, ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "error: remote unpack failed: disk full\n")]
    #[case::lines_of_its_own(&["unpack ok", "ng refs/heads/main no)\n=\tx", ";"], Some(1), "!\t{}\t[remote rejected] (no) = x)\n", "")]
    #[case::words_of_its_own(&["unpack a\nfatal: b", ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "error: remote unpack failed: a fatal: b\n")]
    #[case::says_both(&["unpack disk full", OK, ";"], Some(1), "!\t{}\t[remote failure] (remote failed to report status)\n", "error: remote unpack failed: disk full\n")]
    fn a_report_becomes_the_lines_of_git_push(
        #[case] lines: &[&str],
        #[case] code: Option<i32>,
        #[case] stdout: &str,
        #[case] stderr: &str,
    ) {
        let new: Oid = OURS.parse().unwrap();
        let wanted = Move { reference: REFERENCE, old: None, new };
        for (bands, capabilities) in
            [(false, "report-status"), (true, "report-status side-band-64k")]
        {
            let told = read(&answer(lines, bands), &remote(capabilities), wanted);
            assert_eq!(told.ended, Ended::Exited(code));
            assert_eq!(told.stdout, stdout.replace("{}", &format!("{OURS}:{REFERENCE}")));
            let people = if bands { "remote: done\n" } else { "" };
            assert_eq!(told.stderr, format!("{people}{stderr}"));
        }
    }

    #[test]
    fn an_answer_that_breaks_off_says_nothing_of_the_branch() {
        let wanted = Move { reference: REFERENCE, old: None, new: OURS.parse().unwrap() };
        let there = remote("report-status side-band-64k");
        let whole = answer(&["unpack ok", OK, ";"], true);
        for end in 0..whole.len() {
            let told = read(&whole[..end], &there, wanted);
            // The last packet of the band is the report's end; the flush after it says nothing new.
            let is_whole = end == whole.len() - 4;
            assert_eq!(told.success(), is_whole, "{end} of {}", whole.len());
        }
        let fatal = packet(b"\x03out of\nmemory\n");
        let told = read(&fatal, &there, wanted);
        assert_eq!(
            (told.stdout.as_str(), told.stderr.as_str()),
            ("", "fatal: remote error: out of memory\n")
        );
    }

    #[test]
    fn more_packets_than_anybody_sends_are_no_answer() {
        let few = b"0000".repeat(MOST_PACKETS);
        assert_eq!(lines(&few).map(|lines| lines.len()), Some(MOST_PACKETS));
        assert_eq!(lines(&[few.as_slice(), b"0000"].concat()), None);
    }
}
