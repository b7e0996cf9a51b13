/** What is typed of how a repository's remote is reached, and what of it is sent. Pure. */
import type { CertificateView, TransportSettings, TransportView } from "~/api/types";
import { hasSecret } from "../repository";

/** What becomes of certificates: they stay as they are (none is one way to be), others are given, or they go. */
export type Choice = "keep" | "set" | "remove";

export interface TransportDraft {
  authority: Choice;
  ca: string;
  client: Choice;
  certificate: string;
  key: string;
  /** Its URL; empty for none. */
  proxy: string;
  password: string;
  isPasswordRemoved: boolean;
  /** The hosts that are reached without it. */
  noProxy: string;
}

/** Nothing is typed yet. */
export function draftOf(before: TransportView | null | undefined): TransportDraft {
  return {
    authority: "keep",
    ca: "",
    client: "keep",
    certificate: "",
    key: "",
    proxy: before?.proxy ?? "",
    password: "",
    isPasswordRemoved: false,
    noProxy: before?.no_proxy ?? "",
  };
}

/** What can be set for a URL, or taken away. */
export interface Parts {
  authority: boolean;
  client: boolean;
  proxy: boolean;
}

/**
 * Certificates are for TLS, that of an authority also for TLS to the proxy; a proxy is for HTTP. What is set already can be taken
 * away at any URL.
 */
export function partsOf(url: string, before: TransportView | null | undefined, proxy = ""): Parts {
  const scheme = schemeOf(url);
  const isTls = scheme === "https";
  return {
    authority: isTls || (scheme === "http" && schemeOf(proxy) === "https") || authoritiesOf(before).length > 0,
    client: isTls || Boolean(before?.client_certificate),
    proxy: isTls || scheme === "http" || Boolean(before?.proxy),
  };
}

export function hasParts({ authority, client, proxy }: Parts): boolean {
  return authority || client || proxy;
}

function schemeOf(url: string): string | undefined {
  return /^\s*([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
}

export function authoritiesOf(before: TransportView | null | undefined): readonly CertificateView[] {
  return before?.authorities ?? [];
}

/** Why something is not sent as it is typed. */
export type Problems = Partial<Record<"ca" | "certificate" | "key" | "proxy", string>>;

export function problemsOf(draft: TransportDraft, before: TransportView | null | undefined, parts: Parts): Problems {
  const problems: Problems = {};
  if (parts.authority && draft.authority === "set") {
    const problem = certificateProblem(draft.ca);
    if (problem) problems.ca = problem;
  }
  if (parts.client && draft.client === "set") {
    const problem = certificateProblem(draft.certificate);
    if (problem) problems.certificate = problem;
    if (isBlank(draft.key) && !before?.client_certificate) problems.key = "the private key is needed";
  }
  if (parts.proxy && hasSecret(draft.proxy)) {
    problems.proxy = "there is a password in it: leave it out here, and enter it as the proxy's password";
  }
  return problems;
}

/** A key in the text of certificates would be stored where everybody can read it. */
function certificateProblem(text: string): string | undefined {
  if (isBlank(text)) return "the certificate is needed";
  if (text.includes("PRIVATE KEY-----")) return "there is a private key in it: leave only the certificates here";
  return undefined;
}

export function hasProblems(problems: Problems): boolean {
  return Object.keys(problems).length > 0;
}

/** What is to change, as the server is told it; nothing where nothing is. What is not shown is not sent. */
export function settingsOf(
  draft: TransportDraft,
  before: TransportView | null | undefined,
  parts: Parts,
): TransportSettings | undefined {
  const settings: TransportSettings = {
    ...(parts.authority ? authoritySettings(draft) : {}),
    ...(parts.client ? clientSettings(draft) : {}),
    ...(parts.proxy ? proxySettings(draft, before) : {}),
  };
  return Object.keys(settings).length > 0 ? settings : undefined;
}

function authoritySettings({ authority, ca }: TransportDraft): TransportSettings {
  if (authority === "keep") return {};
  return { ca: authority === "set" ? ca : null };
}

/** A certificate alone is one that was renewed for the key that is stored. */
function clientSettings({ client, certificate, key }: TransportDraft): TransportSettings {
  if (client === "keep") return {};
  if (client === "remove") return { client_certificate: null };
  return { client_certificate: certificate, ...(isBlank(key) ? {} : { client_key: key }) };
}

function proxySettings(draft: TransportDraft, before: TransportView | null | undefined): TransportSettings {
  const url = draft.proxy.trim();
  const isOther = url !== (before?.proxy ?? "");
  // a proxy that goes takes its password and its list along
  if (url === "") return isOther ? { proxy: null } : {};
  const list = draft.noProxy.trim();
  return {
    ...(isOther ? { proxy: url } : {}),
    ...passwordSettings(draft, before),
    ...(list === (before?.no_proxy ?? "") ? {} : { no_proxy: list || null }),
  };
}

function passwordSettings(draft: TransportDraft, before: TransportView | null | undefined): TransportSettings {
  if (draft.password !== "") return { proxy_password: draft.password };
  return draft.isPasswordRemoved && before?.proxy_password ? { proxy_password: null } : {};
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}
