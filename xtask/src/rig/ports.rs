//! Free ports on the loopback.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

/// A port of 127.0.0.1 that is free now. Another program may take it before it is used: see [`is_taken`].
pub(super) fn free() -> Result<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .context("failed to find a free loopback port")
}

/// Whether a start failed because its port was taken meanwhile: the counterparts, nearly all written in Go, print the words of
/// EADDRINUSE, Redis with a capital, and the end of what a process printed is part of its error.
pub(super) fn is_taken(error: &anyhow::Error) -> bool {
    format!("{error:#}").to_ascii_lowercase().contains("address already in use")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_bound() {
        // Unless another program took it in between: then another one can.
        let bound = |_| TcpListener::bind((Ipv4Addr::LOCALHOST, free().unwrap())).is_ok();
        assert!((0..100).any(bound));
    }

    #[test]
    fn only_a_taken_port_is_tried_again() {
        let taken = anyhow::anyhow!("listen tcp 127.0.0.1:1: bind: address already in use")
            .context("the API server ended");
        assert!(is_taken(&taken));
        assert!(!is_taken(&anyhow::anyhow!("no such file")));
    }
}
