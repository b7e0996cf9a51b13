/** What is to be said of a credential. Pure. */
import type { CredentialView } from "~/api/types";
import { stateWord } from "~/components/state/words";
import { count, list } from "~/lib/words";

const DAY = 86_400_000;

/** As the server warns: this long ahead. */
export const SOON_MS = 14 * DAY;

export const KIND_WORDS: Record<CredentialView["kind"], string> = { token: "token or password", "ssh-key": "SSH key" };

export type Expiry = "none" | "later" | "soon" | "over";

export function expiryOf({ expires_at }: Pick<CredentialView, "expires_at">, now: number): Expiry {
  if (!expires_at) return "none";
  if (expires_at <= now) return "over";
  return expires_at - now < SOON_MS ? "soon" : "later";
}

/** `3 credentials: 1 does not work, deploy expires in 6 days.` */
export function credentialsSentence(credentials: readonly CredentialView[], now: number): string {
  if (credentials.length === 0) return "None is stored.";
  const broken = credentials.filter((one) => stateWord("CredentialState", one.state).tone === "conflict");
  const over = credentials.filter((one) => expiryOf(one, now) === "over");
  const soon = credentials.filter((one) => expiryOf(one, now) === "soon");
  const parts = [
    broken.length > 0 && `${list(broken.map((one) => one.name))} ${broken.length === 1 ? "does" : "do"} not work`,
    over.length > 0 && `${list(over.map((one) => one.name))} expired`,
    ...soon.map((one) => `${one.name} expires ${inDays((one.expires_at ?? now) - now)}`),
  ].filter((part) => part !== false);
  const untested = credentials.filter((one) => one.state === "untested").length;
  const fine =
    untested === 0 ? "all work" : untested === credentials.length ? "none was used yet" : `${untested} not used yet`;
  return `${count(credentials.length, "credential")}: ${parts.length > 0 ? parts.join(", ") : fine}.`;
}

function inDays(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  return days === 0 ? "within a day" : `in ${count(days, "day")}`;
}

/** The last moment of a day that a date field gives; nothing for none. */
export function endOfDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const at = new Date(`${date}T23:59:59`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

/** The host of a repository's URL as people read it. */
export function hostOf(url: string): string {
  const scp = /^[^/@]+@([^:/]+):(?!\/\/)/.exec(url);
  if (scp?.[1]) return scp[1];
  try {
    const parsed = new URL(url);
    return parsed.host || "this machine";
  } catch {
    return "this machine";
  }
}
