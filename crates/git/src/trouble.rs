//! What is wrong on the way to a remote: TLS, what it shows of itself, and the proxy.

/// What is wrong on the way to a remote, before anything of it is sent: nothing was changed there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody who is trusted signed the remote's certificate.
    UnknownAuthority,
    /// The remote's certificate has expired, or one on the way to its authority.
    Expired,
    /// The remote's certificate is not valid yet.
    NotYetValid,
    /// The remote's certificate names other hosts.
    OtherHost,
    /// The certificate of the authority, which is stored with the repository, has expired.
    AuthorityExpired,
    /// The remote's certificate was not accepted, and nothing says why.
    Untrusted,
    /// What answers does not speak TLS.
    NoTls,
    /// The remote asks for a client certificate, and the repository has none.
    ClientCertificateRequired,
    /// The remote does not accept the repository's client certificate.
    ClientCertificateRefused,
    /// The proxy is not found, or does not answer.
    ProxyAway,
    /// The proxy's certificate was not accepted.
    ProxyUntrusted,
    /// The proxy asks for a user name and password, and the repository has none.
    ProxyLoginRequired,
    /// The proxy does not accept the user name and password.
    ProxyLoginRefused,
    /// The proxy does not allow connections to the remote.
    ProxyRefuses,
    /// The proxy does not reach the remote.
    ProxyReachesNothing,
    /// What is set does not go together, or does not open: nothing was tried.
    Unusable,
}

impl Trouble {
    /// What it is, as a fragment.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::UnknownAuthority => {
                "the remote's certificate is not signed by an authority that is trusted here"
            }
            Self::Expired => "the remote's certificate has expired",
            Self::NotYetValid => "the remote's certificate is not valid yet",
            Self::OtherHost => "the remote's certificate is for another host name",
            Self::AuthorityExpired => {
                "the certificate of the authority that is stored with the repository has expired"
            }
            Self::Untrusted => "the remote's certificate was not accepted",
            Self::NoTls => "what answers at the remote's address does not speak TLS",
            Self::ClientCertificateRequired => {
                "the remote asks for a client certificate, and none is stored with the repository"
            }
            Self::ClientCertificateRefused => {
                "the remote does not accept the repository's client certificate"
            }
            Self::ProxyAway => "the proxy was not reached",
            Self::ProxyUntrusted => "the proxy's certificate was not accepted",
            Self::ProxyLoginRequired => {
                "the proxy asks for a user name and password, and none is stored with the repository"
            }
            Self::ProxyLoginRefused => "the proxy does not accept the user name and password",
            Self::ProxyRefuses => "the proxy does not allow connections to the remote",
            Self::ProxyReachesNothing => "the proxy does not reach the remote",
            Self::Unusable => "the repository's way to its remote cannot be used",
        }
    }

    /// What a person can do about it. Whether it is tried again is not said here: only who keeps it knows.
    #[must_use]
    pub fn remedy(self) -> &'static str {
        match self {
            Self::UnknownAuthority => {
                "store the certificate of the host's authority with the repository; where one is stored, \
                 it is another one's: ask those who run the host which is theirs"
            }
            Self::Expired => {
                "have those who run the host renew it; where it is valid, this server's clock is wrong"
            }
            Self::NotYetValid => {
                "check this server's clock; where that is right, ask those who run the host"
            }
            Self::OtherHost => {
                "write the repository's URL with a name that the certificate has, or have those who run \
                 the host add this one to it"
            }
            Self::AuthorityExpired => "store the authority's new certificate with the repository",
            Self::Untrusted => {
                "look at who signed it, at its host names and dates (`openssl s_client -connect \
                 HOST:PORT`), and store the certificate of its authority with the repository"
            }
            Self::NoTls => {
                "check host, port and scheme of the repository's URL, and what is on the way: https:// \
                 needs a port where TLS is spoken"
            }
            Self::ClientCertificateRequired => {
                "store a client certificate and its key with the repository; those who run the host \
                 issue them"
            }
            Self::ClientCertificateRefused => {
                "check that it has not expired or been revoked, and that the host trusts who signed it"
            }
            Self::ProxyAway => "check the proxy's host, port and scheme, and whether it runs",
            Self::ProxyUntrusted => {
                "store the certificate of the proxy's authority with the repository, beside that of the \
                 host's; check the proxy's host name, and its certificate's dates"
            }
            Self::ProxyLoginRequired => {
                "store the proxy's user name (in its URL) and its password with the repository"
            }
            Self::ProxyLoginRefused => "store the right user name and password of the proxy",
            Self::ProxyRefuses => {
                "have those who run the proxy allow this host and port, or reach the host without the \
                 proxy"
            }
            Self::ProxyReachesNothing => {
                "check the host's name and port; where they are right, ask those who run the proxy"
            }
            Self::Unusable => "change what the message names",
        }
    }

    /// A stable word for it, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownAuthority => "unknown-authority",
            Self::Expired => "certificate-expired",
            Self::NotYetValid => "certificate-not-yet-valid",
            Self::OtherHost => "certificate-of-another-host",
            Self::AuthorityExpired => "authority-expired",
            Self::Untrusted => "certificate-not-accepted",
            Self::NoTls => "no-tls",
            Self::ClientCertificateRequired => "client-certificate-required",
            Self::ClientCertificateRefused => "client-certificate-refused",
            Self::ProxyAway => "proxy-away",
            Self::ProxyUntrusted => "proxy-not-trusted",
            Self::ProxyLoginRequired => "proxy-login-required",
            Self::ProxyLoginRefused => "proxy-login-refused",
            Self::ProxyRefuses => "proxy-refuses",
            Self::ProxyReachesNothing => "proxy-reaches-nothing",
            Self::Unusable => "way-unusable",
        }
    }

    /// Whether trying the same again later may help without anybody doing anything.
    #[must_use]
    pub fn is_transient(self) -> bool {
        matches!(self, Self::ProxyAway | Self::ProxyReachesNothing)
    }
}
