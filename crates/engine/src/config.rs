//! What the engine is told when it is opened.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hedgerow_seal::KeySource;
use secrecy::SecretString;

/// What the engine is told when it is opened.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The folder of the mirrors and, unless named otherwise, of the database.
    pub data: PathBuf,
    /// The database file.
    pub database: PathBuf,
    /// Credentials by name. Secrets stay in memory: nothing of them is stored.
    pub credentials: BTreeMap<String, CredentialConfig>,
    /// The keys that stored secrets are sealed with.
    pub sealing: Sealing,
    /// How often the remotes are looked at.
    pub poll: Duration,
    /// The git program.
    pub git: PathBuf,
    /// Whether repositories on this machine's disk may be connected.
    pub allow_file: bool,
    /// How long nothing may be heard of an exchange with a remote.
    pub deadline: Duration,
    /// How long an exchange may take in all; longer the more arrives.
    pub total_deadline: Duration,
    /// How long a publish may continue retrying.
    pub patience: Duration,
    /// How long is looked for who set the fields of a resource.
    pub blame_patience: Duration,
    /// Who commits.
    pub committer_name: String,
    /// Their address.
    pub committer_email: String,
    /// A publish that deletes at least this many resources …
    pub large_deletion_count: usize,
    /// … and this share of a fabric, in percent, waits for a person.
    pub large_deletion_percent: usize,
    /// How long after a VPC was deleted in a cluster no other is created there: switches let go of the old one meanwhile.
    pub vpc_pause: Duration,
    /// How often each fabric is verified; zero: only when somebody asks.
    pub verify_every: Duration,
    /// Whether the database is repaired then.
    pub verify_repair: bool,
    /// Whether automatic publishing takes changes with values of a cluster as well.
    pub publish_accepted: bool,
    /// The programs with which a kubeconfig's user may log in (`exec`), each with its whole path.
    pub cluster_exec: Vec<String>,
    /// How long is waited before what differs is looked at again.
    pub verify_pause: Duration,
}

impl EngineConfig {
    /// The defaults for a data folder.
    #[must_use]
    pub fn for_data(data: PathBuf) -> Self {
        Self {
            database: data.join("hedgerow.db"),
            sealing: Sealing::in_data(&data),
            data,
            credentials: BTreeMap::new(),
            poll: Duration::from_secs(60),
            git: PathBuf::from("git"),
            allow_file: false,
            deadline: Duration::from_secs(120),
            total_deadline: Duration::from_secs(600),
            patience: Duration::from_secs(60),
            blame_patience: Duration::from_secs(5),
            committer_name: "Hedgerow".to_owned(),
            committer_email: "hedgerow@localhost".to_owned(),
            large_deletion_count: 10,
            large_deletion_percent: 30,
            vpc_pause: Duration::from_secs(60),
            verify_every: Duration::from_secs(24 * 3600),
            verify_repair: false,
            publish_accepted: false,
            cluster_exec: Vec::new(),
            verify_pause: Duration::from_millis(500),
        }
    }
}

/// Where the keys are that stored secrets are sealed with.
#[derive(Clone, Debug)]
pub struct Sealing {
    /// The one that seals. What a former one sealed is wrapped with this one at the start.
    pub current: KeySource,
    /// Those that only open.
    pub former: Vec<KeySource>,
}

impl Sealing {
    /// A key in the data folder, made when there is none.
    #[must_use]
    pub fn in_data(data: &Path) -> Self {
        let current = KeySource::File { path: data.join("sealing-key"), create: true };
        Self { current, former: Vec::new() }
    }
}

/// A credential of the server's configuration.
#[derive(Clone, Debug)]
pub enum CredentialConfig {
    /// A token or password for HTTPS.
    Token {
        /// The user name; the host's usual one when left out.
        user: Option<String>,
        /// The secret.
        secret: SecretString,
    },
    /// A key for SSH. The files are named, never read by Hedgerow.
    SshKey {
        /// The private key's file.
        key_file: PathBuf,
        /// The file of pinned host keys.
        known_hosts: PathBuf,
    },
}
