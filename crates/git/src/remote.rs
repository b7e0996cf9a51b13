//! One exchange with the remote.

use std::ffi::OsString;
use std::time::SystemTime;

use crate::command::{
    Bounds, Call, Deadline, Ended, Failure, Finished, Limit, Remote, RunError, classify, readable,
};
use crate::incoming::arrived;
use crate::redirect::{HOPS, Leads, leads, said};
use crate::way::{Found, find};
use crate::{Credential, ExchangeError, Mirror, RemoteUrl, Trouble};

impl Mirror {
    pub(crate) fn in_mirror(&self, command: &[&str]) -> Vec<OsString> {
        let mut arguments = vec![OsString::from("--git-dir"), self.path().into()];
        arguments.extend(command.iter().map(OsString::from));
        arguments
    }

    /// Runs git with the remote, within the bounds of an exchange. A redirect within the host is
    /// followed, no other; where it leads is kept for the next exchange until one fails.
    pub(crate) fn exchange(
        &self,
        credential: &Credential,
        arguments: &dyn Fn(&RemoteUrl) -> Vec<OsString>,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Finished, ExchangeError> {
        self.fitting(credential)?;
        self.mend_frame();
        let (options, since) = (self.options(), SystemTime::now());
        let arrived = || arrived(self.path(), since);
        let deadline = Deadline::Exchange(Bounds {
            silence: options.deadline,
            total: options.total_deadline.max(options.deadline),
            began: options.clock.now(),
            arrived: &arrived,
        });
        let mut url = self.moved_to().unwrap_or_else(|| self.url().clone());
        let mut hops = 0;
        loop {
            let call = Call {
                options,
                mirror: self.path(),
                remote: Some(Remote { url: &url, credential, transport: self.transport() }),
                arguments: arguments(&url),
                deadline,
            };
            let finished = call.run(&mut |line| progress(&self.presentable(credential, line)));
            let mut finished = finished.map_err(run_failed)?;
            finished.stderr = self.presentable(credential, &finished.stderr);
            finished.stdout = self.transport().scrub(&credential.scrub(&finished.stdout));
            let Some(redirect) = &finished.redirect else {
                finished.found = find(&url, self.transport(), &finished, &options.cancel)
                    .map(|found| found.presentable(credential, self.transport()));
                let moved = finished.success() && url != *self.url();
                self.note_moved_to(moved.then_some(url));
                return Ok(finished);
            };
            let leads = leads(&url, redirect);
            match leads {
                Leads::Here(next) if !redirect.late && hops < HOPS => {
                    (url, hops) = (next, hops + 1);
                }
                leads => {
                    let said = credential.scrub(&said(redirect, &leads));
                    finished.led = Some(self.transport().scrub(&said));
                    self.note_moved_to(None);
                    return Ok(finished);
                }
            }
        }
    }

    /// What git said, without secrets and without the place of the mirror.
    pub(crate) fn presentable(&self, credential: &Credential, text: &str) -> String {
        self.without_place(&self.transport().scrub(&credential.scrub(text)))
    }

    /// Whether this credential may be used with this URL.
    pub(crate) fn fitting(&self, credential: &Credential) -> Result<(), ExchangeError> {
        let url = self.url();
        let refuse = |message: String| Err(ExchangeError::Invalid { message });
        let transport = self.transport();
        if let Some(defect) = credential.defect() {
            return refuse(defect.to_owned());
        }
        let unusable =
            |message: String| Err(ExchangeError::Way { trouble: Trouble::Unusable, message });
        if let Some(defect) = transport.defect() {
            return unusable(defect.to_owned());
        }
        if let Err(error) = transport.fits(url) {
            return unusable(error.to_string());
        }
        // Without TLS a proxy reads what it passes on.
        if matches!(credential, Credential::Token { .. })
            && !url.is_https()
            && transport.proxy_for(url).is_some()
        {
            return unusable(format!(
                "a token would reach the proxy unencrypted on its way to `{url}`: use https://, or \
                 reach the host without the proxy"
            ));
        }
        match credential {
            Credential::Token { .. } if !url.is_http() => {
                refuse(format!("a token cannot be used with `{url}`: it needs an https:// URL"))
            }
            Credential::Token { .. }
                if url.is_cleartext() && !self.options().allow_cleartext_token =>
            {
                refuse(format!(
                    "a token would be sent unencrypted to `{url}`: use https://, or allow tokens \
                     over \
                     plain http in the configuration"
                ))
            }
            Credential::SshKey { .. } | Credential::SshKeyText { .. } if !url.is_ssh() => {
                refuse(format!(
                    "an SSH key cannot be used with `{url}`: it needs an ssh:// or user@host:path URL"
                ))
            }
            Credential::None if url.is_ssh() => refuse(format!(
                "`{url}` needs an SSH key as its credential, with the host's key pinned"
            )),
            _ => Ok(()),
        }
    }

    /// Why a call of git failed.
    pub(crate) fn failed(&self, credential: &Credential, finished: &Finished) -> ExchangeError {
        match finished.ended {
            Ended::TimedOut(Limit::Silence) => {
                return ExchangeError::TimedOut { after: self.options().deadline };
            }
            Ended::TimedOut(Limit::Total(after)) => return ExchangeError::TooLong { after },
            Ended::Cancelled => return ExchangeError::Cancelled,
            Ended::Exited(_) => {}
        }
        if let Some(message) = finished.led.clone() {
            return ExchangeError::Redirected { message };
        }
        if let Some(Found { trouble, detail }) = finished.found.clone() {
            return ExchangeError::Way { trouble, message: detail };
        }
        let mut message = readable(&finished.stderr);
        if message.is_empty() {
            message = "git gave no reason".to_owned();
        }
        match classify(&finished.stderr) {
            Failure::Authentication if matches!(credential, Credential::None) => {
                ExchangeError::NoCredential { message }
            }
            Failure::Authentication => ExchangeError::Authentication { message },
            Failure::Permission => ExchangeError::Permission { message },
            Failure::NotFound | Failure::BranchNotFound => ExchangeError::NotFound { message },
            Failure::Network => ExchangeError::Network { message },
            Failure::ObjectFormat => {
                ExchangeError::Unsupported { message: crate::command::SHA256.to_owned() }
            }
            Failure::Redirect
            | Failure::CheckedOut
            | Failure::TooLarge
            | Failure::Locked
            | Failure::Other => ExchangeError::Other { message },
        }
    }
}

pub(crate) fn run_failed(error: RunError) -> ExchangeError {
    match error {
        RunError::Io(_) => ExchangeError::Other { message: error.to_string() },
        RunError::Exhausted(_) => ExchangeError::Exhausted { message: error.to_string() },
        _ => ExchangeError::Program { message: error.to_string() },
    }
}
