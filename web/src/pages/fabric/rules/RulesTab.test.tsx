import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { fabric, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

vi.mock("~/components/editor/YamlEditor", () => ({
  YamlEditor: ({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) => (
    <textarea aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
  ),
}));

const RULES = "GET /fabrics/env/rules";
const SET = "PUT /fabrics/env/rules/vpc-vlan-other";
const INSTALL = "PUT /fabrics/env/installation";
const DECLARE = "PUT /fabrics/env/declared-rules";

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
    declared: { text: "", notes: [] },
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
  const findings = within(await screen.findByRole("list", { name: "Findings of vpc-vlan-other" }));
  expect(ids()).toEqual(["vpc-vlan-other"]);
  const links = findings.getAllByRole("link").map((link) => [link.textContent, link.getAttribute("href")]);
  expect(links.filter(([text]) => text?.startsWith("VPC/"))).toEqual([
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
  for (const name of ["Use the installer's defaults", "Enter settings", "Declare rules"]) {
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

const OWN = {
  ...RULE,
  id: "declared/vni",
  kinds: ["Network"],
  meaning: "is used twice",
  violating: "",
  conforming: "",
};

test("declared rules are listed with what is not verified, and lead to their findings", async () => {
  const note = { rule: OWN.id, message: "`spec.vni` is not verified" };
  await open(withRules({ rules: [RULE, OWN], declared: { text: "vni: {}", notes: [note] } }));
  const own = within(await screen.findByRole("region", { name: "Declared rules" }));
  expect(own.getByText(/is not verified/)).toBeTruthy();
  await userEvent.click(own.getByRole("link", { name: "declared/vni" }));
  expect(await screen.findByRole("list", { name: "Findings of declared/vni" })).toBeTruthy();
  expect(screen.queryByText("Examples")).toBeNull();
});

test("mistakes of declared rules are told by line, and the text stays until it is saved", async () => {
  const server = withRules({ declared: { text: "# ours", notes: [] } });
  server.on(DECLARE, () => refused(422, "invalid", "line 2: `to` is missing\nnothing was changed"));
  await open(server);
  await userEvent.click(await screen.findByRole("button", { name: "Edit declared rules" }));
  const text = screen.getByRole("textbox", { name: "Declared rules" }) as HTMLTextAreaElement;
  expect(text.value).toBe("# ours");
  await userEvent.type(text, "x");
  await userEvent.click(screen.getByRole("button", { name: "Save rules" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Line 2: to is missing");
  expect(text.value).toBe("# oursx");
  expect(server.sent(DECLARE)).toEqual({ text: "# oursx" });
  server.on(DECLARE, tagged(view({ declared: { text: "# oursx", notes: [] } }), '"r2"'));
  await userEvent.click(screen.getByRole("button", { name: "Save rules" }));
  await waitFor(() => expect(screen.queryByRole("textbox", { name: "Declared rules" })).toBeNull());
});

test("an example alone declares nothing", async () => {
  const server = withRules().on(DECLARE, tagged(view()));
  await open(server);
  await userEvent.click(await screen.findByRole("button", { name: "Declare rules" }));
  await userEvent.click(screen.getByRole("button", { name: "Save rules" }));
  await waitFor(() => expect(server.sent(DECLARE)).toEqual({ text: "" }));
});
