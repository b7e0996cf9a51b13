use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// OpenSSH's server on a free loopback port, which lets one key in as the user who runs the test.
///
/// It stops when it is dropped.
pub struct SshServer {
    dir: TempDir,
    port: u16,
    server: Child,
}

impl SshServer {
    /// `None` when no `sshd` is installed.
    ///
    /// # Panics
    /// When there is one and it does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        let sshd = program("sshd")?;
        let dir = TempDir::new().unwrap();
        for key in ["host", "key", "other-key"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(dir.path().join(key))
                .stdin(Stdio::null())
                .status();
            assert!(made.unwrap().success(), "ssh-keygen failed");
        }
        // Free a moment ago. sshd cannot be given a socket that is open already.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = |name: &str| dir.path().join(name).display().to_string();
        let configuration = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n\
             UsePAM no\nStrictModes no\nPermitRootLogin yes\nPasswordAuthentication no\n",
            file("host"),
            file("key.pub"),
        );
        fs::write(dir.path().join("sshd_config"), configuration).unwrap();
        for (hosts, key) in [("known_hosts", "host.pub"), ("wrong_hosts", "other-key.pub")] {
            let key = fs::read_to_string(dir.path().join(key)).unwrap();
            fs::write(dir.path().join(hosts), format!("[127.0.0.1]:{port} {key}")).unwrap();
        }
        let server = Command::new(sshd)
            .args(["-D", "-e", "-f"])
            .arg(dir.path().join("sshd_config"))
            .stdin(Stdio::null())
            .stderr(fs::File::create(dir.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut started = Self { dir, port, server };
        started.wait();
        Some(started)
    }

    fn wait(&mut self) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.server.try_wait().unwrap();
            if ended.is_some() || start.elapsed() > Duration::from_secs(30) {
                let log = fs::read_to_string(self.dir.path().join("log")).unwrap();
                panic!("sshd does not answer:\n{log}");
            }
            thread::yield_now();
        }
    }

    /// The URL of a repository on this machine.
    #[must_use]
    pub fn url(&self, repository: &Path) -> String {
        let user = Command::new("id").arg("-un").output().unwrap();
        let user = String::from_utf8(user.stdout).unwrap();
        format!("ssh://{}@127.0.0.1:{}{}", user.trim(), self.port, repository.display())
    }

    /// The key that is let in.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.dir.path().join("key")
    }

    /// A key that is not.
    #[must_use]
    pub fn other_key(&self) -> PathBuf {
        self.dir.path().join("other-key")
    }

    /// The server's key, as a client pins it.
    #[must_use]
    pub fn known_hosts(&self) -> PathBuf {
        self.dir.path().join("known_hosts")
    }

    /// Another key pinned for the same address.
    #[must_use]
    pub fn wrong_hosts(&self) -> PathBuf {
        self.dir.path().join("wrong_hosts")
    }
}

impl Drop for SshServer {
    fn drop(&mut self) {
        // Gone already when it failed.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// sshd insists on being started by its full name.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join(name))
        .find(|file| fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o111 != 0))
}
