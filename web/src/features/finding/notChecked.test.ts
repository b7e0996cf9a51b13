import { expect, test } from "vitest";
import { readNotChecked } from "./notChecked";

test("rules are named by their titles, behind the reason", () => {
  expect(
    readNotChecked("not checked for 2 resources, because the switch profile small is not known: vpc-vlan-other, raw"),
  ).toEqual({
    text: "not checked for 2 resources, because the switch profile small is not known",
    rules: ["VPC: VLAN of another VPC", "Cannot move from raw/"],
    lacksSettings: false,
  });
});

test("a reason with a colon of its own keeps it", () => {
  const read = readNotChecked("not checked for 1 resource, because it lacks fields: `hhfab` adds them: attach-form");
  expect(read.text).toBe("not checked for 1 resource, because it lacks fields: `hhfab` adds them");
  expect(read.rules).toHaveLength(1);
});

test("where the installation settings are missing, that is told apart: they can be entered", () => {
  const read = readNotChecked("not checked for 1 resource, because the installation settings are not given: gw-mac");
  expect(read.lacksSettings).toBe(true);
});

test("any other sentence stays as it is", () => {
  const text = "resources of kinds that are not known: widgets";
  expect(readNotChecked(text)).toEqual({ text, rules: [], lacksSettings: false });
});
