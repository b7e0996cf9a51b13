//! A Git server over smart HTTP that asks for a password: `git http-backend` behind the tests' own small server.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use hedgerow_testkit::{GitServer, TestRepository};
use serde_json::{Value, json};

use super::Running;
use super::git_client::Client;
use super::ready::secret;

const USER: &str = "hedgerow";

const REPOSITORY: &str = "fabrics.git";

/// Makes one repository with a first commit on `main` in `dir`, and serves it from this process.
pub(super) fn start(dir: &Path) -> Result<Running> {
    let begun = Instant::now();
    let root = dir.join("repositories");
    let repository = TestRepository::create(root.join(REPOSITORY));
    let readme = "# Fabrics\n\nA repository to try Hedgerow on.\n";
    repository.commit("main", "Begin", &[("README.md", Some(readme))]);
    let token = secret()?;
    let server = GitServer::start(&root);
    server.require(USER, &token);
    let url = server.url(REPOSITORY);
    Ok(Running {
        hints: vec![
            format!("git clones {url} as {USER}, the token as password"),
            format!("its hooks are in {}", repository.path().join("hooks").display()),
        ],
        ready: json!({"url": url, "user": USER, "token": token}),
        processes: Vec::new(),
        timings: vec![("the repository is served".to_owned(), begun.elapsed())],
        _inside: Some(Box::new((server, repository))),
    })
}

/// Proves a clone and a push with the password, and that nothing goes without it.
pub(super) fn check(
    ready: &Value,
    dir: &Path,
    report: &mut dyn FnMut(&str, Duration),
) -> Result<()> {
    let field = |name: &str| ready[name].as_str().with_context(|| format!("no {name}"));
    let (url, token) = (field("url")?, field("token")?);

    let begun = Instant::now();
    let stranger = Client::new(&dir.join("stranger"), url, USER, "a-wrong-one")?;
    match stranger.clone_into("work") {
        Ok(()) => bail!("a clone with a wrong password was served"),
        Err(error) if format!("{error:#}").contains("Authentication failed") => {}
        Err(error) => return Err(error.context("not the refusal of a password")),
    }
    report("a wrong password is refused", begun.elapsed());

    let begun = Instant::now();
    let client = Client::new(&dir.join("client"), url, USER, token)?;
    client.clone_into("work")?;
    report("git clones", begun.elapsed());

    let begun = Instant::now();
    client.commit("work", "vpc.yaml", "a: 1\n")?;
    client.push("work", "main")?;
    report("git commits and pushes", begun.elapsed());

    let begun = Instant::now();
    client.clone_into("after")?;
    if client.read("after", "vpc.yaml")? != "a: 1\n" {
        bail!("the pushed file is not on main");
    }
    report("another clone has it", begun.elapsed());
    Ok(())
}
