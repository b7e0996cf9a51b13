use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::{Server, folder};

/// One request in plain HTTP; gives the whole answer.
fn ask(server: &Server, request: &str) -> String {
    let address = server.url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request}\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn probes_and_figures_need_no_token_and_the_api_does() {
    let data = folder(&[]);
    let server = Server::start("serve", data.path(), &[]);
    for path in ["/healthz", "/readyz", "/metrics", "/api/openapi.json"] {
        let answer = ask(&server, &format!("GET {path} HTTP/1.1"));
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
    let answer = ask(&server, "GET /api/v1/fabrics HTTP/1.1");
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    assert!(ask(&server, "GET /metrics HTTP/1.1").contains("hedgerow_http_requests_total"));
}
