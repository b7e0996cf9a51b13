//! The HTTP API of the server.
