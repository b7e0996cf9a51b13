import { expect, test } from "vitest";
import type { FreeView, TakenView } from "~/api/types";
import { capacityRows, capacitySentence, givenOut, requestOf } from "./capacity";

function taken(what: string, by?: string): TakenView {
  const owner = by ? { by: { group: "g", kind: "Connection", namespace: "default", name: by }, field: "spec" } : {};
  return { what, ...(by ? owner : { reserved: true }) };
}

function view(free: string[], of: TakenView[], more: Partial<FreeView> = {}): FreeView {
  const name = { group: "g", kind: "Switch", namespace: "default", name: "leaf-1" };
  return { of: name, state: "known", free, taken: of, more_taken: 0, unchecked: [], evidence: {}, ...more };
}

test("ports stand in the order that people count in, the free ones among those that are taken", () => {
  const rows = capacityRows("port", view(["E1/3", "E1/10/2"], [taken("E1/1", "c1"), taken("E1/10/1", "c2")]));
  expect(rows.map(({ what, isFree }) => `${what} ${isFree}`)).toEqual([
    "E1/1 false",
    "E1/3 true",
    "E1/10/1 false",
    "E1/10/2 true",
  ]);
});

test("a place that two have is two rows and one place", () => {
  const both = view(["E1/3"], [taken("E1/1", "a"), taken("E1/1", "b")]);
  expect(capacityRows("port", both).map(({ id }) => id)).toEqual(["E1/1 0", "E1/1 1", "E1/3"]);
  expect(capacitySentence("port", both)).toMatch(/^1 of its 2 ports is free\./);
});

test("free VLANs that follow each other are one row, which ends where one is taken", () => {
  const rows = capacityRows("vlan", view(["999", "1000", "1002", "1005"], [taken("1001", "a"), taken("1003-1004")]));
  expect(rows.map(({ what }) => what)).toEqual(["999–1000", "1001", "1002", "1003-1004", "1005"]);
});

test.each([
  [view([], [taken("E1/1", "a")]), /^No port is free\./],
  [view([], [taken("E1/1", "a")], { state: "unknown" }), /^Which ports are free is not known\. .* from the cluster/],
  [view(["E1/2"], [taken("E1/1", "a")], { more_taken: 2 }), /^1 port is free\. 2 more that are taken are not listed\./],
  [view(["E1/2"], [], { unchecked: ["1 port is not considered"] }), /1 port is not considered\.$/],
])("how much is free is said of what is known %#", (of, words) => {
  expect(capacitySentence("port", of)).toMatch(words);
});

test("only what the server looks through is asked for", () => {
  const of = { kind: "Switch", group: "wiring.githedgehog.com", namespace: "default", name: "leaf-1" };
  expect(givenOut(of)).toBe("port");
  expect(givenOut({ ...of, group: "other.example.org" })).toBeUndefined();
  expect(givenOut({ ...of, namespace: "lab" })).toBeUndefined();
  expect(requestOf("subnet", "default", 26)).toEqual({ what: "subnet", namespace: "default", length: 26 });
});
