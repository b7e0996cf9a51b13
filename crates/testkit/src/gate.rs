//! A gate before an address: connections go through it as they are, until it cuts them or lets none through.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::listening::Listening;

/// A free loopback port whose connections lead to another address. They are cut when it is dropped.
pub struct Gate {
    listening: Listening,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    is_closed: AtomicBool,
    streams: Mutex<Vec<TcpStream>>,
}

impl Gate {
    /// One before this address, open.
    ///
    /// # Panics
    /// When no port can be had.
    #[must_use]
    pub fn before(address: SocketAddr) -> Self {
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        Self { listening: Listening::start(move |it| serving.lead(it, address)), shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// Breaks every connection; new ones are let through.
    pub fn cut(&self) {
        for stream in std::mem::take(&mut *self.shared.streams.lock().unwrap()) {
            // One that ended by itself is as good as cut.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Breaks every connection, and each new one at once.
    pub fn close(&self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        self.cut();
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.shared.is_closed.store(false, Ordering::SeqCst);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn lead(&self, here: &TcpStream, to: SocketAddr) -> io::Result<()> {
        let there = TcpStream::connect(to)?;
        for stream in [here, &there] {
            stream.set_nodelay(true)?;
        }
        let (mut from_here, mut from_there) = (here.try_clone()?, there.try_clone()?);
        let (mut to_here, mut to_there) = (here.try_clone()?, there.try_clone()?);
        {
            let mut streams = self.streams.lock().unwrap();
            // Asked with the lock held, so that none slips through while it is being closed.
            if self.is_closed.load(Ordering::SeqCst) {
                return Ok(());
            }
            streams.retain(|stream| stream.peer_addr().is_ok());
            streams.extend([here.try_clone()?, there.try_clone()?]);
        }
        let back = thread::spawn(move || {
            let _ = io::copy(&mut from_there, &mut to_here);
            let _ = to_here.shutdown(Shutdown::Both);
        });
        let _ = io::copy(&mut from_here, &mut to_there);
        let _ = there.shutdown(Shutdown::Both);
        let _ = back.join();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    /// What comes back of a word that is sent; nothing where the connection is broken.
    fn asked(stream: &mut TcpStream) -> Option<[u8; 4]> {
        stream.write_all(b"word").ok()?;
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).ok()?;
        Some(answer)
    }

    #[test]
    fn connections_go_through_until_they_are_cut_and_none_while_it_is_closed() {
        let behind = Listening::start(|stream| {
            let (mut reads, mut writes) = (stream.try_clone()?, stream.try_clone()?);
            io::copy(&mut reads, &mut writes).map(drop)
        });
        let gate = Gate::before(behind.address);
        let connect = || TcpStream::connect(gate.address()).unwrap();
        let mut first = connect();
        assert_eq!(asked(&mut first), Some(*b"word"));
        gate.cut();
        assert_eq!(asked(&mut first), None);
        assert_eq!(asked(&mut connect()), Some(*b"word"));
        gate.close();
        assert_eq!(asked(&mut connect()), None);
        gate.open();
        assert_eq!(asked(&mut connect()), Some(*b"word"));
    }
}
