//! Through a proxy: whose secrets go where, and what is told of a proxy that does not help.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hedgerow_git::{
    Authorities, Credential, ExchangeError, Mirror, MirrorOptions, Proxy as Address, PushOutcome,
    RemoteUrl, Transport, Trouble,
};
use hedgerow_testkit::{Authority, Cut, Proxy, TlsFront, Valid};
use rstest::rstest;

use crate::credentials::{contains, push_without_showing};
use crate::support::{Served, options, token};
use crate::tls::{Secured, plain_http};

const PASSWORD: &str = "pr0xy-5f2c9a7e41";
const TOKEN: &str = "tok-5f2c9a7e41-secret";

fn way(own: Option<&Authority>, proxy: &str, password: Option<&str>, without: &str) -> Transport {
    let authorities = own.map(|own| Authorities::parse(own.pem()).unwrap());
    let proxy = Address::parse(proxy, password.map(Into::into)).unwrap();
    Transport::new(authorities, None, Some(proxy), without.parse().unwrap())
}

#[rstest]
#[case("http")]
#[case("https")]
#[case("socks5h")]
fn neither_secret_goes_where_the_other_belongs(#[case] scheme: &str) {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), None);
    remote.served.server.require("ada", TOKEN);
    let proxy = Proxy::start();
    proxy.require("bot", PASSWORD);
    let front = TlsFront::start(proxy.address(), &own.server(&["localhost"]), None);
    let port = if scheme == "https" { front.address().port() } else { proxy.address().port() };
    let url = format!("{scheme}://bot@localhost:{port}");
    let mirror = remote.by(way(Some(&own), &url, Some(PASSWORD), ""));
    remote.round(&mirror, &token(TOKEN));

    let asked = proxy.asked();
    assert!(!asked.is_empty());
    let place = format!("localhost:{}", remote.port);
    for one in &asked {
        assert!(["CONNECT", "SOCKS"].contains(&one.method.as_str()), "{one:?}");
        assert_eq!(one.target, place, "the name is left to the proxy");
        let headers = one.headers.join("\n");
        assert!(!headers.contains("\nauthorization:") && !headers.contains(TOKEN), "{headers}");
    }
    assert!(asked.iter().any(|one| one.login.is_some()));
    assert!(!remote.served.server.logins().is_empty());
    assert_eq!(remote.served.server.logins_of_proxies(), Vec::<String>::new());
}

#[test]
fn a_host_that_only_the_proxy_knows_is_reached() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["git.hedgerow.invalid"]), None);
    let url = RemoteUrl::parse("https://git.hedgerow.invalid/remote.git").unwrap();
    let path = remote.served.pair.dir.path().join("far");
    let far = Mirror::open_or_create(&path, &url, &options()).unwrap();
    for scheme in ["http", "socks5h"] {
        let proxy = Proxy::start();
        proxy.lead_to(([127, 0, 0, 1], remote.port).into());
        let address = format!("{scheme}://{}", proxy.address());
        let far = far.by_way_of(Arc::new(way(Some(&own), &address, None, "")));
        assert_eq!(far.ls_remote(&Credential::None, "main"), Ok(remote.old), "{scheme}");
        assert_eq!(proxy.asked()[0].target, "git.hedgerow.invalid:443");
    }
}

#[test]
fn a_host_of_the_list_is_reached_without_the_proxy() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), None);
    let proxy = Proxy::start();
    let address = format!("http://{}", proxy.address());
    let mirror = remote.by(way(Some(&own), &address, None, "localhost"));
    remote.round(&mirror, &Credential::None);
    assert!(proxy.asked().is_empty(), "{:?}", proxy.asked());
}

#[test]
fn plain_http_goes_through_a_proxy_and_a_token_never_does() {
    let served = Served::new();
    let proxy = Proxy::start();
    proxy.require("bot", PASSWORD);
    let address = format!("http://bot@{}", proxy.address());
    let mirror = served.mirror.by_way_of(Arc::new(way(None, &address, Some(PASSWORD), "")));
    assert_eq!(mirror.ls_remote(&Credential::None, "main"), Ok(served.old));
    let outcome = mirror.push(&Credential::None, "main", served.old, served.new);
    assert_eq!(outcome, PushOutcome::Accepted);
    assert!(proxy.asked().iter().all(|one| one.target.starts_with("http://127.0.0.1")));
    assert_eq!(served.server.logins_of_proxies(), Vec::<String>::new());
    let before = proxy.asked().len();
    // Also where tokens may travel unencrypted otherwise.
    for allow_cleartext_token in [false, true] {
        let limits = MirrorOptions { allow_cleartext_token, ..options() };
        let mirror = Mirror::open_or_create(mirror.path(), mirror.url(), &limits).unwrap();
        let mirror = mirror.by_way_of(Arc::new(way(None, &address, Some(PASSWORD), "")));
        let error = mirror.ls_remote(&token(TOKEN), "main").unwrap_err();
        assert!(
            matches!(error, ExchangeError::Way { trouble: Trouble::Unusable, .. }),
            "{error:?}"
        );
        assert!(error.to_string().contains("reach the proxy unencrypted"), "{error}");
    }
    assert_eq!(proxy.asked().len(), before, "nothing was sent");
}

/// What is wrong, what it is called, and words of the next step. Each by CONNECT and by SOCKS, where both
/// have it.
#[rstest]
#[case("away", Trouble::ProxyAway, &["the proxy was not reached", "whether it runs"])]
#[case("unknown", Trouble::ProxyAway, &["the proxy was not reached"])]
#[case("no login", Trouble::ProxyLoginRequired, &["none is stored", "user name (in its URL)"])]
#[case("no password", Trouble::ProxyLoginRequired, &["none is stored"])]
#[case("wrong login", Trouble::ProxyLoginRefused, &["does not accept", "right user name"])]
#[case("refuses", Trouble::ProxyRefuses, &["does not allow", "without the proxy"])]
#[case("remote away", Trouble::ProxyReachesNothing, &["does not reach", "host's name and port"])]
#[case("untrusted", Trouble::ProxyUntrusted, &["`CN=localhost`, signed by `CN=Other CA`"])]
#[case("no tls", Trouble::ProxyUntrusted, &["does not speak TLS"])]
#[case("remote untrusted", Trouble::UnknownAuthority, &["signed by `CN=Other CA`"])]
#[case("remote expired", Trouble::Expired, &["renew it"])]
fn a_proxy_is_told_as_what_it_is(
    #[case] wrong: &str,
    #[case] expected: Trouble,
    #[case] words: &[&str],
) {
    let (own, other) = (Authority::new("Own CA"), Authority::new("Other CA"));
    let shown = match wrong {
        "remote untrusted" => other.server(&["localhost"]),
        "remote expired" => own.server_valid(&["localhost"], Valid::Ended),
        _ => own.server(&["localhost"]),
    };
    let remote = Secured::new(&shown, None);
    let proxy = Proxy::start();
    let front = TlsFront::start(proxy.address(), &other.server(&["localhost"]), None);
    let (plain, secure) = (proxy.address().port(), front.address().port());
    let mut password = None;
    let mut addresses =
        vec![format!("http://localhost:{plain}"), format!("socks5h://localhost:{plain}")];
    match wrong {
        "away" => addresses = vec!["http://127.0.0.1:1".into(), "socks5h://127.0.0.1:1".into()],
        "unknown" => addresses = vec!["http://proxy.hedgerow.invalid:3128".into()],
        "no login" => proxy.require("bot", PASSWORD),
        "wrong login" => {
            proxy.require("bot", "another-password");
            password = Some(PASSWORD);
            addresses = vec![
                format!("http://bot@localhost:{plain}"),
                format!("socks5h://bot@localhost:{plain}"),
            ];
        }
        "no password" => {
            proxy.require("bot", PASSWORD);
            addresses = vec![format!("http://bot@localhost:{plain}")];
        }
        "refuses" => proxy.refuse(true),
        "remote away" => {
            proxy.lead_to("127.0.0.1:1".parse().unwrap());
            addresses.truncate(1);
        }
        "untrusted" => addresses = vec![format!("https://localhost:{secure}")],
        "no tls" => addresses = vec![format!("https://localhost:{}", plain_http().port())],
        // What a handshake shows is not looked at through SOCKS.
        _ => addresses.truncate(1),
    }
    for address in addresses {
        let transport = way(Some(&own), &address, password, "");
        let (trouble, said) = remote.trouble(&remote.by(transport));
        assert_eq!(trouble, expected, "{address}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{address}: {said}");
        assert!(!said.contains(PASSWORD), "{said}");
    }
}

#[test]
fn a_proxy_that_never_answers_is_given_up() {
    let own = Authority::new("Own CA");
    let deadline = Duration::from_millis(300);
    let limits = MirrorOptions { deadline, total_deadline: deadline, ..options() };
    let remote = Secured::with(&own.server(&["localhost"]), None, &limits);
    let proxy = Proxy::start();
    proxy.keep_silent(true);
    let mirror = remote.by(way(Some(&own), &format!("http://{}", proxy.address()), None, ""));
    let began = Instant::now();
    let error = mirror.ls_remote(&Credential::None, "main").unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(
        mirror.push(&Credential::None, "main", remote.old, remote.new),
        PushOutcome::TimedOut
    );
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_push_that_was_taken_is_uncertain_through_a_proxy_too() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), None);
    let proxy = Proxy::start();
    let mirror = remote.by(way(Some(&own), &format!("http://{}", proxy.address()), None, ""));
    remote.served.server.cut_answers_of_pushes(2, Cut::AfterHead);
    let outcome = mirror.push(&Credential::None, "main", remote.old, remote.new);
    assert!(outcome.is_uncertain(), "{outcome:?}");
    assert_eq!(mirror.ls_remote(&Credential::None, "main"), Ok(Some(remote.new)));
}

#[test]
fn a_proxys_password_is_in_no_argument_environment_or_file_of_an_exchange() {
    let own = Authority::new("Own CA");
    let remote = Secured::new(&own.server(&["localhost"]), None);
    let proxy = Proxy::start();
    proxy.require("bot", PASSWORD);
    let address = format!("http://bot@{}", proxy.address());
    let mirror = remote.by(way(Some(&own), &address, Some(PASSWORD), ""));
    let push = || mirror.push(&Credential::None, "main", remote.old, remote.new);
    let shown = push_without_showing(PASSWORD, &remote.served.server, remote.mirror.path(), push);
    assert!(shown.iter().any(|(_, bytes)| contains(bytes, "http.proxy=")), "{shown:?}");
    assert!(!format!("{:?}", mirror.transport()).contains(PASSWORD));
}
