import { expect, test } from "vitest";
import { findAmong } from "./search";

const FINDINGS = [
  {
    message: "1002 is the VLAN of VPC/storage",
    resource: "VPC/web",
    field: "spec.vlan",
    path: "env/web.yaml",
    line: 7,
  },
  { message: "is not YAML", path: "env/broken.yaml", line: 3, other: "VPC/lab", other_path: "env/lab.yaml" },
];

test.each([
  ["", 2],
  ["   ", 2],
  ["vlan", 1],
  ["VPC/WEB", 1],
  ["web.yaml:7", 1],
  ["spec.vlan 1002", 1],
  ["yaml 1002", 1],
  ["lab.yaml", 1],
  ["vpc/", 2],
  ["null", 0],
  ["web lab", 0],
])("%j finds %i: every word, in what is said of a finding", (text, many) => {
  expect(findAmong(FINDINGS, text)).toHaveLength(many);
});
