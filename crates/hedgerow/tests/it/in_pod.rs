//! The server in a pod: it asks the cluster around it with what is mounted there for its service account, which may do no
//! more than the manifest that Hedgerow prints allows; beside it another fabric lives in another cluster.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hedgerow_testkit::{ApiServer, GitServer, TestRepository};
use serde_json::Value as Json;

use crate::support::{Server, below, folder, hedgerow};

/// Tells where kubectl is.
const KUBECTL: &str = "HEDGEROW_RIG_KUBECTL";

/// Where the server's own fabric lives.
const NAMESPACE: &str = "fabrics";

/// A token that was read is asked with for a minute; what is refused is tried again after another.
const LIMIT: Duration = Duration::from_secs(240);

const DEFINITION: &str = "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pastures.pods.hedgerow.example}
spec:
  group: pods.hedgerow.example
  scope: Namespaced
  names: {kind: Pasture, plural: pastures, singular: pasture, listKind: PastureList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {sheep: {type: integer}}}
";

fn pasture(name: &str, namespace: &str, sheep: u32) -> String {
    format!(
        "apiVersion: pods.hedgerow.example/v1\nkind: Pasture\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{sheep: {sheep}}}\n"
    )
}

/// An API server with the kind, a pasture, and secrets that nobody else has to see.
fn cluster(name: &str) -> ApiServer {
    let server = ApiServer::start(&PathBuf::from(std::env::var_os(KUBECTL).unwrap()));
    server.apply(DEFINITION);
    let kind = "customresourcedefinition/pastures.pods.hedgerow.example";
    server.kubectl(&["wait", kind, "--for=condition=Established", "--timeout=60s"]);
    server.apply(&format!("apiVersion: v1\nkind: Namespace\nmetadata: {{name: {NAMESPACE}}}\n"));
    server.apply(&pasture(name, NAMESPACE, 1));
    for secret in ["first", "second"] {
        let namespace = format!("--namespace={NAMESPACE}");
        server.kubectl(&["create", "secret", "generic", secret, &namespace]);
    }
    server
}

/// A token of the account, which holds as long as this secret is there.
fn token(server: &ApiServer, secret: &str) -> String {
    let namespace = format!("--namespace={NAMESPACE}");
    let bound = format!("--bound-object-name={secret}");
    let kind = "--bound-object-kind=Secret";
    let create = ["create", "token", "hedgerow", &namespace, kind, &bound];
    server.kubectl(&create).trim().to_owned()
}

/// What a pod has mounted, changed all at once as the kubelet does.
fn mount(mounted: &Path, server: &ApiServer, token: &str, round: u32) {
    let data = format!("..{round}");
    let folder = mounted.join(&data);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("ca.crt"), server.authority()).unwrap();
    fs::write(folder.join("namespace"), NAMESPACE).unwrap();
    fs::write(folder.join("token"), token).unwrap();
    symlink(&data, mounted.join("..next")).unwrap();
    fs::rename(mounted.join("..next"), mounted.join("..data")).unwrap();
    for file in ["ca.crt", "namespace", "token"] {
        if round == 1 {
            symlink(format!("..data/{file}"), mounted.join(file)).unwrap();
        }
    }
}

/// The program as a pod runs it: it has the folder where pods have it, and nobody else does.
fn in_a_pod(mounted: &Path, server: &ApiServer) -> Command {
    const PLACE: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
    let script = format!(
        "mount -t tmpfs none /var/run/ && mkdir -p {PLACE} && mount --bind \"$0\" {PLACE} && exec \"$@\""
    );
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", &script]).arg(mounted);
    let program = hedgerow();
    command.arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.env("KUBERNETES_SERVICE_HOST", server.address().ip().to_string());
    command.env("KUBERNETES_SERVICE_PORT", server.address().port().to_string());
    command.stdin(Stdio::null());
    command
}

/// Asks until the answer is as it should be.
fn reaches(server: &Server, line: &str, holds: impl Fn(&Json) -> bool) -> Duration {
    let begun = Instant::now();
    loop {
        let ran = server.run(line);
        if matches!(ran.code, 0 | 1) && !ran.out.is_empty() && holds(&ran.json()) {
            return begun.elapsed();
        }
        assert!(begun.elapsed() < LIMIT, "{line}: {ran:?}");
    }
}

/// Waits until exactly these of a fabric drifted.
fn drifts(server: &Server, fabric: &str, expected: &[&str]) -> Duration {
    reaches(server, &format!("drift {fabric} -o json"), |told| {
        let rows = told.as_array().unwrap();
        rows.iter().map(|row| row["name"].as_str().unwrap()).eq(expected.iter().copied())
    })
}

/// Waits until it is known, or not, what a fabric's cluster has.
fn is_known(server: &Server, fabric: &str, known: bool) -> Duration {
    reaches(server, &format!("status {fabric} -o json"), |told| {
        let one = told.as_array().map_or(told, |rows| &rows[0]);
        one["cluster"]["known"] == known
    })
}

fn sheep(server: &ApiServer, name: &str, sheep: u32) {
    let patch = format!("{{\"spec\": {{\"sheep\": {sheep}}}}}");
    let (named, namespace) = (format!("pasture/{name}"), format!("--namespace={NAMESPACE}"));
    server.kubectl(&["patch", &named, &namespace, "--type=merge", "--patch", &patch]);
}

#[test]
#[ignore = "needs a Kubernetes API server, which `cargo xtask test --only cluster` starts"]
fn a_server_in_a_pod_may_what_its_account_may_and_follows_another_cluster_too() {
    let (mut home, mut other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| cluster("far"));
        (cluster("near"), other.join().unwrap())
    });
    let (remotes, data, mounted) = (folder(&[]), folder(&[]), folder(&[]));
    let remote = TestRepository::create(remotes.path().join("net.git"));
    let (near, far) = (pasture("near", NAMESPACE, 1), pasture("far", NAMESPACE, 1));
    remote.commit(
        "main",
        "Start",
        &[("one/managed/near.yaml", Some(near.as_str())), ("two/managed/far.yaml", Some(&far))],
    );
    let git = GitServer::start(remotes.path());
    let definitions = folder(&[("all.yaml", DEFINITION)]);
    let definitions = definitions.path().display();

    let server = Server::start_by(in_a_pod(mounted.path(), &home), data.path());
    server.run(&format!("repo add net {}", git.url("net.git"))).ok();
    for fabric in ["one", "two"] {
        server
            .run(&format!("fabric add {fabric} --repo net --dir {fabric} --crds {definitions}"))
            .ok();
        server.run(&format!("sync {fabric}")).ok();
    }
    let early = server.run("cluster add home --in-cluster");
    assert_eq!(early.code, 1, "nothing is mounted yet: {early:?}");
    assert!(early.err.contains("ca.crt"), "{early:?}");

    // An account with what the manifest allows, in each cluster.
    let manifest = server.run(&format!("cluster manifest one --namespace {NAMESPACE}")).ok().out;
    for cluster in [&home, &other] {
        cluster.apply(&manifest);
    }
    mount(mounted.path(), &home, &token(&home, "first"), 1);
    server.run("cluster add home --in-cluster").ok();
    let kubeconfig = below(&data, "other.json");
    let login = token(&other, "first");
    fs::write(&kubeconfig, other.kubeconfig_of(&login)).unwrap();
    server.run(&format!("cluster add other --kubeconfig {}", kubeconfig.display())).ok();
    for (fabric, cluster) in [("one", "home"), ("two", "other")] {
        server
            .run(&format!("fabric set {fabric} --cluster {cluster} --namespace {NAMESPACE}"))
            .ok();
        is_known(&server, fabric, true);
        drifts(&server, fabric, &[]);
    }
    let shown = server.run("cluster list -o json").ok().json();
    assert_eq!(shown[0]["login"], "service-account", "{shown}");
    assert!(!shown.to_string().contains(&login), "the token is in no answer");

    // Each is followed, and takes the other's edits for nothing of its own.
    sheep(&home, "near", 2);
    println!("an edit is seen after {:?}", drifts(&server, "one", &["near"]));
    drifts(&server, "two", &[]);
    sheep(&other, "far", 2);
    println!("an edit is seen after {:?}", drifts(&server, "two", &["far"]));
    sheep(&other, "far", 1);
    drifts(&server, "two", &[]);

    // Nothing is missing, and nothing more is allowed.
    for cluster in ["home", "other"] {
        let tested = server.run(&format!("cluster test {cluster} -o json")).ok().json();
        assert_eq!(
            tested["permissions"][0]["missing"].as_array().map_or(0, Vec::len),
            0,
            "{tested}"
        );
    }
    may_only_look(&home);
    let refused = server.run("reapply one Pasture/fabrics/near");
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(
        format!("{refused:?}").contains("cannot patch")
            || format!("{refused:?}").contains("cannot update"),
        "{refused:?}"
    );
    assert_eq!(home.object("pasture/near", NAMESPACE)["spec"]["sheep"], 2);

    // One cluster that is away is nothing to the other.
    other.stop();
    is_known(&server, "two", false);
    sheep(&home, "near", 1);
    drifts(&server, "one", &[]);
    other.start_again();
    println!("back after {:?}", is_known(&server, "two", true));

    // The cluster renews the token: the old one is worth nothing any more, and every connection ends.
    mount(mounted.path(), &home, &token(&home, "second"), 2);
    let namespace = format!("--namespace={NAMESPACE}");
    home.kubectl(&["delete", "secret", "first", &namespace]);
    home.start_again();
    server.run("cluster test home").ok();
    sheep(&home, "near", 3);
    println!("with the new token an edit is seen after {:?}", drifts(&server, "one", &["near"]));
    is_known(&server, "one", true);
    // And without any it is unknown.
    home.kubectl(&["delete", "secret", "second", &namespace]);
    let begun = Instant::now();
    loop {
        let refused = server.run("cluster test home");
        if refused.err.contains("does not accept the login")
            || refused.out.contains("does not accept the login")
        {
            break;
        }
        // The API server itself remembers for a while whom it let in.
        assert!(begun.elapsed() < LIMIT, "{refused:?}");
    }
}

/// Holds what the account may against what following takes.
fn may_only_look(cluster: &ApiServer) {
    let who = format!("--as=system:serviceaccount:{NAMESPACE}:hedgerow");
    let may = |verb: &str, what: &str, namespace: &str| {
        let namespace = format!("--namespace={namespace}");
        cluster.try_kubectl(&["auth", "can-i", verb, what, &namespace, &who]).is_ok()
    };
    let pastures = "pastures.pods.hedgerow.example";
    for verb in ["get", "list", "watch"] {
        assert!(may(verb, pastures, NAMESPACE), "{verb}");
        assert!(!may(verb, pastures, "default"), "{verb} elsewhere");
        assert!(!may(verb, "secrets", NAMESPACE), "{verb} secrets");
        assert!(!may(verb, "configmaps", NAMESPACE), "{verb} configmaps");
        assert!(!may(verb, "nodes", NAMESPACE), "{verb} nodes");
    }
    for verb in ["create", "update", "patch", "delete", "deletecollection"] {
        assert!(!may(verb, pastures, NAMESPACE), "{verb}");
    }
    assert!(may("get", &format!("customresourcedefinitions/{pastures}"), NAMESPACE));
    assert!(!may("list", "customresourcedefinitions", NAMESPACE));
    assert!(may("get", "namespaces/kube-system", NAMESPACE));
    assert!(!may("list", "namespaces", NAMESPACE));
    assert!(!may("create", "serviceaccounts/token", NAMESPACE));
    assert!(!may("impersonate", "users", NAMESPACE));
}
