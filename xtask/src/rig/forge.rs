//! A forge: Gitea on SQLite, for pull requests, protected branches and webhooks.
//!
//! Its module has no built web assets (its own release builds them with Node), so its pages come without style; its API
//! and its Git server are whole. It refuses to run as root unless told otherwise: in a container, where everything is
//! root, it is told so, since it serves only the loopback and only for its one user.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::build::Module;
use super::git_client::Client;
use super::http::Api;
use super::process::{Process, output};
use super::ready::{private_file, secret};
use super::stop::Stop;
use super::{Binaries, Running, ports};

pub(super) const MODULE: Module = Module {
    name: "forge",
    source: "code.gitea.io/gitea",
    programs: &[("gitea", "code.gitea.io/gitea")],
    tags: "sqlite,sqlite_unlock_notify",
    cgo: true,
    stamps: &[("main.Version", "{version}")],
    assets: &["options", "public", "templates"],
};

const USER: &str = "hedgerow";

const START_LIMIT: Duration = Duration::from_secs(60);

/// Gitea's own switch for running as root.
const AS_ROOT: (&str, &str) = ("GITEA_I_AM_BEING_UNSAFE_RUNNING_AS_ROOT", "true");

/// Makes the database and the one user, an administrator, and starts the forge in `dir`.
pub(super) fn start(binaries: &Binaries, dir: &Path, stop: &Stop) -> Result<Running> {
    let binaries = binaries.own()?;
    let gitea = binaries.join("gitea");
    let port = ports::free()?;
    let url = format!("http://127.0.0.1:{port}");
    let config = dir.join("app.ini");
    private_file(&config, settings(binaries, dir, port, &url)?.as_bytes())?;
    let environment: &[(&str, &OsStr)] =
        if rustix::process::getuid().is_root() { &[(AS_ROOT.0, AS_ROOT.1.as_ref())] } else { &[] };
    let run = |args: &[&str]| {
        let config = [OsStr::new("--config"), config.as_os_str()];
        output(&gitea, args.iter().map(OsStr::new).chain(config), environment, dir)
    };

    let mut timings = Vec::new();
    let begun = Instant::now();
    run(&["migrate"])?;
    // a password nobody knows: everything goes by the token
    run(&[
        "admin",
        "user",
        "create",
        "--admin",
        &format!("--username={USER}"),
        "--email=hedgerow@rig.example",
        "--random-password",
        "--must-change-password=false",
    ])?;
    let printed = run(&[
        "admin",
        "user",
        "generate-access-token",
        &format!("--username={USER}"),
        "--token-name=rig",
        "--scopes=all",
        "--raw",
    ])?;
    // log lines may come before it
    let token = printed.lines().last().unwrap_or_default().trim().to_owned();
    if token.len() != 40 || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        bail!("gitea printed no access token where its version 1.26 does");
    }
    timings.push(("its database and user are made".to_owned(), begun.elapsed()));

    let begun = Instant::now();
    let args = [OsStr::new("web"), OsStr::new("--config"), config.as_os_str()];
    let mut process = Process::start("gitea", &gitea, args, environment, dir)?;
    let api = Api::new(&url, format!("token {token}"));
    stop.until("the forge's API", START_LIMIT, || {
        process.must_live()?;
        Ok(api.get("/api/healthz").ok().filter(|answer| answer.status == 200))
    })?;
    timings.push(("the forge serves".to_owned(), begun.elapsed()));

    Ok(Running {
        hints: vec![
            format!("the API is at {url}/api/v1 (header `Authorization: token <token>`)"),
            format!("git clones {url}/{USER}/<repository>.git as {USER}, the token as password"),
        ],
        ready: json!({"url": url, "user": USER, "token": token}),
        processes: vec![process],
        timings,
        _inside: None,
    })
}

fn settings(binaries: &Path, dir: &Path, port: u16, url: &str) -> Result<String> {
    let dir = dir.display();
    Ok(format!(
        "\
APP_NAME = Hedgerow's forge rig
RUN_MODE = prod
WORK_PATH = {dir}
[server]
PROTOCOL = http
HTTP_ADDR = 127.0.0.1
HTTP_PORT = {port}
ROOT_URL = {url}/
STATIC_ROOT_PATH = {assets}
APP_DATA_PATH = {dir}/data
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = {dir}/gitea.db
[repository]
ROOT = {dir}/repositories
DEFAULT_BRANCH = main
[security]
INSTALL_LOCK = true
SECRET_KEY = {secret_key}
INTERNAL_TOKEN = {internal_token}
[service]
DISABLE_REGISTRATION = true
[webhook]
ALLOWED_HOST_LIST = loopback
[indexer]
ISSUE_INDEXER_TYPE = db
[actions]
ENABLED = false
[oauth2]
ENABLED = false
[log]
MODE = console
LEVEL = Warn
",
        assets = binaries.display(),
        secret_key = secret()?,
        internal_token = secret()?,
    ))
}

/// Proves a repository by API, a push by git, a branch that refuses one, and a pull request from opening to merge.
pub(super) fn check(
    ready: &Value,
    dir: &Path,
    report: &mut dyn FnMut(&str, Duration),
) -> Result<()> {
    const REPOSITORY: &str = "fabrics";
    let field = |name: &str| ready[name].as_str().with_context(|| format!("no {name}"));
    let (url, token) = (field("url")?, field("token")?);
    let api = Api::new(&format!("{url}/api/v1"), format!("token {token}"));
    let repository = format!("/repos/{USER}/{REPOSITORY}");

    let begun = Instant::now();
    let new = json!({"name": REPOSITORY, "auto_init": true, "default_branch": "main"});
    api.post("/user/repos", &new)?.done("creating a repository")?;
    report("a repository is created by API", begun.elapsed());

    let begun = Instant::now();
    let remote = format!("{url}/{USER}/{REPOSITORY}.git");
    let git = Client::new(&dir.join("client"), &remote, USER, token)?;
    git.clone_into("work")?;
    git.commit("work", "direct.yaml", "a: 1\n")?;
    git.push("work", "main")?;
    report("git clones, commits and pushes", begun.elapsed());

    let begun = Instant::now();
    let rule = json!({"rule_name": "main", "enable_push": false});
    api.post(&format!("{repository}/branch_protections"), &rule)?.done("protecting main")?;
    git.commit("work", "proposed.yaml", "b: 2\n")?;
    match git.push("work", "main") {
        Ok(()) => bail!("a push to the protected branch was taken"),
        Err(error) if format!("{error:#}").contains("protected branch") => {}
        Err(error) => return Err(error.context("not the refusal of a protected branch")),
    }
    report("a protected branch refuses a push", begun.elapsed());

    let begun = Instant::now();
    git.push("work", "hedgerow/check")?;
    let new = json!({"title": "Check", "head": "hedgerow/check", "base": "main"});
    let pulls = format!("{repository}/pulls");
    let pull = api.post(&pulls, &new)?.done("opening a pull request")?;
    let number = pull["number"].as_u64().context("the pull request has no number")?;
    report("a pull request is opened", begun.elapsed());

    let begun = Instant::now();
    merge(&api, &format!("{pulls}/{number}"))?;
    let pull = api.get(&format!("{pulls}/{number}"))?.done("reading the pull request")?;
    if pull["merged"] != json!(true) {
        bail!("the merged pull request is reported as {}", pull["state"]);
    }
    git.clone_into("after")?;
    if git.read("after", "proposed.yaml")? != "b: 2\n" {
        bail!("the merged file is not on main");
    }
    report("it is merged, and main has it", begun.elapsed());
    Ok(())
}

/// Merges a pull request. Right after opening it the forge answers 405 until it has found out whether it can be merged.
fn merge(api: &Api, pull: &str) -> Result<()> {
    const LIMIT: Duration = Duration::from_secs(30);
    let begun = Instant::now();
    loop {
        let answer = api.post(&format!("{pull}/merge"), &json!({"Do": "merge"}))?;
        if answer.status != 405 || begun.elapsed() > LIMIT {
            answer.done("merging the pull request")?;
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
