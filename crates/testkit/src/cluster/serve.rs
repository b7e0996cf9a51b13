//! Connections to the API server, and watches.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Condvar, Mutex, MutexGuard};

use serde_json::{Value as Json, json};

use super::TOKEN;
use super::state::{Happened, State, is_in, parameter};

/// Serves a connection until it ends.
pub(super) fn serve(stream: &TcpStream, shared: &(Mutex<State>, Condvar)) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let (mut length, mut token) = (0, String::new());
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap_or((line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "authorization" => token = value.to_owned(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
        let mut state = shared.0.lock().unwrap();
        if state.is_away {
            return Ok(());
        }
        state.requests.push(format!("{method} {target}"));
        let asked = format!("{method} {target}");
        let is_meant = |part: &str| part.split(' ').all(|word| asked.contains(word));
        let instead = state.instead.iter().find(|(part, ..)| is_meant(part)).cloned();
        if let Some((_, status, body)) = instead {
            drop(state);
            respond(stream, status, &body)?;
        } else if token != format!("Bearer {TOKEN}") {
            drop(state);
            respond(stream, 401, r#"{"kind":"Status","code":401,"reason":"Unauthorized"}"#)?;
        } else if target.contains("watch=true") {
            return watch(stream, shared, state, target);
        } else {
            let (status, answer) = state.answer(method, target, &body);
            drop(state);
            shared.1.notify_all();
            respond(stream, status, &answer.to_string())?;
        }
    }
}

fn respond(mut stream: &TcpStream, status: u16, body: &str) -> std::io::Result<()> {
    let mut answer = String::new();
    let _ = write!(
        answer,
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes())
}

/// Tells what happens to a collection until it is cut.
fn watch(
    mut stream: &TcpStream,
    shared: &(Mutex<State>, Condvar),
    mut state: MutexGuard<'_, State>,
    target: &str,
) -> std::io::Result<()> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut from: u64 =
        parameter(query, "resourceVersion").and_then(|it| it.parse().ok()).unwrap_or(0);
    let plural = path.rsplit('/').next().unwrap_or_default();
    if !state.kinds.iter().any(|it| it.plural == plural) {
        drop(state);
        return respond(stream, 404, r#"{"kind":"Status","code":404,"reason":"NotFound"}"#);
    }
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes())?;
    let mut tell = |what: &str, object: &Json| {
        let line = format!("{}\n", json!({"type": what, "object": object}));
        write!(stream, "{:x}\r\n{line}\r\n", line.len())
    };
    if from < state.forgotten {
        drop(state);
        tell("ERROR", &json!({"kind": "Status", "code": 410, "reason": "Expired"}))?;
        return stream.write_all(b"0\r\n\r\n");
    }
    let cuts = state.cuts;
    state.watches += 1;
    let ended = loop {
        let begin = state.log.partition_point(|it| it.at <= from);
        let news: Vec<Happened> = state.log[begin..]
            .iter()
            .filter(|it| is_in(&it.collection, path) && !state.is_quiet)
            .cloned()
            .collect();
        let told = news.iter().try_for_each(|it| {
            from = it.at;
            tell(it.what, &it.object)
        });
        if told.is_err() || state.cuts != cuts {
            break told;
        }
        state = shared.1.wait(state).unwrap();
    };
    state.watches -= 1;
    ended
}
