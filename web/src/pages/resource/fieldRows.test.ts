import { expect, test } from "vitest";
import type { FieldView, ResourceDraft } from "~/api/types";
import { differs, fieldRows, setEdit, splitPath } from "./fieldRows";

function draft(change: string, action = "edit"): ResourceDraft {
  const author = { name: "Ada", email: "ada@example.net" };
  return { change, change_id: change, action, state: "merges cleanly", author, revision: 1, updated_at: 1 };
}

const vlan: FieldView = { path: "spec.vlan", git: 1001, drafts: { pool: 1201 }, base: 1001, state: "draft" };
const mode: FieldView = { path: "spec.mode", git: "l2vni", state: "same" };

test("a draft's value stands in its own column, and another change's is as in Git", () => {
  const [row] = fieldRows([vlan], [draft("pool"), draft("other")]);
  expect(row?.git).toEqual({ kind: "value", text: "1001", isLong: false });
  expect(row?.drafts.pool).toMatchObject({ kind: "value", text: "1201" });
  expect(row?.drafts.other).toMatchObject({ kind: "same", text: "1001" });
});

test("a field that a draft takes away is gone, one that it adds has no value in Git", () => {
  const taken = { ...mode, drafts: { pool: null }, state: "draft" } as FieldView;
  const added = { path: "spec.new", drafts: { pool: true }, state: "draft" } as FieldView;
  const [gone, fresh] = fieldRows([taken, added], [draft("pool")]);
  expect(gone?.drafts.pool?.kind).toBe("gone");
  expect(fresh?.git.kind).toBe("none");
  expect(fresh?.drafts.pool?.text).toBe("true");
});

test("a draft that deletes the resource takes every field away", () => {
  const rows = fieldRows([mode], [draft("pool", "delete")]);
  expect(rows[0]?.drafts.pool?.kind).toBe("gone");
  expect(rows.every(differs)).toBe(true);
});

test("only what differs is told apart from what does not", () => {
  expect(fieldRows([vlan, mode], [draft("pool")]).map(differs)).toEqual([true, false]);
});

test("a text that looks like a number keeps its quotes", () => {
  expect(fieldRows([{ path: "spec.asn", git: "65000", state: "same" }], [])[0]?.git.text).toBe('"65000"');
});

test("a path is taken apart before its last step, whatever stands in quotes and brackets", () => {
  expect(splitPath("spec.subnets.default.vlan")).toEqual(["spec.subnets.default.", "vlan"]);
  expect(splitPath("spec.links[name=a.b]")).toEqual(["spec.links", "[name=a.b]"]);
  expect(splitPath('metadata.labels."a.b/c"')).toEqual(["metadata.labels.", '"a.b/c"']);
  expect(splitPath("kind")).toEqual(["", "kind"]);
});

test("an empty value takes the field away", () => {
  expect(setEdit("spec.vlan", " 1300 ")).toBe("spec.vlan=1300");
  expect(setEdit("spec.vlan", "")).toBe("spec.vlan-");
});

test("a draft that comments the resource out keeps every value, in comments", () => {
  const [row] = fieldRows([mode], [draft("pool", "comment out")]);
  expect(row?.drafts.pool).toMatchObject({ kind: "off", text: "l2vni" });
});
