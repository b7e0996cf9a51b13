//! Listening, answering, and stopping without cutting anybody off.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hedgerow_engine::Engine;
use tokio::net::TcpListener;

use crate::config::ServerConfig;
use crate::connections::{self, How};
use crate::router;
use crate::state::App;
use crate::tls::Tls;

/// How long open requests may take to end once the server stops.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that has its address and does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: App,
}

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {source}{hint}")]
pub struct BindError {
    address: SocketAddr,
    hint: &'static str,
    source: io::Error,
}

impl Server {
    /// Takes an address; port 0 takes a free one. Connections wait until [`Server::serve`]. The
    /// configuration may be the installation's token alone: the rest is as usual then.
    ///
    /// # Errors
    /// When the address is taken or not this machine's.
    pub async fn bind(
        listen: SocketAddr,
        engine: Engine,
        config: impl Into<ServerConfig>,
    ) -> Result<Self, BindError> {
        let failed = |source: io::Error| BindError {
            address: listen,
            hint: match source.kind() {
                io::ErrorKind::AddrInUse => {
                    "; stop the process that listens there, or choose another port (0 chooses a \
                     free one)"
                }
                io::ErrorKind::PermissionDenied => "; choose a port above 1023",
                _ => "",
            },
            source,
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, app: App::new(engine, config.into()) })
    }

    /// The address it listens on, with the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL that reaches it from this machine. With TLS the certificate need not name that address.
    #[must_use]
    pub fn url(&self) -> String {
        let mut reachable = self.address;
        if reachable.ip().is_unspecified() {
            reachable.set_ip(match reachable {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        let scheme = if self.app.config.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{reachable}")
    }

    /// Answers until `until` is done. Then no new connections are taken, streams and exchanges with
    /// remotes end, and open requests have 30 seconds to end.
    ///
    /// # Errors
    /// When the socket fails.
    pub async fn serve(self, until: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let stopping = self.app.stopping.clone();
        let stopped = stopping.clone();
        let engine = self.app.engine.clone();
        let bounds = self.app.config.bounds.clone();
        let tls = self.app.config.tls.clone();
        let acceptor = tls.as_ref().map(Tls::acceptor).transpose().map_err(io::Error::other)?;
        let router = router::with_state(self.app);
        let served = async {
            let until = async {
                until.await;
                // A request that waits for a remote is answered now; what it began is settled later.
                engine.end_exchanges();
                stopping.cancel();
            };
            let looking = async {
                if let Some(tls) = tls {
                    tls.keep_looking(stopping.clone()).await;
                }
            };
            let how = How { bounds: &bounds, tls: acceptor.as_ref(), stopping: &stopping };
            tokio::join!(until, looking, connections::serve(self.listener, router, how));
        };
        let too_late = async {
            stopped.cancelled().await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! {
            () = served => Ok(()),
            () = too_late => {
                tracing::warn!("open requests did not end in time and were cut off");
                Ok(())
            }
        }
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}
