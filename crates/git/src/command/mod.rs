//! Every call of the git command.
//!
//! Nothing of the user or the machine reaches git: a cleared environment, no configuration files,
//! no prompts, no hooks of ours, only the transports that are allowed. Each call has a deadline,
//! runs in its own process group and is ended with everything it started.

mod classify;
mod deadline;
mod lent;
mod ls_remote;
mod porcelain;
mod run;
mod trace;
mod version;
mod way;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

pub(crate) use classify::{Failure, classify, readable};
pub(crate) use deadline::{Bounds, Deadline, Limit, Watch, allowed};
pub(crate) use ls_remote::{Advertised, SHA256, parse as parse_ls_remote};
pub(crate) use porcelain::outcome as push_outcome;
pub(crate) use run::{Ended, Finished, RunError};
pub(crate) use trace::Redirect;
pub(crate) use version::{Version, of as version_of};

use self::lent::Lent;
use self::way::WaySettings;
use crate::{Credential, MirrorOptions, RemoteUrl, Transport};

/// One call of git in a mirror.
pub(crate) struct Call<'a> {
    pub(crate) options: &'a MirrorOptions,
    pub(crate) mirror: &'a Path,
    /// The remote, what it is told and how it is reached; `None` for calls that stay inside the mirror.
    pub(crate) remote: Option<Remote<'a>>,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) deadline: Deadline<'a>,
}

/// The remote of a call.
#[derive(Clone, Copy)]
pub(crate) struct Remote<'a> {
    pub(crate) url: &'a RemoteUrl,
    pub(crate) credential: &'a Credential,
    pub(crate) transport: &'a Transport,
}

impl Call<'_> {
    /// Runs it to its end. `progress` sees every line that git writes for people.
    pub(crate) fn run(&self, progress: &mut dyn FnMut(&str)) -> Result<Finished, RunError> {
        let version = version_of(&self.options.git_program)?;
        // Held until git has ended: then nobody can read them any more.
        let files = match self.remote {
            Some(remote) if remote.url.is_ssh() => Some(SshFiles::of(remote.credential)?),
            _ => None,
        };
        let way = match self.remote {
            Some(remote) if remote.url.is_http() => WaySettings::of(&remote, self.mirror)?,
            _ => WaySettings::default(),
        };
        let mut arguments = self.settings(version, &way);
        arguments.extend(self.arguments.iter().cloned());
        let answer = self.remote.and_then(|remote| remote.credential.answer());
        run::run(
            &run::Process {
                program: &self.options.git_program,
                arguments: &arguments,
                directory: self.mirror,
                environment: self.environment(files.as_ref()),
                answer,
                deadline: self.deadline,
                clock: &self.options.clock,
                cancel: &self.options.cancel,
            },
            progress,
        )
    }

    /// The whole environment of the process.
    fn environment(&self, ssh: Option<&SshFiles>) -> Vec<(&'static str, OsString)> {
        let mut environment: Vec<(&'static str, OsString)> = vec![
            ("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into())),
            ("LC_ALL", "C".into()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("GIT_CONFIG_GLOBAL", "/dev/null".into()),
            ("GIT_ATTR_NOSYSTEM", "1".into()),
            ("GIT_NO_REPLACE_OBJECTS", "1".into()),
            ("GIT_NO_LAZY_FETCH", "1".into()),
            ("GIT_TERMINAL_PROMPT", "0".into()),
            ("GIT_ASKPASS", "".into()),
            ("SSH_ASKPASS_REQUIRE", "never".into()),
            // With HOME unset or empty, libcurl asks the password database and reads ~/.netrc.
            ("HOME", "/dev/null".into()),
        ];
        if self.remote.is_some_and(|remote| remote.url.is_http()) {
            // Where a redirect leads that is not followed (`trace`). To standard error, which is a
            // pipe to this process: it stands nowhere else.
            environment.push(("GIT_TRACE_CURL", "2".into()));
            environment.push(("GIT_TRACE_CURL_NO_DATA", "1".into()));
            environment.push(("GIT_TRACE_REDACT", "1".into()));
        }
        if let Some(files) = ssh {
            environment.push(("GIT_SSH_COMMAND", ssh_command(files)));
            environment.push(("GIT_SSH_VARIANT", "ssh".into()));
        }
        environment
    }

    /// Settings, in front of the command.
    fn settings(&self, version: Version, way: &WaySettings) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["--no-pager".into()];
        let mut set = |setting: String| arguments.extend(["-c".into(), OsString::from(setting)]);
        for fixed in [
            "protocol.allow=never",
            "core.hooksPath=/dev/null",
            "core.fsmonitor=false",
            "gc.auto=0",
            "maintenance.auto=false",
            "credential.helper=",
            "credential.interactive=false",
            "core.askPass=",
            // None, because git would follow to anywhere; this also keeps it from the alternates
            // that a dumb HTTP server names.
            "http.followRedirects=false",
            "transfer.bundleURI=false",
            "promisor.acceptFromServer=none",
            "push.recurseSubmodules=no",
            "fetch.recurseSubmodules=no",
            "submodule.recurse=false",
            "advice.detachedHead=false",
        ] {
            set(fixed.to_owned());
        }
        let Some(Remote { url, credential, .. }) = self.remote else { return arguments };
        if url.is_http() {
            set("protocol.https.allow=always".into());
            if url.to_string().starts_with("http://") {
                set("protocol.http.allow=always".into());
            }
            way.list.iter().cloned().for_each(&mut set);
        } else if url.is_ssh() {
            set("protocol.ssh.allow=always".into());
        } else {
            set("protocol.file.allow=always".into());
        }
        if let (Credential::Token { .. }, Some(origin)) = (credential, url.http_origin()) {
            // Bound to the origin: nobody else is told, wherever git might be led.
            set(format!("credential.{origin}.helper=!f() {{ test \"$1\" = get && cat <&3; }}; f"));
            if version >= Version::PROACTIVE_AUTH {
                set("http.proactiveAuth=basic".into());
            }
        }
        arguments
    }
}

/// The files that ssh reads in an exchange.
struct SshFiles {
    key: PathBuf,
    known_hosts: PathBuf,
    _lent: Option<[Lent; 2]>,
}

impl SshFiles {
    fn of(credential: &Credential) -> std::io::Result<Self> {
        Ok(match credential {
            Credential::SshKey { key_file, known_hosts } => {
                Self { key: key_file.clone(), known_hosts: known_hosts.clone(), _lent: None }
            }
            Credential::SshKeyText { key, known_hosts } => {
                let key = Lent::new(key.expose_secret())?;
                let known_hosts = Lent::new(known_hosts)?;
                Self {
                    key: key.path().to_owned(),
                    known_hosts: known_hosts.path().to_owned(),
                    _lent: Some([key, known_hosts]),
                }
            }
            _ => Self { key: "/dev/null".into(), known_hosts: "/dev/null".into(), _lent: None },
        })
    }
}

/// ssh with nothing of the user's: no configuration, no agent, no prompt, pinned host keys.
fn ssh_command(files: &SshFiles) -> OsString {
    let mut command = OsString::from(
        "ssh -F none -o BatchMode=yes -o IdentityAgent=none -o IdentitiesOnly=yes \
         -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null -o UpdateHostKeys=no \
         -o ControlMaster=no -o ConnectTimeout=20 -o ServerAliveInterval=15",
    );
    command.push(" -i ");
    command.push(shell_quoted(&files.key));
    command.push(" -o UserKnownHostsFile=");
    // ssh itself splits this value at blanks, so it needs quotes of its own inside the shell's.
    command.push(shell_quoted(Path::new(&format!("\"{}\"", files.known_hosts.display()))));
    command
}

fn shell_quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_reach_ssh_whole() {
        let credential = Credential::SshKey {
            key_file: "/keys/it's mine".into(),
            known_hosts: "/keys/known hosts".into(),
        };
        let files = SshFiles::of(&credential).unwrap();
        let command = ssh_command(&files).into_string().unwrap();
        assert!(
            command.ends_with(
                r#" -i '/keys/it'\''s mine' -o UserKnownHostsFile='"/keys/known hosts"'"#
            )
        );
    }
}
