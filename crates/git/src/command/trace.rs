//! What git tells of its HTTP requests when it is asked to (`GIT_TRACE_CURL`): the only way to learn
//! where a redirect leads that git does not follow. Its lines come with those for people, and are kept
//! from them: they hold headers.

/// The most that is kept of an address that a remote names, in bytes.
const LONGEST: usize = 2000;

/// What a line tells of a request; `None` for a line for people. A remote's own lines begin with
/// `remote:`, git's traces with the time.
pub(super) fn told(line: &str) -> Option<&str> {
    let (before, told) = ["== Info", "=> Send ", "<= Recv "]
        .iter()
        .filter_map(|sort| line.find(sort))
        .min()
        .and_then(|at| line.split_at_checked(at))?;
    let starts_with_time = before.starts_with(|c: char| c.is_ascii_digit());
    (starts_with_time && before.contains("http.c:")).then_some(told)
}

/// The last request of an exchange, and its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LastRequest {
    method: String,
    status: u16,
    location: Option<String>,
}

/// An answer that sends elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    /// Whether it answered a request after the first: one that sends something.
    pub(crate) late: bool,
    /// Where to, as the remote says it.
    pub(crate) location: Option<String>,
}

impl LastRequest {
    /// Takes in what a line told.
    pub(super) fn note(&mut self, told: &str) {
        if let Some(header) = told.strip_prefix("=> Send header: ") {
            if let Some((method, rest)) = header.split_once(' ')
                && matches!(method, "GET" | "POST" | "CONNECT")
                && rest.contains(" HTTP/")
            {
                *self = Self { method: method.to_owned(), ..Self::default() };
            }
        } else if let Some(header) = told.strip_prefix("<= Recv header: ") {
            if header.starts_with("HTTP/") {
                let status = header.split(' ').nth(1).and_then(|status| status.parse().ok());
                (self.status, self.location) = (status.unwrap_or(0), None);
            } else if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("location")
                && value.len() <= LONGEST
            {
                self.location = Some(value.trim().to_owned());
            }
        }
    }

    /// What it is, when it sends elsewhere.
    pub(super) fn redirect(self) -> Option<Redirect> {
        let late = self.method == "POST";
        // A proxy's answer to CONNECT is none of the remote's.
        let of_remote = self.method != "CONNECT";
        let sends_on = of_remote && (300..400).contains(&self.status);
        sends_on.then_some(Redirect { late, location: self.location })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Recorded from git 2.39.
    const RECORDED: &str = "\
19:26:58.098320 http.c:672              => Send header, 0000000231 bytes (0x000000e7)
19:26:58.098324 http.c:684              => Send header: GET /x.git/info/refs?service=git-upload-pack HTTP/1.1
19:26:58.098325 http.c:684              => Send header: Host: 127.0.0.1:18777
19:26:58.099129 http.c:725              == Info: HTTP 1.0, assume close after body
19:26:58.099141 http.c:684              <= Recv header: HTTP/1.0 302 Found
19:26:58.099156 http.c:684              <= Recv header: Location: http://127.0.0.1:1/x.git/info/refs?service=git-upload-pack
19:26:58.099159 http.c:684              <= Recv header:
";

    fn last(lines: &str) -> Option<Redirect> {
        let mut last = LastRequest::default();
        lines.lines().for_each(|line| last.note(told(line).unwrap()));
        last.redirect()
    }

    #[test]
    fn the_last_answer_says_where_it_leads() {
        let location = Some("http://127.0.0.1:1/x.git/info/refs?service=git-upload-pack".into());
        assert_eq!(last(RECORDED), Some(Redirect { late: false, location }));
        let then = "1:0 http.c:1 => Send header: POST /x.git/git-upload-pack HTTP/2\n\
                    1:0 http.c:1 <= Recv header: HTTP/2 307\n\
                    1:0 http.c:1 <= Recv header: location: /there\n";
        let late = Redirect { late: true, location: Some("/there".into()) };
        assert_eq!(last(&format!("{RECORDED}{then}")), Some(late));
        let fine = "1:0 http.c:1 => Send header: GET /x HTTP/1.1\n\
                    1:0 http.c:1 <= Recv header: HTTP/1.1 200 OK\n";
        assert_eq!(last(&format!("{RECORDED}{fine}")), None);
        let of_proxy = "1:0 http.c:1 => Send header: CONNECT git.example:443 HTTP/1.1\n\
                        1:0 http.c:1 <= Recv header: HTTP/1.1 302 Found\n\
                        1:0 http.c:1 <= Recv header: Location: https://git.example/x/info/refs\n";
        assert_eq!(last(of_proxy), None);
    }

    #[test]
    fn what_a_remote_says_is_no_trace() {
        for line in [
            "remote: 19:26:58.099156 http.c:684  <= Recv header: Location: http://h/",
            "fatal: <= Recv header: Location: http://h/",
            "Receiving objects: 10% (1/10)",
        ] {
            assert_eq!(told(line), None, "{line}");
        }
    }
}
