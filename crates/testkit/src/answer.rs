//! What a server answers.

pub(crate) struct Answer {
    pub(crate) status: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) is_push: bool,
}

impl Answer {
    pub(crate) fn plain(status: &str, text: &str) -> Self {
        Self {
            status: status.to_owned(),
            headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())],
            body: text.as_bytes().to_vec(),
            is_push: false,
        }
    }

    pub(crate) fn redirect(to: String) -> Self {
        let mut answer = Self::plain("302 Found", "over there\n");
        answer.headers.push(("Location".to_owned(), to));
        answer
    }

    pub(crate) fn of_cgi(output: &[u8]) -> Self {
        let end = output.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(0);
        let mut status = "200 OK".to_owned();
        let mut headers = Vec::new();
        for line in String::from_utf8_lossy(&output[..end]).lines() {
            match line.split_once(": ") {
                Some(("Status", value)) => value.clone_into(&mut status),
                Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
                None => {}
            }
        }
        let body = output.get(end + 4..).unwrap_or_default().to_vec();
        Self { status, headers, body, is_push: false }
    }
}

pub(crate) fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let symbol = ALPHABET[(word >> (18 - 6 * at)) as usize & 63];
            encoded.push(if at <= chunk.len() { char::from(symbol) } else { '=' });
        }
    }
    encoded
}
