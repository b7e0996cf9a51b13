//! A loopback port whose connections are served, each on a thread of its own.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Takes connections until it is dropped.
pub(crate) struct Listening {
    pub(crate) address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

impl Listening {
    pub(crate) fn start(
        serve: impl Fn(&TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let stopped = Arc::<AtomicBool>::default();
        let (stops, serve) = (Arc::clone(&stopped), Arc::new(serve));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stops.load(Ordering::SeqCst) {
                    return;
                }
                let serve = Arc::clone(&serve);
                thread::spawn(move || {
                    // A client that goes away is no fault of whoever serves.
                    let _ = serve(&stream);
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { address, stopped }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is stopped.
        let _ = TcpStream::connect(self.address);
    }
}
