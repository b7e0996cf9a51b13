//! A TLS handshake that accepts any certificate and reports what the server sent. Nothing is ever sent on
//! such a connection: it is for finding out why git rejected the certificate.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{
    AlertDescription, ClientConfig, ClientConnection, DigitallySignedStruct, Error,
    SignatureScheme, StreamOwned,
};

/// Something to read from and write to.
pub(super) trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

/// What the server sent in a handshake.
#[derive(Debug, Default)]
pub(super) struct Handshake {
    /// The server's certificates, its own first.
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// Whether it requested a client certificate.
    pub(super) requests_certificate: bool,
    /// The TLS alert with which it ended the connection.
    pub(super) alert: Option<AlertDescription>,
    /// Whether the answer was not TLS.
    pub(super) not_tls: bool,
    /// Whether the server ended the connection.
    pub(super) ended: bool,
}

type Stream = StreamOwned<ClientConnection, Box<dyn Wire>>;

/// A handshake with a server named `host` over `wire`. The connection, when there is one, can carry another
/// TLS connection.
pub(super) fn shake(
    wire: Box<dyn Wire>,
    host: ServerName<'static>,
    client: Option<Arc<CertifiedKey>>,
) -> (Handshake, Option<Stream>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let notes =
        Arc::new(Notes { provider: Arc::clone(&provider), noted: Mutex::default(), client });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|builder| builder.dangerous().with_custom_certificate_verifier(notes.clone()))
        .map(|builder| builder.with_client_cert_resolver(notes.clone()));
    let Ok(config) = config else { return (Handshake::default(), None) };
    let Ok(connection) = ClientConnection::new(Arc::new(config), host) else {
        return (Handshake::default(), None);
    };
    let mut stream = StreamOwned::new(connection, wire);
    let mut result = Ok(());
    while result.is_ok() && stream.conn.is_handshaking() {
        result = stream.conn.complete_io(&mut stream.sock).map(drop);
    }
    let mut handshake = std::mem::take(&mut *notes.noted());
    note_end(&mut handshake, &result);
    let whole = result.is_ok();
    (handshake, whole.then_some(stream))
}

/// Waits for the server's verdict on the client certificate, which with TLS 1.3 comes after the handshake.
pub(super) fn await_alert(handshake: &mut Handshake, stream: &mut Stream) {
    let result = stream.read(&mut [0]);
    match result {
        Ok(0) => handshake.ended = true,
        Ok(_) => {}
        Err(error) => note_end(handshake, &Err(error)),
    }
}

fn note_end(handshake: &mut Handshake, result: &io::Result<()>) {
    let Err(error) = result else { return };
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::AlertReceived(alert)) => handshake.alert = Some(*alert),
        Some(Error::InvalidMessage(_)) => handshake.not_tls = true,
        _ => {
            use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
            let ends = [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof];
            handshake.ended = ends.contains(&error.kind());
        }
    }
}

/// Accepts any certificate, and keeps it.
#[derive(Debug)]
struct Notes {
    provider: Arc<CryptoProvider>,
    noted: Mutex<Handshake>,
    client: Option<Arc<CertifiedKey>>,
}

impl Notes {
    fn noted(&self) -> std::sync::MutexGuard<'_, Handshake> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerCertVerifier for Notes {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let all = std::iter::once(own).chain(between);
        self.noted().certificates = all.map(|der| der.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

impl ResolvesClientCert for Notes {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.noted().requests_certificate = true;
        self.client.clone()
    }

    fn has_certs(&self) -> bool {
        true
    }
}
