/** What is said of how a repository's remote is reached. Pure. */
import type { CertificateView, TransportView } from "~/api/types";
import { list, number } from "~/lib/words";
import { authoritiesOf, type Choice } from "./draft";

interface Option {
  value: Choice;
  label: string;
}

/** What can be done about the authorities that are trusted. */
export function authorityOptions(before: TransportView | null | undefined): Option[] {
  const known = authoritiesOf(before);
  if (known.length === 0) {
    return [
      { value: "keep", label: "Trust the system's authorities" },
      { value: "set", label: "Trust other authorities instead" },
    ];
  }
  return [
    { value: "keep", label: `Keep ${namesOf(known)}` },
    { value: "set", label: "Replace" },
    { value: "remove", label: "Remove: the system's authorities are trusted again" },
  ];
}

/** What can be done about the certificate that is shown to the remote. */
export function clientOptions(before: TransportView | null | undefined): Option[] {
  const known = before?.client_certificate;
  if (!known) {
    return [
      { value: "keep", label: "None" },
      { value: "set", label: "Show one to the remote" },
    ];
  }
  return [
    { value: "keep", label: `Keep ${known.subject}` },
    { value: "set", label: "Replace" },
    { value: "remove", label: "Remove, with its key" },
  ];
}

/** Three of them by name. */
function namesOf(certificates: readonly CertificateView[]): string {
  const names = certificates.slice(0, 3).map(({ subject }) => subject);
  const more = certificates.length - names.length;
  return list(more > 0 ? [...names, `${number(more)} more`] : names);
}

/** What becomes of the proxy's password when nothing is typed for it. */
export function passwordHint(before: TransportView | null | undefined): string {
  return before?.proxy_password
    ? `If left empty, the stored one for ${before.proxy} is kept. It is not sent to another proxy.`
    : "If the proxy requires a login. Stored sealed, and never shown again.";
}

const OF_TRANSPORT: ReadonlySet<string> = new Set([
  "unknown-authority",
  "authority-expired",
  "certificate-not-accepted",
  "client-certificate-required",
  "client-certificate-refused",
  "proxy-away",
  "proxy-not-trusted",
  "proxy-login-required",
  "proxy-login-refused",
  "proxy-refuses",
  "proxy-reaches-nothing",
  "way-unusable",
  "way-unreadable",
  "other-proxy",
]);

/** Whether what the server found wrong can be corrected by another certificate or proxy. */
export function isOfTransport(code: string | undefined): boolean {
  return code !== undefined && OF_TRANSPORT.has(code);
}
