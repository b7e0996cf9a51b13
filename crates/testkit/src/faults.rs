//! What goes wrong between a client and a remote: at which request of an exchange, and how.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::http::{self, Message};

/// The longest that a test waits for a client to meet a fault.
const PATIENCE: Duration = Duration::from_secs(60);

/// The time between two drops of a drip.
const DRIP: Duration = Duration::from_millis(20);

/// A request of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// `GET info/refs` of whoever reads.
    FetchRefs,
    /// The `POST` that asks where the branches are (protocol version 2).
    ListRefs,
    /// The `POST` that is answered with a pack.
    FetchPack,
    /// `GET info/refs` of whoever pushes.
    PushRefs,
    /// The `POST` of a push, before Git has seen it.
    PushPack,
    /// The same, when Git has taken it and nothing is answered yet.
    PushTaken,
}

impl At {
    /// Every request, in the order of an exchange.
    pub const ALL: [Self; 6] = [
        Self::FetchRefs,
        Self::ListRefs,
        Self::FetchPack,
        Self::PushRefs,
        Self::PushPack,
        Self::PushTaken,
    ];

    pub(crate) fn of(message: &Message) -> Option<Self> {
        let has = |words: &[u8]| message.body.windows(words.len()).any(|part| part == words);
        match message.query.as_str() {
            "service=git-upload-pack" => Some(Self::FetchRefs),
            "service=git-receive-pack" => Some(Self::PushRefs),
            _ if message.path.ends_with("/git-receive-pack") => Some(Self::PushPack),
            _ if !message.path.ends_with("/git-upload-pack") => None,
            _ if has(b"command=ls-refs") => Some(Self::ListRefs),
            _ => Some(Self::FetchPack),
        }
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is answered until the fault is over.
    Stall,
    /// Half of the answer, and the rest when the fault is over.
    StallInside,
    /// Something every 20 ms, without end: lines of progress where the protocol has room for them,
    /// and bytes of the answer, one by one, where it has not. The rest when the fault is over.
    Drip,
    /// As [`Fault::Drip`], behind half of the pack.
    DripInside,
    /// The connection is closed instead of an answer.
    Cut,
    /// The connection is closed after half of the answer.
    CutInside,
    /// 302 to the same request at this repository: a URL, or a path on this server. Requests that
    /// are there already are answered as usual.
    Redirect(String),
    /// 302 to exactly this place.
    RedirectTo(String),
}

/// A fault lasts until this is dropped.
pub struct Faulty {
    pub(crate) faults: Arc<Faults>,
}

/// The fault of a server, and who met it.
#[derive(Default)]
pub(crate) struct Faults {
    now: Mutex<Now>,
    changed: Condvar,
}

#[derive(Default)]
struct Now {
    fault: Option<(At, Fault)>,
    met: usize,
}

impl Faulty {
    /// Waits until a request met the fault.
    ///
    /// # Panics
    /// When none did for a minute.
    pub fn wait(&self) {
        let now = self.faults.lock();
        let waited = self.faults.changed.wait_timeout_while(now, PATIENCE, |now| now.met == 0);
        assert!(!waited.unwrap().1.timed_out(), "no request met the fault");
    }

    /// How many requests met it so far.
    #[must_use]
    pub fn met(&self) -> usize {
        self.faults.lock().met
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        self.faults.lock().fault = None;
        self.faults.changed.notify_all();
    }
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap()
    }

    pub(crate) fn begin(&self, at: At, fault: Fault) {
        *self.lock() = Now { fault: Some((at, fault)), met: 0 };
    }

    /// The fault of this request; whoever asks has met it.
    pub(crate) fn meet(&self, at: At, path: &str) -> Option<Fault> {
        let mut now = self.lock();
        let fault = now.fault.clone().filter(|(where_, _)| *where_ == at)?.1;
        if let Fault::Redirect(to) = &fault
            && (path == to || path.starts_with(&format!("{to}/")))
        {
            return None;
        }
        now.met += 1;
        self.changed.notify_all();
        Some(fault)
    }

    /// Waits until the fault is over.
    pub(crate) fn until_over(&self) {
        let _now = self.changed.wait_while(self.lock(), |now| now.fault.is_some()).unwrap();
    }

    /// Whether it is over within this time.
    fn is_over_within(&self, time: Duration) -> bool {
        let end = Instant::now() + time;
        let left = end.saturating_duration_since(Instant::now());
        let waited = self.changed.wait_timeout_while(self.lock(), left, |now| now.fault.is_some());
        !waited.unwrap().1.timed_out()
    }

    /// Sends an answer as the fault has it. What follows on this connection is not meant.
    pub(crate) fn send(
        &self,
        fault: &Fault,
        stream: &mut impl Write,
        status: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> io::Result<()> {
        let (first, rest) = body.split_at(body.len() / 2);
        match fault {
            Fault::StallInside | Fault::CutInside => {
                http::answer_head(stream, status, headers, body.len())?;
                stream.write_all(first)?;
                stream.flush()?;
                if *fault == Fault::StallInside {
                    self.until_over();
                    stream.write_all(rest)?;
                }
            }
            Fault::Drip => self.drip(stream, status, headers, (body, 0))?,
            Fault::DripInside => self.drip(stream, status, headers, (body, first.len()))?,
            _ => http::answer(stream, status, headers, body)?,
        }
        stream.flush()
    }

    fn drip(
        &self,
        stream: &mut impl Write,
        status: &str,
        headers: &[(String, String)],
        (body, at_least): (&[u8], usize),
    ) -> io::Result<()> {
        const PACK: &[u8] = b"000dpackfile\n";
        let chunked = [("Transfer-Encoding".to_owned(), "chunked".to_owned())];
        http::answer_head_of_unknown_length(stream, status, &[headers, &chunked].concat())?;
        let pack = body.windows(PACK.len()).position(|part| part == PACK);
        // The answer of a push is in bands from its beginning.
        let is_report = body.get(4) == Some(&1);
        let room = pack.map(|at| at + PACK.len()).or(is_report.then_some(0));
        let mut sent = room.unwrap_or(0);
        // Between two packets, each of which begins with its length.
        while room.is_some() && sent < at_least {
            let length = std::str::from_utf8(&body[sent..sent + 4]).unwrap();
            sent += usize::from_str_radix(length, 16).unwrap().max(4);
        }
        if sent > 0 {
            http::chunk(stream, &body[..sent])?;
        }
        while !self.is_over_within(DRIP) {
            if room.is_some() {
                let line = b"\x02still at it\n";
                let mut packet = format!("{:04x}", line.len() + 4).into_bytes();
                packet.extend_from_slice(line);
                http::chunk(stream, &packet)?;
            } else if sent + 1 < body.len() {
                http::chunk(stream, &body[sent..=sent])?;
                sent += 1;
            }
        }
        http::chunk(stream, &body[sent..])?;
        http::chunk(stream, b"")
    }
}

/// Where a redirect to a repository sends a request.
pub(crate) fn location(to: &str, message: &Message) -> String {
    let tail = ["/info/refs", "/git-upload-pack", "/git-receive-pack"];
    let tail = tail.iter().find(|tail| message.path.ends_with(**tail)).unwrap_or(&"");
    match message.query.as_str() {
        "" => format!("{to}{tail}"),
        query => format!("{to}{tail}?{query}"),
    }
}
