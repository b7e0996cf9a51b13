-- A repository's own way to its remote. No row: the system's authorities, no client certificate, no proxy.
CREATE TABLE transport (
  repository_id  INTEGER PRIMARY KEY REFERENCES repository (id) ON DELETE CASCADE,
  authorities    TEXT,                   -- certificates, PEM: trusted instead of the system's
  certificate    TEXT,                   -- of the client, PEM
  client_key     BLOB,                   -- sealed: the client's private key, PEM
  proxy          TEXT,                   -- a URL without a password
  proxy_password BLOB,                   -- sealed
  no_proxy       TEXT NOT NULL           -- hosts that are reached without the proxy, with commas between
) STRICT;
