//! Real counterparts for tests: bare repositories and a smart HTTP Git server.
