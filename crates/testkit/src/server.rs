//! `git http-backend` behind a small HTTP server, with knobs for what goes wrong in real life.

use std::fs;
use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use crate::answer::{Answer, base64};
use crate::faults::{At, Fault, Faults, Faulty, location};
use crate::http::{self, Message};
use crate::listening::Listening;
use crate::repository::isolated;

/// A smart HTTP Git server for the repositories of one directory, on a free loopback port.
///
/// It stops when it is dropped.
pub struct GitServer {
    listening: Listening,
    shared: Arc<Shared>,
}

/// What the server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The status it was answered with; `None` when the connection was cut instead.
    pub status: Option<u16>,
}

/// Where a request can be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Any request, before it is looked at.
    Request,
    /// A push that Git has taken, before it is answered.
    PushTaken,
}

/// Where the answer of a push that Git has taken is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nothing is answered. libcurl sends the request a second time then, where the connection had
    /// been used before, so that Git sees the push twice.
    BeforeHead,
    /// The answer breaks off after its headers: the client knows nothing and does not repeat it.
    AfterHead,
}

struct Shared {
    root: PathBuf,
    login: Mutex<Option<(String, String)>>,
    requests: Mutex<Vec<Request>>,
    cuts: Mutex<(usize, Option<Cut>)>,
    read_only: AtomicBool,
    status: Mutex<Option<(String, String)>>,
    redirect: Mutex<Option<SocketAddr>>,
    logins: Mutex<Vec<String>>,
    of_proxies: Mutex<Vec<String>>,
    hold: Mutex<Hold>,
    changed: Condvar,
    faults: Arc<Faults>,
    dumb: AtomicBool,
}

#[derive(Default)]
struct Hold {
    stage: Option<Stage>,
    waiting: usize,
}

/// Requests are held until this is released or dropped.
pub struct Held {
    shared: Arc<Shared>,
}

impl GitServer {
    /// Serves the bare repositories below `root`. Anybody may read and push until
    /// [`Self::require`].
    ///
    /// # Panics
    /// When no port can be had.
    pub fn start(root: impl AsRef<Path>) -> Self {
        let shared = Arc::new(Shared {
            root: root.as_ref().canonicalize().unwrap(),
            login: Mutex::default(),
            requests: Mutex::default(),
            cuts: Mutex::default(),
            read_only: AtomicBool::new(false),
            status: Mutex::default(),
            redirect: Mutex::default(),
            logins: Mutex::default(),
            of_proxies: Mutex::default(),
            hold: Mutex::default(),
            changed: Condvar::new(),
            faults: Arc::default(),
            dumb: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        Self { listening: Listening::start(move |stream| serving.serve(stream)), shared }
    }

    /// The URL of a repository, by its path below the root.
    #[must_use]
    pub fn url(&self, repository: &str) -> String {
        format!("http://{}/{repository}", self.listening.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// From now on everything needs this login.
    pub fn require(&self, user: &str, password: &str) {
        *self.shared.login.lock().unwrap() = Some((user.to_owned(), password.to_owned()));
    }

    /// From now on nothing needs a login.
    pub fn require_nothing(&self) {
        *self.shared.login.lock().unwrap() = None;
    }

    /// Whether pushes are answered with 403.
    pub fn read_only(&self, read_only: bool) {
        self.shared.read_only.store(read_only, Ordering::SeqCst);
    }

    /// Answers everything with this status and text (`"503 Service Unavailable"`), or with `None`
    /// as usual again.
    pub fn answer_with(&self, status: Option<(&str, &str)>) {
        *self.shared.status.lock().unwrap() =
            status.map(|(status, text)| (status.to_owned(), text.to_owned()));
    }

    /// Sends every client on to another server.
    pub fn redirect_to(&self, other: &Self) {
        *self.shared.redirect.lock().unwrap() = Some(other.listening.address);
    }

    /// The `Authorization` headers that were sent, right and wrong ones.
    #[must_use]
    pub fn logins(&self) -> Vec<String> {
        self.shared.logins.lock().unwrap().clone()
    }

    /// The `Proxy-Authorization` headers that were sent here, where none belongs.
    #[must_use]
    pub fn logins_of_proxies(&self) -> Vec<String> {
        self.shared.of_proxies.lock().unwrap().clone()
    }

    /// Cuts the answers of the next `count` pushes after Git has taken them: the client never learns
    /// that they were accepted.
    pub fn cut_answers_of_pushes(&self, count: usize, cut: Cut) {
        *self.shared.cuts.lock().unwrap() = (count, Some(cut));
    }

    /// Has something go wrong at a request of every exchange, until the result is dropped. One at a
    /// time.
    #[must_use]
    pub fn fault(&self, at: At, fault: Fault) -> Faulty {
        self.shared.faults.begin(at, fault);
        Faulty { faults: Arc::clone(&self.shared.faults) }
    }

    /// Serves the files of the repositories as they are, as a web server without Git does.
    pub fn serve_files(&self) {
        self.shared.dumb.store(true, Ordering::SeqCst);
    }

    /// Holds requests at this stage until the result is released.
    #[must_use]
    pub fn hold(&self, stage: Stage) -> Held {
        self.shared.hold.lock().unwrap().stage = Some(stage);
        Held { shared: Arc::clone(&self.shared) }
    }

    /// Everything that was asked so far, in the order of the answers.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// How often a client began an exchange (asked for the references and got them).
    #[must_use]
    pub fn exchanges(&self) -> usize {
        let begun = |request: &&Request| {
            request.target.contains("/info/refs?") && request.status == Some(200)
        };
        self.requests().iter().filter(begun).count()
    }

    /// How many pushes reached Git, whatever became of them.
    #[must_use]
    pub fn pushes(&self) -> usize {
        let push = |request: &&Request| {
            request.target.ends_with("/git-receive-pack")
                && matches!(request.status, Some(200) | None)
        };
        self.requests().iter().filter(push).count()
    }
}

impl Held {
    /// Waits until a request is being held.
    pub fn wait(&self) {
        let hold = self.shared.hold.lock().unwrap();
        let _held = self.shared.changed.wait_while(hold, |hold| hold.waiting == 0).unwrap();
    }

    /// Lets the requests go on.
    pub fn release(self) {}
}

impl Drop for Held {
    fn drop(&mut self) {
        self.shared.hold.lock().unwrap().stage = None;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream);
        let mut writer = stream;
        while let Some(message) = http::read(&mut reader, &mut writer)? {
            self.hold_at(Stage::Request);
            let at = At::of(&message);
            let mut fault = at.and_then(|at| self.faults.meet(at, &message.path));
            if fault == Some(Fault::Stall) {
                self.faults.until_over();
            }
            let instead = |fault: &Option<Fault>| match fault {
                Some(Fault::Redirect(to)) => Some(Answer::redirect(location(to, &message))),
                Some(Fault::RedirectTo(to)) => Some(Answer::redirect(to.clone())),
                Some(Fault::Cut) => Some(Answer::plain("000", "")),
                _ => None,
            };
            let mut answer = match instead(&fault) {
                Some(answer) => answer,
                None => self.answer(&message)?,
            };
            if at == Some(At::PushPack) && fault.is_none() {
                fault = self.faults.meet(At::PushTaken, &message.path);
                if fault == Some(Fault::Stall) {
                    self.faults.until_over();
                }
                answer = instead(&fault).unwrap_or(answer);
            }
            let target = match message.query.as_str() {
                "" => message.path.clone(),
                query => format!("{}?{query}", message.path),
            };
            let cut = if answer.is_push { self.next_cut() } else { None };
            if answer.is_push {
                self.hold_at(Stage::PushTaken);
            }
            let status = answer.status.split(' ').next().and_then(|code| code.parse().ok());
            self.requests.lock().unwrap().push(Request {
                method: message.method,
                target,
                status: if cut.is_some() || fault == Some(Fault::Cut) { None } else { status },
            });
            match &fault {
                Some(Fault::Cut) => return Ok(()),
                Some(
                    fault @ (Fault::StallInside
                    | Fault::CutInside
                    | Fault::Drip
                    | Fault::DripInside),
                ) => {
                    let Answer { status, headers, body, .. } = &answer;
                    return self.faults.send(fault, &mut writer, status, headers, body);
                }
                _ => {}
            }
            match cut {
                Some(Cut::BeforeHead) => return Ok(()),
                Some(Cut::AfterHead) => {
                    return http::answer_head(
                        &mut writer,
                        &answer.status,
                        &answer.headers,
                        answer.body.len(),
                    );
                }
                None => {}
            }
            http::answer(&mut writer, &answer.status, &answer.headers, &answer.body)?;
        }
        Ok(())
    }

    fn next_cut(&self) -> Option<Cut> {
        let mut cuts = self.cuts.lock().unwrap();
        cuts.0 = cuts.0.checked_sub(1)?;
        cuts.1
    }

    fn hold_at(&self, stage: Stage) {
        let mut hold = self.hold.lock().unwrap();
        if hold.stage != Some(stage) {
            return;
        }
        hold.waiting += 1;
        self.changed.notify_all();
        let mut hold = self.changed.wait_while(hold, |hold| hold.stage == Some(stage)).unwrap();
        hold.waiting -= 1;
    }

    fn answer(&self, message: &Message) -> io::Result<Answer> {
        if let Some((status, text)) = self.status.lock().unwrap().clone() {
            return Ok(Answer::plain(&status, &text));
        }
        if let Some(login) = message.header("proxy-authorization") {
            self.of_proxies.lock().unwrap().push(login.to_owned());
        }
        if let Some(login) = message.header("authorization") {
            self.logins.lock().unwrap().push(login.to_owned());
        }
        if let Some(address) = *self.redirect.lock().unwrap() {
            let to = format!("http://{address}{}?{}", message.path, message.query);
            return Ok(Answer::redirect(to));
        }
        let login = self.login.lock().unwrap().clone();
        let user = match &login {
            None => None,
            Some((user, password)) => {
                let expected = format!("Basic {}", base64(&format!("{user}:{password}")));
                if message.header("authorization") != Some(&expected) {
                    let mut answer = Answer::plain("401 Unauthorized", "log in first\n");
                    let realm = "Basic realm=\"git\"".to_owned();
                    answer.headers.push(("WWW-Authenticate".to_owned(), realm));
                    return Ok(answer);
                }
                Some(user.as_str())
            }
        };
        if self.dumb.load(Ordering::SeqCst) {
            return Ok(self.file(message));
        }
        let for_push = message.path.ends_with("/git-receive-pack")
            || message.query == "service=git-receive-pack";
        if for_push && self.read_only.load(Ordering::SeqCst) {
            return Ok(Answer::plain("403 Forbidden", "read only\n"));
        }
        self.run_backend(message, user)
    }

    fn file(&self, message: &Message) -> Answer {
        let inside = !message.path.contains("..");
        let path = self.root.join(message.path.trim_start_matches('/'));
        match fs::read(path).ok().filter(|_| inside) {
            Some(body) => Answer { body, ..Answer::plain("200 OK", "") },
            None => Answer::plain("404 Not Found", "no such file\n"),
        }
    }

    /// RFC 3875, as far as git-http-backend uses it.
    fn run_backend(&self, message: &Message, user: Option<&str>) -> io::Result<Answer> {
        let mut command = isolated("git");
        command
            .arg("http-backend")
            .env("GIT_PROJECT_ROOT", &self.root)
            .env("GIT_HTTP_EXPORT_ALL", "1")
            .env("PATH_INFO", &message.path)
            .env("QUERY_STRING", &message.query)
            .env("REQUEST_METHOD", &message.method)
            .env("CONTENT_LENGTH", message.body.len().to_string())
            .env("REMOTE_ADDR", "127.0.0.1")
            .env("REMOTE_USER", user.unwrap_or("anybody"));
        for (variable, header) in [
            ("CONTENT_TYPE", "content-type"),
            ("HTTP_CONTENT_ENCODING", "content-encoding"),
            ("GIT_PROTOCOL", "git-protocol"),
        ] {
            if let Some(value) = message.header(header) {
                command.env(variable, value);
            }
        }
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut stdin = child.stdin.take().unwrap();
        let mut output = Vec::new();
        thread::scope(|scope| {
            // A backend that refuses closes its input early.
            scope.spawn(move || stdin.write_all(&message.body));
            child.stdout.take().unwrap().read_to_end(&mut output)
        })?;
        child.wait()?;
        let is_push = message.path.ends_with("/git-receive-pack");
        Ok(Answer { is_push, ..Answer::of_cgi(&output) })
    }
}
