//! TLS in front of a server that speaks without it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::{Authority, Identity};

/// Speaks TLS on a free loopback port and passes on what comes to another. It stops when it is dropped.
pub struct TlsFront {
    address: SocketAddr,
    refused: Arc<Mutex<Vec<String>>>,
    runtime: Option<Runtime>,
}

impl TlsFront {
    /// In front of the server at `behind`, with this certificate. With `clients`, whoever connects must
    /// show a certificate that this authority signed.
    ///
    /// # Panics
    /// When the certificate is none or no port can be had.
    #[must_use]
    pub fn start(behind: SocketAddr, own: &Identity, clients: Option<&Authority>) -> Self {
        Self::with(behind, config(own, clients.map(|authority| verifier(authority, true))))
    }

    /// The same, asking for a certificate of this authority and taking whoever shows none: the server
    /// behind answers for itself.
    ///
    /// # Panics
    /// When the certificate is none or no port can be had.
    #[must_use]
    pub fn asking(behind: SocketAddr, own: &Identity, clients: &Authority) -> Self {
        Self::with(behind, config(own, Some(verifier(clients, false))))
    }

    fn with(behind: SocketAddr, config: ServerConfig) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        // Not by the runtime: a test may be on one of its own.
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let refused = Arc::<Mutex<Vec<String>>>::default();
        let noted = Arc::clone(&refused);
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, noted) = (acceptor.clone(), Arc::clone(&noted));
                tokio::spawn(async move {
                    if let Err(error) = pass_on(stream, &acceptor, behind).await {
                        noted.lock().unwrap().push(error.to_string());
                    }
                });
            }
        });
        Self { address, refused, runtime: Some(runtime) }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What went wrong with connections so far: handshakes that failed, among others.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.refused.lock().unwrap().clone()
    }
}

impl Drop for TlsFront {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn pass_on(stream: TcpStream, acceptor: &TlsAcceptor, behind: SocketAddr) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut outside = acceptor.accept(stream).await?;
    let mut inside = TcpStream::connect(behind).await?;
    inside.set_nodelay(true)?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}

fn verifier(authority: &Authority, strict: bool) -> Arc<dyn ClientCertVerifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let builder = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    if strict { builder.build() } else { builder.allow_unauthenticated().build() }.unwrap()
}

fn config(own: &Identity, clients: Option<Arc<dyn ClientCertVerifier>>) -> ServerConfig {
    let builder =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(verifier) => builder.with_client_cert_verifier(verifier),
    };
    let chain = CertificateDer::pem_slice_iter(own.certificate.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes()).unwrap();
    builder.with_single_cert(chain, key).unwrap()
}
