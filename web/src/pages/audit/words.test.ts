import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACTION_GROUPS, actionWords } from "./words";

const { components } = JSON.parse(readFileSync("openapi.json", "utf8")) as {
  components: { schemas: { AuditAction: { enum: string[] } } };
};
const { enum: ACTIONS } = components.schemas.AuditAction;
const CHOICES = ACTION_GROUPS.flatMap(({ options }) => options);

test("every action of the audit has words of its own and a group, and no other", () => {
  expect(CHOICES.map(({ value }) => value).sort()).toEqual([...ACTIONS].sort());
  expect(new Set(CHOICES.map(({ label }) => label)).size).toBe(ACTIONS.length);
  for (const action of ACTIONS) expect(actionWords(action)).not.toMatch(/\w\.\w/);
});

test("actions are chosen by what they are about, in the order of their words", () => {
  const labels = new Map(ACTION_GROUPS.map((group) => [group.label, group.options.map(({ label }) => label)]));
  expect(labels.get("Repositories")).toEqual([
    "Changed a repository",
    "Connected a repository",
    "Disconnected a repository",
  ]);
  expect(labels.get("Drift")).toEqual(["Ignored drift, or no longer", "Re-applied a resource that drifted"]);
  expect(actionWords("something.new")).toBe("something.new");
});
