import { expect, test } from "vitest";
import type { CertificateView, TransportView } from "~/api/types";
import { pemProblem, sizeProblem } from "./file";
import { authorityOptions, clientOptions, isOfTransport, passwordHint } from "./words";

const certificate = (subject: string): CertificateView => ({
  subject,
  issuer: "CN=Own CA",
  sha256: "AA:BB",
  valid_from: 0,
  expires_at: 1,
});
const view = (more: Partial<TransportView>): TransportView => ({ proxy_password: false, ...more });

test("only what is set can be replaced or removed, and it is named", () => {
  const values = (options: { value: string }[]) => options.map(({ value }) => value);
  for (const options of [authorityOptions, clientOptions]) expect(values(options(undefined))).toEqual(["keep", "set"]);
  const set = view({ authorities: ["CN=a", "CN=b"].map(certificate), client_certificate: certificate("CN=ada") });
  for (const options of [authorityOptions, clientOptions])
    expect(values(options(set))).toEqual(["keep", "set", "remove"]);
  expect(authorityOptions(set)[0]?.label).toBe("Keep CN=a and CN=b");
  expect(clientOptions(set)[0]?.label).toBe("Keep CN=ada");
  const many = view({ authorities: ["1", "2", "3", "4", "5"].map(certificate) });
  expect(authorityOptions(many)[0]?.label).toBe("Keep 1, 2, 3 and 2 more");
});

test("an empty password field says what becomes of the stored one", () => {
  expect(passwordHint(undefined)).toMatch(/never shown again/);
  const stored = view({ proxy: "http://bot@p:1", proxy_password: true });
  expect(passwordHint(stored)).toMatch(/the stored one for http:\/\/bot@p:1 is kept/);
});

test("what another certificate or proxy corrects is told from what it does not", () => {
  for (const code of ["unknown-authority", "client-certificate-required", "proxy-away", "other-proxy"])
    expect(isOfTransport(code), code).toBe(true);
  for (const code of [undefined, "certificate-expired", "no-tls", "remote-failed", "toString"])
    expect(isOfTransport(code), code).toBe(false);
});

test("a file that cannot be PEM is not put into a field", () => {
  expect(sizeProblem({ name: "ca.pem", size: 64 * 1024 })).toBeUndefined();
  expect(sizeProblem({ name: "ca.pem", size: 64 * 1024 + 1 })).toMatch(/^ca\.pem is larger than 64 KiB/);
  expect(sizeProblem({ name: "ca.pem", size: 0 })).toBe("ca.pem is empty");
  expect(pemProblem("ca.der", "0\u0082\u0003\ufffd")).toMatch(/^ca\.der is not PEM/);
  expect(pemProblem("ca.pem", "# ours\n-----BEGIN CERTIFICATE-----\n")).toBeUndefined();
});
