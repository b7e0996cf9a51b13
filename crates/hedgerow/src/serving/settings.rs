//! A server's settings: defaults < file < environment < flags.
//!
//! A key that is not known is refused: a misspelt setting must not be ignored in silence. In the
//! environment it is only warned about, since orchestrators put variables of their own there.

use std::collections::BTreeMap;
use std::env;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format as _, Serialized, Toml};
use figment::value::magic::RelativePathBuf;
use hedgerow_engine::EngineConfig;
use hedgerow_server::{Bounds, Network, PublicUrl, Tls};
use serde::{Deserialize, Serialize};

use super::credentials::{self, CredentialSettings};
use super::{directory, sealing};
use crate::exit::Failure;

/// What the environment variables of settings start with.
const PREFIX: &str = "HEDGEROW_";

/// Variables with the prefix that are not settings of the server.
const OTHERS: [&str; 7] =
    ["url", "token", "ca_file", "author", "config", "admin_token", "sealing_key"];

/// The port when none is given.
const PORT: u16 = 8484;

/// The form of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// A server's settings, as they can be written in a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The data directory.
    #[serde(default)]
    data: Option<RelativePathBuf>,
    /// `sqlite:PATH`; `hedgerow.db` in the data directory when left out.
    #[serde(default)]
    database: Option<String>,
    /// The address to listen on.
    pub(crate) listen: SocketAddr,
    /// The certificate of the server's own TLS.
    #[serde(default)]
    tls_certificate: Option<RelativePathBuf>,
    /// Its key.
    #[serde(default)]
    tls_key: Option<RelativePathBuf>,
    /// Where to write how the server is reached, once it is.
    #[serde(default)]
    ready_file: Option<RelativePathBuf>,
    /// How often remotes are looked at.
    pub(crate) poll_seconds: u64,
    /// The git program.
    pub(crate) git: PathBuf,
    /// Whether repositories on this machine's disk may be connected; yes on a loopback address.
    #[serde(default)]
    pub(crate) allow_file_repositories: Option<bool>,
    /// How often each fabric is verified; 0: only when somebody asks.
    verify_hours: u64,
    /// Whether the database is repaired then.
    verify_repair: bool,
    /// Whether automatic publishing takes what was accepted from a cluster as well.
    publish_accepted: bool,
    /// How long nothing may be heard of an exchange with a remote.
    deadline_seconds: u64,
    /// How long an exchange may take in all; longer the more arrives.
    total_deadline_seconds: u64,
    /// How long a publish may continue retrying.
    patience_seconds: u64,
    /// How long is looked for who set the fields of a resource.
    blame_seconds: u64,
    /// The most connections at once.
    pub(super) max_connections: usize,
    /// The most streams of events of one account.
    pub(super) max_event_streams: usize,
    /// How long a connection may be idle, or a request's head on its way.
    pub(super) idle_seconds: u64,
    /// How long a short request may be on its way.
    pub(super) body_seconds: u64,
    /// How long an answer may be left unread.
    pub(super) unread_seconds: u64,
    /// Megabytes of texts that are worked on at once.
    pub(super) work_megabytes: usize,
    /// Who commits.
    committer_name: String,
    /// Their address.
    committer_email: String,
    /// A publish that deletes at least this many resources …
    large_deletion_count: usize,
    /// … and this share of a fabric, in percent, waits for a person.
    large_deletion_percent: usize,
    /// Where browsers reach the server, when that is not where it listens.
    #[serde(default)]
    public_url: Option<String>,
    /// Proxies whose `x-forwarded-for` is believed: addresses and ranges.
    #[serde(default)]
    trusted_proxies: Vec<String>,
    /// A file with the administrator's token.
    #[serde(default)]
    admin_token_file: Option<RelativePathBuf>,
    /// The file with the key that stored secrets are sealed with.
    #[serde(default)]
    sealing_key_file: Option<RelativePathBuf>,
    /// Files with keys that sealed stored secrets before.
    #[serde(default)]
    former_sealing_key_files: Vec<RelativePathBuf>,
    /// The programs with which a kubeconfig's user may log in, each with its whole path.
    #[serde(default)]
    cluster_exec: Vec<String>,
    /// The form of log lines.
    pub(crate) log_format: LogFormat,
    /// What is logged, such as `info` or `hedgerow_engine=debug,info`.
    pub(crate) log_filter: String,
    /// Credentials by name.
    #[serde(default)]
    credentials: BTreeMap<String, CredentialSettings>,
}

/// What the command line says; what it leaves out comes from elsewhere.
#[derive(Debug, Default, Serialize, clap::Args)]
pub(crate) struct Flags {
    /// The data directory: database, mirrors, the administrator's token.
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PathBuf>,
    /// The database, as `sqlite:PATH`; in the data directory when left out.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<String>,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
    /// The server's certificate, PEM, with those that lead to its authority: it speaks TLS itself then.
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The private key of that certificate, PEM.
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls_key: Option<PathBuf>,
    /// Where to write the address and the administrator's token once requests are served.
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ready_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Defaults {
    listen: SocketAddr,
    poll_seconds: u64,
    git: &'static str,
    verify_hours: u64,
    verify_repair: bool,
    publish_accepted: bool,
    deadline_seconds: u64,
    total_deadline_seconds: u64,
    patience_seconds: u64,
    blame_seconds: u64,
    max_connections: usize,
    max_event_streams: usize,
    idle_seconds: u64,
    body_seconds: u64,
    unread_seconds: u64,
    work_megabytes: usize,
    committer_name: String,
    committer_email: String,
    large_deletion_count: usize,
    large_deletion_percent: usize,
    log_format: LogFormat,
    log_filter: &'static str,
}

impl Defaults {
    fn new() -> Self {
        let engine = EngineConfig::for_data(PathBuf::new());
        let bounds = Bounds::default();
        Self {
            listen: (Ipv4Addr::LOCALHOST, PORT).into(),
            poll_seconds: engine.poll.as_secs(),
            git: "git",
            verify_hours: engine.verify_every.as_secs() / 3600,
            verify_repair: engine.verify_repair,
            publish_accepted: engine.publish_accepted,
            deadline_seconds: engine.deadline.as_secs(),
            total_deadline_seconds: engine.total_deadline.as_secs(),
            patience_seconds: engine.patience.as_secs(),
            blame_seconds: engine.blame_patience.as_secs(),
            max_connections: bounds.connections,
            max_event_streams: bounds.streams_each,
            idle_seconds: bounds.head.as_secs(),
            body_seconds: bounds.body.as_secs(),
            unread_seconds: bounds.unread.as_secs(),
            work_megabytes: bounds.work_megabytes,
            committer_name: engine.committer_name,
            committer_email: engine.committer_email,
            large_deletion_count: engine.large_deletion_count,
            large_deletion_percent: engine.large_deletion_percent,
            log_format: LogFormat::Text,
            log_filter: "info",
        }
    }
}

/// The settings that may come from the environment.
const FROM_ENVIRONMENT: [&str; 32] = [
    "data",
    "database",
    "listen",
    "tls_certificate",
    "tls_key",
    "ready_file",
    "poll_seconds",
    "git",
    "allow_file_repositories",
    "verify_hours",
    "verify_repair",
    "publish_accepted",
    "cluster_exec",
    "deadline_seconds",
    "total_deadline_seconds",
    "patience_seconds",
    "blame_seconds",
    "max_connections",
    "max_event_streams",
    "idle_seconds",
    "body_seconds",
    "unread_seconds",
    "work_megabytes",
    "committer_name",
    "committer_email",
    "large_deletion_count",
    "large_deletion_percent",
    "public_url",
    "admin_token_file",
    "sealing_key_file",
    "log_format",
    "log_filter",
];

impl Settings {
    /// Puts the settings together.
    pub(crate) fn load(file: Option<&Path>, flags: &Flags) -> Result<Self, Failure> {
        let mut figment = Figment::from(Serialized::defaults(Defaults::new()));
        if let Some(file) = file {
            // A file that is not there would be passed over in silence.
            let text = std::fs::read_to_string(file).map_err(|error| {
                Failure::usage(format!("cannot read the configuration {}: {error}", file.display()))
            })?;
            drop(text);
            figment = figment.merge(Toml::file_exact(file));
        }
        figment
            .merge(Env::prefixed(PREFIX).only(&FROM_ENVIRONMENT))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| Failure::usage(describe_error(&error)))
    }

    /// The data directory.
    pub(crate) fn data(&self) -> Result<PathBuf, Failure> {
        match &self.data {
            Some(data) => Ok(data.relative()),
            None => directory::per_user("hedgerow"),
        }
    }

    /// Where to write how the server is reached.
    pub(crate) fn ready_file(&self) -> Option<PathBuf> {
        self.ready_file.as_ref().map(RelativePathBuf::relative)
    }

    /// The file with the administrator's token, where one is named.
    pub(crate) fn admin_token_file(&self) -> Option<PathBuf> {
        self.admin_token_file.as_ref().map(RelativePathBuf::relative)
    }

    /// The server's own TLS, where it has any. Its files are read here.
    pub(super) fn tls(&self) -> Result<Option<Tls>, Failure> {
        let path = |path: &Option<RelativePathBuf>| path.as_ref().map(RelativePathBuf::relative);
        let (certificate, key) = match (path(&self.tls_certificate), path(&self.tls_key)) {
            (None, None) => return Ok(None),
            (Some(certificate), Some(key)) => (certificate, key),
            (Some(_), None) => {
                return Err(Failure::usage("`tls_certificate` needs `tls_key`: give both"));
            }
            (None, Some(_)) => {
                return Err(Failure::usage("`tls_key` needs `tls_certificate`: give both"));
            }
        };
        if self.public_url()?.is_some_and(|url| !url.is_encrypted()) {
            return Err(Failure::usage(
                "`public_url` is an http:// address and the server speaks TLS: write https://",
            ));
        }
        let loaded = Tls::load(&certificate, &key);
        loaded.map(Some).map_err(|error| Failure::usage(format!("the server's TLS: {error}")))
    }

    /// Where browsers reach the server.
    pub(super) fn public_url(&self) -> Result<Option<PublicUrl>, Failure> {
        let Some(text) = &self.public_url else { return Ok(None) };
        let read = PublicUrl::parse(text);
        read.map(Some).map_err(|error| Failure::usage(format!("`public_url`: `{text}`: {error}")))
    }

    /// Proxies that are believed.
    pub(super) fn trusted_proxies(&self) -> Result<Vec<Network>, Failure> {
        let read = |text: &String| {
            text.parse().map_err(|error| Failure::usage(format!("`trusted_proxies`: {error}")))
        };
        self.trusted_proxies.iter().map(read).collect()
    }

    /// The programs with which clusters are logged in to.
    fn cluster_exec(&self) -> Result<Vec<String>, Failure> {
        match self.cluster_exec.iter().find(|it| !it.starts_with('/')) {
            None => Ok(self.cluster_exec.clone()),
            Some(program) => Err(Failure::usage(format!(
                "`cluster_exec`: `{program}` is not a whole path: write it from `/` on, as in the kubeconfig"
            ))),
        }
    }

    /// What the engine is told. Secrets are read here, from their files and variables.
    pub(crate) fn engine(&self, data: &Path) -> Result<EngineConfig, Failure> {
        let defaults = EngineConfig::for_data(data.to_owned());
        Ok(EngineConfig {
            database: match &self.database {
                Some(url) => database(url)?,
                None => defaults.database.clone(),
            },
            credentials: self
                .credentials
                .iter()
                .map(|(name, settings)| Ok((name.clone(), credentials::read(name, settings)?)))
                .collect::<Result<_, Failure>>()?,
            sealing: sealing::find(
                data,
                self.sealing_key_file.as_ref().map(RelativePathBuf::relative),
                self.former_sealing_key_files.iter().map(RelativePathBuf::relative).collect(),
            )?,
            poll: Duration::from_secs(self.poll_seconds.max(1)),
            git: self.git.clone(),
            // Longer than a century is never.
            verify_every: Duration::from_secs(self.verify_hours.min(1_000_000) * 3600),
            verify_repair: self.verify_repair,
            publish_accepted: self.publish_accepted,
            cluster_exec: self.cluster_exec()?,
            allow_file: self.allow_file_repositories.unwrap_or(self.listen.ip().is_loopback()),
            deadline: Duration::from_secs(self.deadline_seconds.max(1)),
            total_deadline: Duration::from_secs(self.total_deadline_seconds.max(1)),
            patience: Duration::from_secs(self.patience_seconds),
            blame_patience: Duration::from_secs(self.blame_seconds),
            committer_name: self.committer_name.clone(),
            committer_email: self.committer_email.clone(),
            large_deletion_count: self.large_deletion_count,
            large_deletion_percent: self.large_deletion_percent,
            ..defaults
        })
    }
}

/// The file of a database's URL.
fn database(url: &str) -> Result<PathBuf, Failure> {
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
    match path {
        Some(path) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err(Failure::usage(format!(
            "the database `{url}` is not of the form sqlite:PATH, the only form that this version \
             supports"
        ))),
    }
}

/// A mistake in the settings: which key, where it is, what is wrong.
fn describe_error(error: &figment::Error) -> String {
    let mut lines = Vec::new();
    for error in error.clone() {
        let mut line = String::from("the configuration is wrong: ");
        if !error.path.is_empty() {
            line.push_str(&format!("`{}`: ", error.path.join(".")));
        }
        line.push_str(&error.kind.to_string());
        if let Some(metadata) = &error.metadata {
            match &metadata.source {
                Some(source) => line.push_str(&format!(" (in {source})")),
                None => line.push_str(&format!(" (in {})", metadata.name)),
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// Variables that look like settings and are none.
pub(super) fn strange_variables() -> Vec<String> {
    env::vars_os()
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| is_strange(name))
        .collect()
}

fn is_strange(name: &str) -> bool {
    let Some(key) = name.strip_prefix(PREFIX).map(str::to_lowercase) else { return false };
    // Kubernetes tells every container of a namespace about a service named `hedgerow`.
    let of_a_service = key == "port" || key.starts_with("port_") || key.starts_with("service_");
    !of_a_service && !OTHERS.contains(&key.as_str()) && !FROM_ENVIRONMENT.contains(&key.as_str())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn load(text: &str, flags: &Flags) -> Result<Settings, Failure> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hedgerow.toml");
        fs::write(&file, text).unwrap();
        Settings::load(Some(&file), flags)
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let flags = Flags { listen: Some("127.0.0.1:0".parse().unwrap()), ..Flags::default() };
        let settings = load("listen = \"0.0.0.0:80\"\npoll_seconds = 7\n", &flags).unwrap();
        assert_eq!(settings.listen, "127.0.0.1:0".parse().unwrap());
        assert_eq!(settings.poll_seconds, 7);
        assert_eq!(settings.git, PathBuf::from("git"));
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_file() {
        let failure = load("pol_seconds = 7\n", &Flags::default()).unwrap_err();
        let text = failure.to_string();
        assert!(text.contains("pol_seconds") && text.contains("poll_seconds"), "{text}");
        assert!(text.contains("hedgerow.toml"), "{text}");
        assert_eq!(failure.exit(), crate::exit::Exit::Usage);
    }

    #[test]
    fn a_value_of_the_wrong_type_is_refused_with_its_key() {
        let text = load("poll_seconds = \"often\"\n", &Flags::default()).unwrap_err().to_string();
        assert!(text.contains("`poll_seconds`"), "{text}");
    }

    #[test]
    fn a_missing_file_is_not_passed_over() {
        let file = Path::new("/nonexistent/hedgerow.toml");
        let text = Settings::load(Some(file), &Flags::default()).unwrap_err().to_string();
        assert!(text.contains("cannot read the configuration"), "{text}");
    }

    #[test]
    fn repositories_on_disk_are_allowed_on_loopback_only() {
        let data = Path::new("/data");
        let of =
            |text: &str| load(text, &Flags::default()).unwrap().engine(data).unwrap().allow_file;
        assert!(of("listen = \"127.0.0.1:1\"\n"));
        assert!(!of("listen = \"0.0.0.0:1\"\n"));
        assert!(!of("listen = \"127.0.0.1:1\"\nallow_file_repositories = false\n"));
    }

    #[test]
    fn paths_in_the_file_are_relative_to_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hedgerow.toml");
        fs::write(&file, "data = \"state\"\n").unwrap();
        let settings = Settings::load(Some(&file), &Flags::default()).unwrap();
        assert_eq!(settings.data().unwrap(), folder.path().join("state"));
    }

    #[test]
    fn how_browsers_come_is_read_with_its_mistakes() {
        let of = |text: &str| load(text, &Flags::default()).unwrap();
        let settings =
            of("public_url = \"https://h.example.net/\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n");
        assert_eq!(settings.public_url().unwrap().unwrap().origin(), "https://h.example.net");
        assert_eq!(settings.trusted_proxies().unwrap().len(), 1);
        let wrong = of("public_url = \"h.example.net\"\ntrusted_proxies = [\"ten\"]\n");
        assert!(wrong.public_url().unwrap_err().to_string().contains("h.example.net"));
        assert!(wrong.trusted_proxies().unwrap_err().to_string().contains("`ten`"));
    }

    #[test]
    fn a_certificate_and_its_key_are_given_together_and_for_https() {
        let own = hedgerow_testkit::Authority::new("Own CA").server(&["h.example"]);
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("c", &own.certificate), ("k", &own.key)] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let path = |name: &str| folder.path().join(name).display().to_string();
        let (both, swapped) = (
            format!("tls_certificate = {:?}\ntls_key = {:?}\n", path("c"), path("k")),
            format!("tls_certificate = {:?}\ntls_key = {:?}\n", path("k"), path("c")),
        );
        let of = |text: &str| load(text, &Flags::default()).unwrap().tls();
        assert!(of("").unwrap().is_none());
        assert!(of(&both).unwrap().is_some());
        assert!(of(&format!("public_url = \"https://h.example\"\n{both}")).unwrap().is_some());
        for (text, words) in [
            (format!("tls_certificate = {:?}\n", path("c")), "`tls_certificate` needs `tls_key`"),
            (format!("tls_key = {:?}\n", path("k")), "`tls_key` needs `tls_certificate`"),
            (format!("public_url = \"http://h.example\"\n{both}"), "write https://"),
            (swapped, "no whole certificate"),
            (both.replace("/c\"", "/none\""), "cannot read"),
        ] {
            let error = of(&text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn both_deadlines_of_an_exchange_are_settings() {
        let of =
            |text: &str| load(text, &Flags::default()).unwrap().engine(Path::new("/data")).unwrap();
        let usual = of("");
        assert_eq!((usual.deadline.as_secs(), usual.total_deadline.as_secs()), (120, 600));
        let engine = of("deadline_seconds = 7\ntotal_deadline_seconds = 9\n");
        assert_eq!((engine.deadline.as_secs(), engine.total_deadline.as_secs()), (7, 9));
    }

    #[test]
    fn programs_to_log_in_with_are_listed_by_their_whole_paths() {
        let of = |text: &str| load(text, &Flags::default()).unwrap().engine(Path::new("/data"));
        assert!(of("").unwrap().cluster_exec.is_empty());
        let two = "cluster_exec = [\"/usr/bin/a\", \"/opt/b c\"]\n";
        assert_eq!(of(two).unwrap().cluster_exec, ["/usr/bin/a", "/opt/b c"]);
        let refused = of("cluster_exec = [\"/usr/bin/a\", \"kubelogin\"]\n").unwrap_err();
        assert!(refused.to_string().contains("`kubelogin` is not a whole path"), "{refused}");
        let one = load("cluster_exec = \"/usr/bin/a\"\n", &Flags::default()).unwrap_err();
        assert!(one.to_string().contains("`cluster_exec`"), "{one}");
    }

    #[test]
    fn the_database_is_a_file_of_sqlite() {
        assert_eq!(database("sqlite:a.db").unwrap(), PathBuf::from("a.db"));
        assert_eq!(database("sqlite:///a.db").unwrap(), PathBuf::from("/a.db"));
        assert!(database("postgres://host/db").is_err());
    }

    #[test]
    fn only_variables_that_nobody_knows_are_strange() {
        assert!(is_strange("HEDGEROW_POL_SECONDS"));
        for known in ["HEDGEROW_URL", "HEDGEROW_POLL_SECONDS", "HEDGEROW_PORT_80_TCP", "HOME"] {
            assert!(!is_strange(known), "{known}");
        }
    }
}
