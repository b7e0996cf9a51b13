use std::path::Path;
use std::time::Duration;

use hedgerow_git::{Credential, Mirror, MirrorOptions, NewCommit, Oid, RemoteUrl, Signature};
use hedgerow_testkit::TestRepository;
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

pub(crate) fn fetch(mirror: &Mirror, branch: &str) -> Option<Oid> {
    mirror.fetch(&Credential::None, branch, &mut |_| (), &Default::default()).unwrap().new
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
