import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACTION_CHOICES, actionWords } from "./words";

const { components } = JSON.parse(readFileSync("openapi.json", "utf8")) as {
  components: { schemas: { AuditAction: { enum: string[] } } };
};

test("every action of the audit has words of its own, and no other", () => {
  const { enum: actions } = components.schemas.AuditAction;
  expect(ACTION_CHOICES.map(({ value }) => value).sort()).toEqual([...actions].sort());
  expect(new Set(ACTION_CHOICES.map(({ label }) => label)).size).toBe(actions.length);
  for (const action of actions) expect(actionWords(action)).not.toMatch(/\w\.\w/);
});

test("actions are chosen by their words, in their order", () => {
  const labels = ACTION_CHOICES.map(({ label }) => label);
  expect(labels.slice(0, 2)).toEqual(["Accepted the repository's policy", "Added a cluster"]);
  expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b, "en")));
  expect(actionWords("something.new")).toBe("something.new");
});
