import { expect, test } from "vitest";
import type { CertificateView, TransportView } from "~/api/types";
import { draftOf, hasParts, partsOf, problemsOf, settingsOf, type TransportDraft } from "./draft";

const PEM = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
const KEY = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n";
const ALL = { authority: true, client: true, proxy: true };

const certificate = (subject: string): CertificateView => ({
  subject,
  issuer: "CN=Own CA",
  sha256: "AA:BB",
  valid_from: 0,
  expires_at: 1,
});

const FULL: TransportView = {
  authorities: [certificate("CN=Own CA")],
  client_certificate: certificate("CN=ada"),
  proxy: "http://bot@proxy.example:3128",
  proxy_password: true,
  no_proxy: "example.org",
};

const sent = (more: Partial<TransportDraft>, before?: TransportView, parts = ALL) =>
  settingsOf({ ...draftOf(before), ...more }, before, parts);
const problems = (more: Partial<TransportDraft>, before?: TransportView, parts = ALL) =>
  problemsOf({ ...draftOf(before), ...more }, before, parts);

test("what is not touched is not sent", () => {
  expect(sent({})).toBeUndefined();
  expect(sent({}, FULL)).toBeUndefined();
  expect(sent({ proxy: ` ${FULL.proxy} `, noProxy: "example.org " }, FULL)).toBeUndefined();
  // typed, and then left as it was after all
  expect(sent({ ca: PEM, certificate: PEM, key: KEY }, FULL)).toBeUndefined();
});

test("each is set, replaced and taken away on its own", () => {
  expect(sent({ authority: "set", ca: PEM })).toEqual({ ca: PEM });
  expect(sent({ authority: "remove" }, FULL)).toEqual({ ca: null });
  expect(sent({ client: "set", certificate: PEM, key: KEY }, FULL)).toEqual({
    client_certificate: PEM,
    client_key: KEY,
  });
  expect(sent({ client: "set", certificate: PEM }, FULL)).toEqual({ client_certificate: PEM });
  expect(sent({ client: "remove", key: KEY }, FULL)).toEqual({ client_certificate: null });
  expect(sent({ proxy: "http://p:1", noProxy: " a,b " })).toEqual({ proxy: "http://p:1", no_proxy: "a,b" });
  expect(sent({ noProxy: "" }, FULL)).toEqual({ no_proxy: null });
});

test("a password is sent as it is typed, and taken away only where one is stored", () => {
  expect(sent({ password: " p w " }, FULL)).toEqual({ proxy_password: " p w " });
  expect(sent({ isPasswordRemoved: true }, FULL)).toEqual({ proxy_password: null });
  expect(sent({ isPasswordRemoved: true, password: "new" }, FULL)).toEqual({ proxy_password: "new" });
  expect(sent({ isPasswordRemoved: true }, { ...FULL, proxy_password: false })).toBeUndefined();
});

test("a proxy that goes says nothing of its password and its list: they go with it", () => {
  expect(sent({ proxy: " ", password: "p", noProxy: "other" }, FULL)).toEqual({ proxy: null });
  expect(sent({ proxy: "", password: "p", noProxy: "other" })).toBeUndefined();
});

test("what cannot be set for a URL is neither sent nor missed", () => {
  const none = { authority: false, client: false, proxy: false };
  const typed = { authority: "set", client: "set", proxy: "http://a:b@c:1" } as const;
  expect(sent({ ...typed, ca: PEM }, undefined, none)).toBeUndefined();
  expect(problems(typed, undefined, none)).toEqual({});
});

test("certificates are for TLS, a proxy is for HTTP, and what is set can be taken away at any URL", () => {
  expect(partsOf("https://git.example.net/a", undefined)).toEqual(ALL);
  expect(partsOf(" HTTPS://git.example.net/a", undefined)).toEqual(ALL);
  expect(partsOf("http://git.example.net/a", undefined)).toEqual({ authority: false, client: false, proxy: true });
  expect(partsOf("http://git.example.net/a", undefined, "https://p:1").authority).toBe(true);
  for (const url of ["", "git@git.example.net:a.git", "ssh://git@git.example.net/a", "/srv/a.git", "file:///srv/a"]) {
    expect(hasParts(partsOf(url, undefined, "https://p:1")), url).toBe(false);
    expect(partsOf(url, FULL), url).toEqual(ALL);
  }
});

test("what is missing is said at its field", () => {
  expect(problems({ authority: "set", client: "set" })).toEqual({
    ca: "the certificate is needed",
    certificate: "the certificate is needed",
    key: "the private key is needed",
  });
  // a renewed certificate for the key that is stored
  expect(problems({ client: "set", certificate: PEM }, FULL)).toEqual({});
  expect(problems({ authority: "remove", client: "remove" }, FULL)).toEqual({});
});

test("secrets in fields that are not for them are not even sent", () => {
  expect(problems({ authority: "set", ca: PEM + KEY }).ca).toMatch(/^there is a private key in it/);
  expect(problems({ client: "set", certificate: KEY, key: KEY }).certificate).toMatch(/^there is a private key in it/);
  for (const scheme of ["http", "https", "socks5h"]) {
    expect(problems({ proxy: `${scheme}://bot:secret@proxy.example:3128` }).proxy).toMatch(
      /^there is a password in it/,
    );
    expect(problems({ proxy: `${scheme}://bot@proxy.example:3128` })).toEqual({});
  }
});
