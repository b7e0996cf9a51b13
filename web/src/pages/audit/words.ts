/** The audit's words (crates/model/src/people.rs) as people say them. */
import type { AuditAction, AuditActor } from "~/api/types";
import { capital, shortCommit } from "~/lib/words";

/** Who acted: the login, or a word for those without an account. */
export function actorWords(actor: AuditActor): string {
  if (actor.kind === "system") return "Hedgerow itself";
  if (actor.kind === "administrator") return "installation token";
  if (actor.kind === "anonymous") return actor.login ? `unknown person as ${actor.login}` : "somebody";
  return actor.login;
}

const stampFormat = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });

/** `2026-11-22 02:27:31`, in the reader's time zone: to the second, and as long in every row. */
export function stamp(at: number): string {
  return stampFormat.format(at);
}

/** What something was done to; a commit as people read it. */
export function subjectWords(subject: string | null | undefined): string {
  return subject && /^[0-9a-f]{40,64}$/.test(subject) ? `commit ${shortCommit(subject)}` : (subject ?? "");
}

/** What was done, to be read after who did it. */
const ACTIONS: Readonly<Record<AuditAction, string>> = {
  "audit.key": "started a log key",
  "audit.export": "exported the audit",
  setup: "created the first administrator",
  login: "logged in",
  logout: "logged out",
  "password.change": "changed a password",
  "token.reject": "used an invalid token",
  "token.create": "created an API token",
  "token.revoke": "revoked an API token",
  "access.refuse": "was refused",
  "user.create": "created an account",
  "user.update": "changed an account",
  "user.delete": "removed an account",
  "credential.create": "stored a credential",
  "credential.update": "changed a credential's description",
  "credential.rotate": "rotated a credential's secret",
  "credential.test": "tested a credential",
  "credential.use": "state of a credential",
  "credential.delete": "removed a credential",
  "credential.rewrap": "re-encrypted the secrets with another key",
  "cluster.create": "added a cluster",
  "cluster.rotate": "changed how a cluster is reached",
  "cluster.test": "tested a cluster",
  "cluster.delete": "removed a cluster",
  "cluster.apply": "applied a resource in a cluster",
  "drift.reapply": "re-applied a resource that drifted",
  "drift.ignore": "ignored drift, or no longer",
  "act.request": "asked for approval of acts in a cluster",
  "act.approve": "approved acts in a cluster",
  "act.decline": "declined acts in a cluster, or took them back",
  "fabric.verify": "verified a fabric",
  "repository.create": "connected a repository",
  "repository.update": "changed a repository",
  "repository.delete": "disconnected a repository",
  "fabric.create": "connected a fabric",
  "fabric.update": "changed a fabric's settings",
  "fabric.delete": "disconnected a fabric",
  "directory.repair": "repaired a directory",
  ingest: "synced from Git",
  normalise: "moved raw/ to managed/",
  "draft.save": "saved drafts",
  "draft.discard": "discarded drafts",
  "filter.update": "shared a filter, or changed a shared one",
  "filter.delete": "removed a shared filter",
  "change.revert": "reverted a change",
  "change.discard": "discarded a change",
  "change.approve": "approved a change, or withdrew it",
  "change.publish": "requested a publish",
  "change.outcome": "outcome of a change",
  "conflict.reopen": "took a decision back",
  "conflict.assign": "gave a conflict to somebody",
  "conflict.comment": "commented on a conflict",
  "policy.update": "wrote a policy",
  "policy.propose": "policy in the repository",
  "policy.accept": "accepted the repository's policy",
  "policy.dismiss": "dismissed the repository's policy",
  "change.split": "moved drafts to another change",
  "change.rename": "renamed a change",
  "conflict.resolve": "decided a conflict",
};

/** An action that is newer than this page is told as the server calls it. */
export function actionWords(action: string): string {
  return (ACTIONS as Readonly<Record<string, string>>)[action] ?? action;
}

/** The part before the dot. */
type Family<Action extends string = AuditAction> = Action extends `${infer First}.${string}` ? First : Action;

/** What the families are about; the order is that in which they are offered. */
const FAMILIES: Readonly<Record<Family, string>> = {
  change: "Changes",
  draft: "Changes",
  conflict: "Conflicts",
  policy: "Policies",
  drift: "Drift",
  act: "Clusters",
  cluster: "Clusters",
  fabric: "Fabrics",
  directory: "Fabrics",
  ingest: "Fabrics",
  normalise: "Fabrics",
  repository: "Repositories",
  credential: "Credentials",
  login: "People and access",
  logout: "People and access",
  password: "People and access",
  token: "People and access",
  user: "People and access",
  access: "People and access",
  setup: "People and access",
  filter: "Shared filters",
  audit: "Audit",
};

const aboutOf = (action: AuditAction) => FAMILIES[action.split(".", 1)[0] as Family];

/** All actions by what they are about, each group in the order of its words. */
export const ACTION_GROUPS = [...new Set(Object.values(FAMILIES))].map((label) => ({
  label,
  options: (Object.keys(ACTIONS) as AuditAction[])
    .filter((action) => aboutOf(action) === label)
    .map((value) => ({ value, label: capital(ACTIONS[value]) }))
    .sort((a, b) => a.label.localeCompare(b.label, "en")),
}));
