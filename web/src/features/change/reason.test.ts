import { describe, expect, test } from "vitest";
import type { Reason } from "~/api/types";
import { inOneLine, largeDeletion, obstacle, toneOf, type Words, wordsOf } from "./reason";

const resource = { group: "vpc.githedgehog.com", kind: "VPC", namespace: "default", name: "web" };
const rule = { rule: "type", resource, field: "spec.vlan", message: "must be an integer" };
const text = "remote says no";

type Kind = Reason["kind"];
type Sample<K extends Kind> = Omit<Extract<Reason, { kind: K }>, "kind">;

/** A sample of every kind: the type check fails where one is missing. */
const SAMPLES: { [K in Kind]: Sample<K> } = {
  "large-deletion": { deleted: 12, of: 1200 },
  conflicts: { count: 1 },
  violations: { violations: [rule], more: 2 },
  "needs-approval": { fabric: "lab", authors: ["Ada", "Bob"] },
  "moved-since-preview": {},
  "in-git-already": {},
  "several-documents": { resource, paths: ["a.yaml", "b.yaml"] },
  "choice-outdated": { resource, paths: ["a.yaml", "c.yaml"] },
  unreadable: { resource },
  "not-lossless": { path: "a.yaml", detail: "an alias stands there" },
  occupied: { path: "a.yaml", resource, left_alone: true },
  "not-read-back": { path: "a.yaml", resource, detail: "it is part of a chart" },
  "file-unreadable": { detail: "a.yaml is not UTF-8 text" },
  unwritable: { path: "a.yaml", detail: "a folder stands there" },
  "nothing-to-commit": {},
  "hook-declined": { text },
  "too-large": { text },
  "protected-branch": { branch: "main", text },
  "credential-refused": { text },
  "no-write-access": { text },
  "credential-unusable": { text: "no sealing key opens it" },
  "push-refused": { text },
  "remote-unreachable": { text },
  "waits-for-remote": { since: new Date(2026, 10, 26, 12, 3, 4).getTime() },
  "branch-kept-moving": { attempts: 12 },
  "history-rewritten": { commit: "4f2a000000000000000000000000000000000000" },
  "conflicts-gone": { because: "git moved" },
  interrupted: {},
  sentence: { text: "the branch is protected" },
};

const EXPECTED: Record<Kind, string> = {
  "large-deletion": "it deletes 12 of 1,200 resources",
  conflicts: "1 conflict to decide",
  violations: "it breaks rules in 3 places",
  "needs-approval": "somebody other than Ada and Bob must approve it, since lab asks for four eyes",
  "moved-since-preview": "the branch changed after its diff was reviewed",
  "in-git-already": "Git already contained all of it",
  "several-documents": "VPC/web is defined in several documents: a.yaml and b.yaml",
  "choice-outdated": "VPC/web has other documents in Git now than when one was chosen: a.yaml and c.yaml",
  unreadable: "the file of VPC/web does not parse in Git",
  "not-lossless": "a.yaml cannot be edited without changing something else in the file: an alias stands there",
  occupied:
    "a.yaml has VPC/web already, in a form that Hedgerow does not edit (encrypted, an input of Kustomize, part of a chart or too large)",
  "not-read-back": "a.yaml would not be read as VPC/web: it is part of a chart",
  "file-unreadable": "a file that it edits cannot be read: a.yaml is not UTF-8 text",
  unwritable: "a.yaml cannot be written: a folder stands there",
  "nothing-to-commit": "there is nothing to commit",
  "hook-declined": "a hook of the remote rejected the push",
  "too-large": "the remote rejected the push as too large",
  "protected-branch": "branch main does not accept direct pushes",
  "credential-refused": "the remote rejected the repository's credential",
  "no-write-access": "the repository's credential has no write access",
  "credential-unusable": "the repository's credential cannot be used: no sealing key opens it",
  "push-refused": "the push was refused",
  "remote-unreachable": "the remote could not be reached",
  "waits-for-remote": "the remote has not answered since 12:03:04",
  "branch-kept-moving": "the branch changed during 12 attempts",
  "history-rewritten": "the branch's history was rewritten without commit 4f2a000000",
  "conflicts-gone": "its conflicts no longer apply, since Git changed",
  interrupted: "the server stopped during the run; its outcome was checked after the restart",
  sentence: "the branch is protected",
};

/** How each looks: green is for what Git has, and for nothing else. */
const LOOKS: Record<Kind, string> = {
  "large-deletion": "drift",
  conflicts: "conflict",
  violations: "conflict",
  "needs-approval": "draft",
  "moved-since-preview": "drift",
  "in-git-already": "sync",
  "several-documents": "conflict",
  "choice-outdated": "conflict",
  unreadable: "conflict",
  "not-lossless": "conflict",
  occupied: "conflict",
  "not-read-back": "conflict",
  "file-unreadable": "conflict",
  unwritable: "conflict",
  "nothing-to-commit": "aside",
  "hook-declined": "conflict",
  "too-large": "conflict",
  "protected-branch": "conflict",
  "credential-refused": "conflict",
  "no-write-access": "conflict",
  "credential-unusable": "conflict",
  "push-refused": "conflict",
  "remote-unreachable": "drift",
  "waits-for-remote": "drift",
  "branch-kept-moving": "drift",
  "history-rewritten": "drift",
  "conflicts-gone": "aside",
  interrupted: "drift",
  sentence: "drift",
};

/** Kinds after which nothing is left to do, or nobody knows what. */
const NOTHING_TO_DO: readonly Kind[] = ["in-git-already", "interrupted", "sentence"];

const kinds = Object.keys(SAMPLES) as Kind[];
const sample = (kind: Kind): Reason => ({ kind, ...SAMPLES[kind] }) as Reason;
const words = (kind: Kind, more: object = {}): Words => wordsOf({ ...sample(kind), ...more } as Reason);

describe.each(kinds)("%s", (kind) => {
  test("says what happened", () => {
    expect(words(kind).what).toBe(EXPECTED[kind]);
  });

  test("looks as bad as it is", () => {
    expect(toneOf(sample(kind))).toBe(LOOKS[kind]);
  });

  test("says what to do on the page, in sentences and without a command", () => {
    const { todo } = words(kind);
    expect(todo === undefined).toBe(NOTHING_TO_DO.includes(kind));
    if (todo !== undefined) expect(todo).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(words(kind))).not.toMatch(/hedgerow |--[a-z]|`/);
  });

  test("keeps what the remote printed apart from our own words", () => {
    const given = SAMPLES[kind] as { text?: string };
    if (given.text === text) expect(words(kind).printed).toBe(text);
    expect(words(kind).what).not.toContain(text);
  });
});

test("what differs within a kind is told apart", () => {
  expect(words("occupied", { left_alone: false }).what).toBe("a.yaml, where VPC/web would go, contains something else");
  expect(words("not-lossless", { path: null }).what).toContain("it cannot be edited without");
  expect(words("needs-approval", { authors: [] }).what).toContain("other than its authors");
  expect(words("conflicts-gone", { because: "draft edited" }).what).toContain("the draft was edited");
  expect(words("conflicts-gone", { because: "cluster moved" }).what).toContain("the cluster no longer disagrees");
  expect(words("conflicts-gone", { because: "decided" }).what).toBe("every conflict is decided");
  expect(words("unreadable", { unread: "not understood" }).what).not.toContain("parse");
  expect(words("violations").broken).toEqual({ rules: [rule], more: 2 });
});

test("what is wrong with a credential or its rights leads to the repository, a conflict to its decision", () => {
  const places = Object.fromEntries(kinds.map((kind) => [kind, words(kind).place]));
  expect(places).toMatchObject({
    conflicts: "conflicts",
    "credential-refused": "repository",
    "credential-unusable": "repository",
    "no-write-access": "repository",
    "protected-branch": "repository",
    unreadable: "resource",
  });
  expect(places["hook-declined"]).toBeUndefined();
});

test("a reason of a newer server is no failure", () => {
  expect(wordsOf({ kind: "of-tomorrow" } as never).what).toContain("does not know");
});

test("in one line there is the first line of what was printed, and a sign that there is more", () => {
  expect(inOneLine(null)).toBeUndefined();
  expect(inOneLine(sample("in-git-already"))).toBe("Git already contained all of it");
  expect(inOneLine({ kind: "hook-declined", text: "\n closed\n" })).toBe(
    "a hook of the remote rejected the push: closed",
  );
  expect(inOneLine({ kind: "hook-declined", text: "closed\ncome back" })).toBe(
    "a hook of the remote rejected the push: closed …",
  );
});

test("a large deletion is what the preview says, and what the change says before there is one", () => {
  const reason = sample("large-deletion");
  expect(largeDeletion({ reason }, undefined)).toBe(reason);
  expect(largeDeletion({ reason }, {})).toBeUndefined();
  expect(largeDeletion({}, { waits: reason })).toBe(reason);
  expect(largeDeletion({ reason: sample("protected-branch") }, undefined)).toBeUndefined();
});

test("what no confirmation helps is an obstacle, a large deletion is none", () => {
  expect(obstacle({ waits: sample("unreadable") })).toEqual(sample("unreadable"));
  expect(obstacle({ waits: sample("large-deletion") })).toBeUndefined();
  expect(obstacle({})).toBeUndefined();
  expect(obstacle(undefined)).toBeUndefined();
});
