use std::path::Path;
use std::time::Duration;

use hedgerow_git::{
    Credential, ExchangeError, Mirror, MirrorOptions, NewCommit, Oid, PushOutcome, RemoteUrl,
    Signature,
};
use hedgerow_testkit::{GitServer, TestRepository};
use tempfile::TempDir;

/// A repository and a mirror of it, by path.
pub(crate) struct Pair {
    pub(crate) dir: TempDir,
    pub(crate) repository: TestRepository,
    pub(crate) mirror: Mirror,
}

pub(crate) fn options() -> MirrorOptions {
    MirrorOptions {
        allow_file: true,
        deadline: Duration::from_secs(60),
        total_deadline: Duration::from_secs(60),
        ..MirrorOptions::default()
    }
}

pub(crate) fn mirror_of(dir: &Path, url: &str) -> Mirror {
    let url = RemoteUrl::parse(url).unwrap();
    Mirror::open_or_create(&dir.join("mirror"), &url, &options()).unwrap()
}

impl Pair {
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let repository = TestRepository::create(dir.path().join("remote.git"));
        let mirror = mirror_of(dir.path(), &repository.url());
        Self { dir, repository, mirror }
    }

    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let pair = Self::empty();
        let edits: Vec<_> = files.iter().map(|(path, text)| (*path, Some(*text))).collect();
        pair.repository.commit("main", "start", &edits);
        pair.fetch();
        pair
    }

    pub(crate) fn fetch(&self) -> Option<Oid> {
        fetch(&self.mirror, "main")
    }

    pub(crate) fn build(&self, edits: &[(&str, Option<&str>)]) -> Oid {
        let parent = self.mirror.known_head("main");
        self.mirror.write_commits(parent, &[commit("edit", edits)]).unwrap()[0].oid.unwrap()
    }
}

/// A repository behind an HTTP server, and a mirror of it that knows its first commit.
pub(crate) struct Served {
    pub(crate) pair: Pair,
    pub(crate) server: GitServer,
    pub(crate) mirror: Mirror,
    pub(crate) old: Option<Oid>,
    /// A commit to be pushed.
    pub(crate) new: Oid,
}

impl Served {
    pub(crate) fn new() -> Self {
        Self::with(&options())
    }

    pub(crate) fn with(options: &MirrorOptions) -> Self {
        let pair = Pair::with(&[("a", "1")]);
        let server = GitServer::start(pair.dir.path());
        let url = RemoteUrl::parse(&server.url("remote.git")).unwrap();
        let known = Mirror::open_or_create(&pair.dir.path().join("http"), &url, &self::options());
        let old = fetch(&known.unwrap(), "main");
        let mirror = Mirror::open_or_create(&pair.dir.path().join("http"), &url, options).unwrap();
        let built = mirror.write_commits(old, &[commit("edit", &[("a", Some("2"))])]).unwrap();
        Self { pair, server, mirror, old, new: built[0].oid.unwrap() }
    }

    /// A commit of somebody else's, so that there is something to fetch.
    pub(crate) fn theirs(&self) -> Oid {
        self.pair.repository.commit("main", "theirs", &[("b", Some("1"))]).parse().unwrap()
    }

    pub(crate) fn push(&self) -> PushOutcome {
        self.mirror.push(&Credential::None, "main", self.old, self.new)
    }

    pub(crate) fn look(&self) -> Result<Option<Oid>, ExchangeError> {
        self.mirror.ls_remote(&Credential::None, "main")
    }

    pub(crate) fn fetch(&self) -> Result<Option<Oid>, ExchangeError> {
        let fetched = self.mirror.fetch(&Credential::None, "main", &mut |_| ());
        fetched.map(|fetched| fetched.new)
    }

    pub(crate) fn remote_head(&self) -> Oid {
        self.pair.repository.head("main").unwrap().parse().unwrap()
    }
}

pub(crate) fn fetch(mirror: &Mirror, branch: &str) -> Option<Oid> {
    mirror.fetch(&Credential::None, branch, &mut |_| ()).unwrap().new
}

pub(crate) fn commit(message: &str, edits: &[(&str, Option<&str>)]) -> NewCommit {
    let who = |name: &str| Signature {
        name: name.to_owned(),
        email: format!("{name}@example.org"),
        seconds: 1_700_000_000,
        offset: 3600,
    };
    NewCommit {
        edits: edits
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.map(|text| text.as_bytes().to_vec())))
            .collect(),
        author: who("ada"),
        committer: who("hedgerow"),
        message: message.to_owned(),
    }
}

pub(crate) fn token(secret: &str) -> Credential {
    Credential::Token { user: Some("ada".to_owned()), secret: secret.to_owned().into() }
}
