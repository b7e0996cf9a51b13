//! A remote behind TLS of a private authority and a proxy, set up and taken apart from the command line;
//! and where its secrets do not turn up.

use std::fs;

use hedgerow_testkit::{Authority, GitServer, Proxy, TestRepository, TlsFront, Valid};

use crate::support::{Server, folder};

const FILE: &str = "apiVersion: vpc.githedgehog.com/v1beta1\nkind: VPC\nmetadata:\n  name: web\n\
                    spec:\n  subnets:\n    front:\n      subnet: 10.0.1.0/24\n      vlan: 1001\n";
const PASSWORD: &str = "pr0xy-5f2c9a7e41-c0ffee";

#[test]
fn a_remote_is_reached_by_a_way_of_its_own_whose_secrets_are_found_nowhere() {
    let folder = folder(&[]);
    let below = |name: &str| folder.path().join(name);
    let repository = TestRepository::create(below("remotes/net.git"));
    repository.git(&["config", "http.receivepack", "true"]);
    repository.commit("main", "first", &[("env/web.yaml", Some(FILE))]);
    let git = GitServer::start(below("remotes"));
    let own = Authority::new("Own CA");
    let front = TlsFront::start(git.address(), &own.server(&["localhost"]), Some(&own));
    let proxy = Proxy::start();
    proxy.require("bot", PASSWORD);
    let ada = own.client("ada", Valid::Days(3));
    let write = |name: &str, text: &str| {
        fs::write(below(name), text).unwrap();
        below(name).display().to_string()
    };
    let (ca, certificate) = (write("ca", own.pem()), write("certificate", &ada.certificate));
    let (key, password) = (write("key", &ada.key), write("password", &format!("{PASSWORD}\n")));
    let (data, log) = (below("data"), below("log"));
    let server = Server::start_logging(&data, &log);
    let mut said = Vec::new();
    let mut run = |line: &str| {
        let ran = server.run(line);
        said.push(format!("{ran:?}"));
        ran
    };

    let url = format!("https://localhost:{}/net.git", front.address().port());
    let add = format!("repo add net {url}");
    let mut refused = |line: &str, words: &[&str]| {
        let ran = run(line);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(words.iter().all(|word| ran.err.contains(word)), "{ran:?}");
    };
    refused(&add, &["not signed by an authority", "`--ca-file FILE`"]);
    let add = format!("{add} --ca-file {ca}");
    refused(&add, &["asks for a client certificate", "--client-key FILE"]);
    refused(&format!("{add} --client-certificate {certificate}"), &["needs its private key"]);
    let add = format!("{add} --client-certificate {certificate} --client-key {key}");
    let address = proxy.address();
    refused(
        &format!("{add} --proxy http://bot:{PASSWORD}@{address}"),
        &["holds a password", "--proxy-password-file FILE"],
    );
    let add = format!("{add} --proxy http://bot@{address}");
    refused(&add, &["asks for a user name and password", "--proxy-password-file FILE"]);
    let added = run(&format!("{add} --proxy-password-file {password}")).ok();
    assert!(added.out.contains("authority: CN=Own CA, until "), "{added:?}");
    run("repo test net").ok();
    run("fabric add env --repo net --dir env --layout in-place").ok();
    run("sync env").ok();
    run("draft env --change c --set VPC/web spec.subnets.front.vlan=2002").ok();
    run("publish c").ok();
    assert!(repository.read("main", "env/web.yaml").unwrap().contains("2002"));

    let shown = run("repo get net").ok().out;
    for words in [
        "client certificate: CN=ada, until",
        "warning: ",
        &format!("proxy: http://bot@{address}, with a password"),
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let listed = run("repo list").ok().out;
    assert!(listed.contains("CA CN=Own CA; client CN=ada"), "{listed}");
    let json = run("repo get net -o json").ok().json();
    assert_eq!(json["transport"]["authorities"][0]["subject"], "CN=Own CA");
    assert_eq!(json["transport"]["proxy_password"], true);
    let asked = proxy.asked().len();
    run("repo set net --no-proxy 10.0.0.0/8,localhost").ok();
    run("repo set net --without proxy").ok();
    assert_eq!(proxy.asked().len(), asked, "the list names the host");
    run("audit -o json --limit 1000").ok();
    assert_eq!(run("repo set net --without client-certificate").code, 1, "the remote asks for it");
    assert_eq!(run("repo set net --without ca,client-certificate").code, 1);

    // In no file of the data directory, no line of the log at its finest, and no answer.
    let body = ada.key.lines().nth(1).unwrap();
    assert_eq!(server.terminate(), 0);
    let mut places: Vec<(String, Vec<u8>)> = vec![("the log".into(), fs::read(&log).unwrap())];
    places.extend(said.into_iter().map(|text| ("an answer".to_owned(), text.into_bytes())));
    for entry in fs::read_dir(&data).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        places.push((entry.path().display().to_string(), fs::read(entry.path()).unwrap()));
    }
    let login = "Ym90OnByMHh5LTVmMmM5YTdlNDEtYzBmZmVl";
    for (place, bytes) in places {
        for secret in [PASSWORD, login, body] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "a secret stands in {place}");
        }
    }
}
