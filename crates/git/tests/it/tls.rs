//! TLS with authorities and client certificates of a repository's own, against real handshakes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hedgerow_git::{
    Authorities, ClientIdentity, Credential, ExchangeError, Mirror, MirrorOptions, NoProxy, Oid,
    PushOutcome, RemoteUrl, Transport, Trouble,
};
use hedgerow_testkit::{Authority, Fault, Identity, TlsFront, Valid};
use rstest::rstest;

use crate::credentials::push_without_showing;
use crate::support::{Served, commit, options, token};

/// A remote behind TLS, and a mirror of it that knows its first commit.
pub(crate) struct Secured {
    pub(crate) served: Served,
    _front: Option<TlsFront>,
    pub(crate) port: u16,
    /// Without a way of its own.
    pub(crate) mirror: Mirror,
    pub(crate) old: Option<Oid>,
    /// A commit to be pushed.
    pub(crate) new: Oid,
}

/// Whom a repository trusts, and what it shows.
pub(crate) fn way(authority: Option<&Authority>, client: Option<&Identity>) -> Transport {
    let authorities = authority.map(|authority| Authorities::parse(authority.pem()).unwrap());
    let client = client.map(|client| {
        let key = client.key.clone().into();
        ClientIdentity::parse(&client.certificate, &key).unwrap()
    });
    Transport::new(authorities, client, None, NoProxy::default())
}

impl Secured {
    pub(crate) fn new(own: &Identity, clients: Option<&Authority>) -> Self {
        Self::with(own, clients, &options())
    }

    pub(crate) fn with(
        own: &Identity,
        clients: Option<&Authority>,
        options: &MirrorOptions,
    ) -> Self {
        let served = Served::new();
        let front = TlsFront::start(served.server.address(), own, clients);
        let port = front.address().port();
        Self { _front: Some(front), ..Self::behind(served, port, options) }
    }

    /// Where something else answers.
    pub(crate) fn at(port: u16, options: &MirrorOptions) -> Self {
        Self::behind(Served::new(), port, options)
    }

    fn behind(served: Served, port: u16, options: &MirrorOptions) -> Self {
        let url = format!("https://localhost:{port}/remote.git");
        let url = RemoteUrl::parse(&url).unwrap();
        let path = served.pair.dir.path().join("secured");
        let mirror = Mirror::open_or_create(&path, &url, options).unwrap();
        // What it knows came another way.
        served.pair.repository.git(&[
            "push",
            "-q",
            path.to_str().unwrap(),
            "refs/heads/main:refs/hedgerow/known",
        ]);
        let old = served.old;
        let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
        Self { new: built[0].oid.unwrap(), served, _front: None, mirror, old, port }
    }

    pub(crate) fn by(&self, transport: Transport) -> Mirror {
        self.mirror.by_way_of(Arc::new(transport))
    }

    /// Reads and pushes.
    pub(crate) fn round(&self, mirror: &Mirror, credential: &Credential) {
        assert_eq!(mirror.ls_remote(credential, "main"), Ok(self.old));
        let fetched = mirror.fetch(credential, "main", &mut |_| ()).unwrap();
        assert_eq!(fetched.new, self.old);
        let outcome = mirror.push(credential, "main", self.old, self.new);
        assert_eq!(outcome, PushOutcome::Accepted);
        assert_eq!(self.served.remote_head(), self.new);
    }

    /// What reading and pushing say of a way; each must say the same, and leave the remote as it is.
    pub(crate) fn trouble(&self, mirror: &Mirror) -> (Trouble, String) {
        let error = mirror.ls_remote(&Credential::None, "main").unwrap_err();
        let said = format!("{error}; {}", error.remedy());
        let ExchangeError::Way { trouble, .. } = error else { panic!("{error:?}") };
        let outcome = mirror.push(&Credential::None, "main", self.old, self.new);
        match &outcome {
            PushOutcome::Refused { .. } if !trouble.is_transient() => {}
            PushOutcome::NotSent { .. } if trouble.is_transient() => {}
            outcome => panic!("{trouble:?}: {outcome:?}"),
        }
        assert!(outcome.message().contains(trouble.said()), "{outcome:?}");
        assert!(outcome.message().contains(trouble.remedy()), "{outcome:?}");
        assert_eq!(Some(self.served.remote_head()), self.old);
        (trouble, said)
    }
}

#[test]
fn a_remote_of_a_private_authority_is_read_and_pushed_to() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), None);
    let mirror = remote.by(way(Some(&own), None));
    remote.served.server.require("ada", "right-token");
    remote.round(&mirror, &token("right-token"));
    let error = remote.mirror.ls_remote(&token("right-token"), "main").unwrap_err();
    assert!(matches!(error, ExchangeError::Way { .. }), "other clones trust as before: {error:?}");
}

#[test]
fn a_remote_that_asks_who_connects_is_shown_the_client_certificate() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), Some(&own));
    let ada = own.client("ada", Valid::Days(3));
    remote.round(&remote.by(way(Some(&own), Some(&ada))), &Credential::None);
}

/// What is wrong, what it is called, and words of what was seen and of the next step.
#[rstest]
#[case("unknown authority", Trouble::UnknownAuthority, &["signed by `CN=Other CA`", "host's authority"])]
#[case("no authority", Trouble::UnknownAuthority, &["signed by `CN=Other CA`", "SHA-256"])]
#[case("expired", Trouble::Expired, &["has expired", "valid from", "renew it"])]
#[case("not yet", Trouble::NotYetValid, &["not valid yet", "clock"])]
#[case("other host", Trouble::OtherHost, &["`CN=git.example`", "a name that the certificate has"])]
#[case("authority expired", Trouble::AuthorityExpired, &["stored with the repository has expired"])]
#[case("no client", Trouble::ClientCertificateRequired, &["none is stored", "store a client certificate"])]
#[case("other client", Trouble::ClientCertificateRefused, &["`CN=bob`, signed by `CN=Other CA`", "revoked"])]
#[case("expired client", Trouble::ClientCertificateRefused, &["`CN=ada`", "which has expired"])]
#[case("no tls", Trouble::NoTls, &["does not speak TLS", "port and scheme"])]
fn what_is_wrong_with_tls_is_told_as_what_it_is(
    #[case] wrong: &str,
    #[case] expected: Trouble,
    #[case] words: &[&str],
) {
    let (own, other) = (Authority::new("Own CA"), Authority::new("Other CA"));
    let ended = Authority::valid("Ended CA", Valid::Ended);
    let names = ["localhost"];
    let shown = match wrong {
        "unknown authority" | "no authority" => other.server(&names),
        "expired" => own.server_valid(&names, Valid::Ended),
        "not yet" => own.server_valid(&names, Valid::NotYet),
        "other host" => own.server(&["git.example"]),
        "authority expired" => ended.server(&names),
        _ => own.server(&names),
    };
    let asks = wrong.ends_with("client").then_some(&own);
    let remote = match wrong {
        "no tls" => Secured::at(plain_http().port(), &options()),
        _ => Secured::new(&shown, asks),
    };
    let (ada, bob) = (own.client("ada", Valid::Ended), other.client("bob", Valid::Days(1)));
    let transport = match wrong {
        "no authority" => Transport::default(),
        "authority expired" => way(Some(&ended), None),
        "other client" => way(Some(&own), Some(&bob)),
        "expired client" => way(Some(&own), Some(&ada)),
        _ => way(Some(&own), None),
    };
    let (trouble, said) = remote.trouble(&remote.by(transport));
    assert_eq!(trouble, expected, "{said}");
    assert!(words.iter().all(|word| said.contains(word)), "{said}");
}

/// Answers whatever comes as a web server without TLS does.
pub(crate) fn plain_http() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    address
}

#[test]
fn a_host_that_refuses_a_client_by_its_answer_is_told_as_one() {
    let own = Authority::new("Own CA");
    let shown = own.server(&["localhost"]);
    let served = Served::new();
    served.server.answer_with(Some(("400 Bad Request", "certificate has expired\n")));
    let front = TlsFront::asking(served.server.address(), &shown, &own);
    let remote = Secured::at(front.address().port(), &options());
    let (trouble, said) = remote.trouble(&remote.by(way(Some(&own), None)));
    assert_eq!(trouble, Trouble::ClientCertificateRequired, "{said}");
    let ada = own.client("ada", Valid::Days(1));
    let (trouble, said) = remote.trouble(&remote.by(way(Some(&own), Some(&ada))));
    assert_eq!(trouble, Trouble::ClientCertificateRefused, "{said}");
    // One that does not ask means something else by it.
    let front = TlsFront::start(served.server.address(), &shown, None);
    let remote = Secured::at(front.address().port(), &options());
    let mirror = remote.by(way(Some(&own), None));
    let error = mirror.ls_remote(&Credential::None, "main").unwrap_err();
    assert!(!matches!(error, ExchangeError::Way { .. }), "{error:?}");
}

#[test]
fn a_handshake_that_never_ends_does_and_can_be_stopped() {
    let listener = TcpListener::bind(("localhost", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let deadline = Duration::from_millis(300);
    let own = Authority::new("Own CA");
    let url = RemoteUrl::parse(&format!("https://localhost:{port}/remote.git")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let limits = MirrorOptions { deadline, total_deadline: deadline, ..options() };
    let mirror = Mirror::open_or_create(&dir.path().join("mirror"), &url, &limits).unwrap();
    let mirror = mirror.by_way_of(Arc::new(way(Some(&own), None)));
    let began = Instant::now();
    let error = mirror.ls_remote(&Credential::None, "main").unwrap_err();
    assert!(error.is_transient() && !matches!(error, ExchangeError::Way { .. }), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_redirect_is_followed_by_the_same_way() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), None);
    let dir = remote.served.pair.dir.path();
    std::fs::rename(remote.served.pair.repository.path(), dir.join("renamed.git")).unwrap();
    let to = Fault::Redirect("/renamed.git".to_owned());
    let _faulty = remote.served.server.fault(hedgerow_testkit::At::FetchRefs, to);
    let mirror = remote.by(way(Some(&own), None));
    assert_eq!(mirror.ls_remote(&Credential::None, "main"), Ok(remote.old));
}

#[test]
fn a_clients_key_is_in_no_argument_environment_or_file_of_an_exchange() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), Some(&own));
    let ada = own.client("ada", Valid::Days(3));
    let mirror = remote.by(way(Some(&own), Some(&ada)));
    let secret = ada.key.lines().nth(1).unwrap();
    let push = || mirror.push(&Credential::None, "main", remote.old, remote.new);
    let shown = push_without_showing(secret, &remote.served.server, remote.mirror.path(), push);
    assert!(shown.iter().any(|(name, _)| name.contains("git-remote")), "{shown:?}");
    assert!(!format!("{mirror:?} {:?}", mirror.transport()).contains(secret));
}

#[test]
fn what_does_not_go_together_with_the_url_is_refused_before_anything_is_sent() {
    let own = Authority::new("Own CA");
    let served = Served::new();
    let before = served.server.requests().len();
    let mirror = served.mirror.by_way_of(Arc::new(way(Some(&own), None)));
    let error = mirror.ls_remote(&Credential::None, "main").unwrap_err();
    assert!(matches!(error, ExchangeError::Way { trouble: Trouble::Unusable, .. }), "{error:?}");
    assert!(error.to_string().contains("https:// URLs only"), "{error}");
    let unusable = Transport::unusable("the key does not open".to_owned());
    let error = served.mirror.by_way_of(Arc::new(unusable));
    let error = error.ls_remote(&Credential::None, "main").unwrap_err();
    assert!(error.to_string().contains("does not open"), "{error}");
    assert_eq!(served.server.requests().len(), before, "nothing was sent");
}
