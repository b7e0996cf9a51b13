//! As much of HTTP/1.1 as git's client speaks.

use std::io::{self, BufRead, Read, Write};

/// A request with its whole body.
pub(crate) struct Message {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All of them, names in lower case.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The next request; `None` when the client has gone.
pub(crate) fn read(
    stream: &mut impl BufRead,
    answers: &mut impl Write,
) -> io::Result<Option<Message>> {
    let Some(first) = line(stream)? else { return Ok(None) };
    let mut words = first.split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (path, query) = (path.to_owned(), query.to_owned());
    let mut headers = Vec::new();
    while let Some(line) = line(stream)? {
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let mut message = Message { method, path, query, headers, body: Vec::new() };
    if message.header("expect").is_some() {
        answers.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        answers.flush()?;
    }
    message.body = if message.header("transfer-encoding") == Some("chunked") {
        chunks(stream)?
    } else {
        let length = message.header("content-length").and_then(|length| length.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        stream.read_exact(&mut body)?;
        body
    };
    Ok(Some(message))
}

fn line(stream: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let length = stream.read_line(&mut line)?;
    Ok((length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn chunks(stream: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream)?.unwrap_or_default();
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
        stream.take(size).read_to_end(&mut body)?;
        line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

/// Answers with a body and leaves the connection open.
pub(crate) fn answer(
    stream: &mut impl Write,
    status: &str,
    headers: &[(String, String)],
    body: &[u8],
) -> io::Result<()> {
    answer_head(stream, status, headers, body.len())?;
    stream.write_all(body)?;
    stream.flush()
}

/// The beginning of an answer: everything but the body.
pub(crate) fn answer_head(
    stream: &mut impl Write,
    status: &str,
    headers: &[(String, String)],
    length: usize,
) -> io::Result<()> {
    let length = [("Content-Length".to_owned(), length.to_string())];
    answer_head_of_unknown_length(stream, status, &[headers, &length].concat())
}

/// The same, where the headers say how the body ends.
pub(crate) fn answer_head_of_unknown_length(
    stream: &mut impl Write,
    status: &str,
    headers: &[(String, String)],
) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())
}

/// A part of a body in chunks; an empty one ends it.
pub(crate) fn chunk(stream: &mut impl Write, part: &[u8]) -> io::Result<()> {
    write!(stream, "{:x}\r\n", part.len())?;
    stream.write_all(part)?;
    stream.write_all(b"\r\n")?;
    stream.flush()
}
