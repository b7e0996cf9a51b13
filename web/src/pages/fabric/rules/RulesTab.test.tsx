import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

const RULES = "GET /fabrics/env/rules";
const SET = "PUT /fabrics/env/rules/vpc-vlan-other";
const INSTALL = "PUT /fabrics/env/installation";

const RULE = {
  id: "vpc-vlan-other",
  kinds: ["VPC"],
  severity: "error",
  meaning: "has the VLAN of another VPC",
  action: "give one of them a free VLAN",
  level: "error",
  can_be_set: true,
  schema: [],
  broken: { errors: 1, warnings: 0 },
  before: "",
  violating: "kind: VPC # breaks",
  conforming: "kind: VPC # fits",
};

const HELD = { ...RULE, id: "vpc-name", can_be_set: false, schema: ["name"], broken: undefined };

const SETTINGS = [
  {
    name: "mode",
    form: "choice",
    takes: "one of",
    choices: ["spine-leaf", "collapsed-core"],
    meaning: "The mode.",
    default: "spine-leaf",
  },
  { name: "spineAsn", form: "number", takes: "a whole number", meaning: "The ASN.", default: 65100 },
];

function view(more: object = {}) {
  const rules = [HELD, RULE];
  return {
    fabric: "env",
    judged: "current",
    commit: "c1",
    more: false,
    not_checked: [],
    rules,
    installation: null,
    settings: SETTINGS,
    ...more,
  };
}

const tagged =
  (body: object, etag = '"r1"') =>
  () =>
    Response.json(body, { headers: { etag } });

function withRules(more: object = {}): FakeServer {
  return serve()
    .on("GET /fabrics/env", fabric())
    .on(RULES, tagged(view(more)))
    .on(
      "GET /fabrics/env/findings",
      items({
        path: "env/a.yaml",
        line: 4,
        column: 1,
        severity: "error",
        rule: RULE.id,
        message: "is taken",
        resource: "VPC/a",
        field: "spec.vlan",
        other: "VPC/b",
      }),
    );
}

const open = (server: FakeServer, q = "") => openPage(server, `/fabrics/env?tab=rules${q}`);
const ids = () => screen.getAllByText(/^vpc-/, { selector: "summary code" }).map((code) => code.textContent);

test("broken rules come first, and the number of findings leads to them with both resources", async () => {
  await open(withRules());
  await userEvent.click(await screen.findByRole("link", { name: "1 error" }));
  const findings = within(await screen.findByRole("region", { name: "Findings of vpc-vlan-other" }));
  expect(ids()).toEqual(["vpc-vlan-other"]);
  const links = findings.getAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")]);
  expect(links).toEqual([
    ["VPC/a", "/fabrics/env/resources/VPC/default/a"],
    ["VPC/b", "/fabrics/env/resources/VPC/default/b"],
  ]);
});

test("a rule is set where it is read, and a refusal is told there", async () => {
  const server = withRules().on(SET, () => refused(409, "refused", "it was edited meanwhile"));
  await open(server, "&q=id:vpc-vlan-other");
  await userEvent.selectOptions(await screen.findByLabelText("Level in this fabric"), "off");
  expect((await screen.findByRole("alert")).textContent).toContain("edited meanwhile");
  expect(server.sent(SET)).toEqual({ level: "off" });
  server.on(RULES, tagged(view({ rules: [{ ...RULE, level: "off" }] }))).on(SET, { ...RULE, level: "off" });
  await userEvent.selectOptions(screen.getByLabelText("Level in this fabric"), "off");
  expect(await screen.findByText("set to off")).toBeTruthy();
});

test("a rule of the schema check cannot be set, and says so", async () => {
  await open(withRules(), "&q=id:vpc-name");
  expect(await screen.findByText(/cannot be switched off/)).toBeTruthy();
  expect(screen.queryByLabelText("Level in this fabric")).toBeNull();
});

test("a viewer reads all of it and is offered nothing that would be refused", async () => {
  await open(withRules().on("GET /me", VIEWER), "&q=id:vpc-vlan-other");
  expect(await screen.findByText("Examples")).toBeTruthy();
  expect((await screen.findAllByText(/This takes the role admin in env/)).length).toBe(2);
  expect(screen.queryByRole("combobox", { name: "Level in this fabric" })).toBeNull();
  for (const name of ["Use the installer's defaults", "Enter settings"]) {
    expect(screen.queryByRole("button", { name })).toBeNull();
  }
});

test("what could not be checked and a fabric that was never read are no ticks", async () => {
  const rules = [{ ...RULE, broken: undefined }];
  await open(withRules({ judged: "never", rules, not_checked: ["not checked for 1 resource, because x: y"] }));
  expect(await screen.findByText(/never read from Git/)).toBeTruthy();
  expect(screen.getByText(/Not checked for 1 resource/)).toBeTruthy();
  expect(screen.queryByText(/none broken/)).toBeNull();
});

test("the installer's defaults are given with one click, as what was looked at", async () => {
  const server = withRules().on(INSTALL, tagged(view({ installation: {} }), '"r2"'));
  await open(server);
  await userEvent.click(await screen.findByRole("button", { name: "Use the installer's defaults" }));
  await waitFor(() => expect(server.count(INSTALL)).toBe(1));
  expect(server.sent(INSTALL)).toEqual({});
});

test("only what differs is saved, and a refusal stands at the setting that it names", async () => {
  const server = withRules({ installation: { mode: "collapsed-core" } });
  server.on(INSTALL, () =>
    refused(422, "invalid", "`spineAsn` is 65200, which is among those of leaves; nothing was changed"),
  );
  await open(server);
  expect(await screen.findByText("collapsed-core")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Edit settings" }));
  const asn = await screen.findByLabelText("Spine ASN");
  await userEvent.clear(asn);
  await userEvent.click(screen.getByRole("button", { name: "Save settings" }));
  expect((await screen.findByRole("alert")).textContent).toContain("a whole number");
  expect(server.count(INSTALL)).toBe(0);
  await userEvent.type(asn, "65200");
  await userEvent.click(screen.getByRole("button", { name: "Save settings" }));
  await waitFor(() => expect(asn.getAttribute("aria-invalid")).toBe("true"));
  expect(server.sent(INSTALL)).toEqual({ mode: "collapsed-core", spineAsn: 65200 });
  expect((asn as HTMLInputElement).value).toBe("65200");
});
