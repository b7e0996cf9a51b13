import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { DraftView } from "~/api/types";
import { change, EDITOR, fabric, resource, VIEWER } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

// jsdom has no layout, which CodeMirror needs; what is typed and shown is the same in a plain field
vi.mock("~/components/editor/YamlEditor", () => ({
  YamlEditor: ({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) => (
    <textarea aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
  ),
}));

const PATH = "/fabrics/env/resources/VPC/default/web";
const FORM = `${PATH}?tab=form&change=bigger+web`;
const EDIT = "POST /fabrics/env/edit";
const SAVE = "POST /fabrics/env/drafts";

const VALUE = {
  apiVersion: "vpc.githedgehog.com/v1beta1",
  kind: "VPC",
  metadata: { name: "web" },
  spec: { vlanNamespace: "default", subnets: { default: { subnet: "10.0.1.0/24", vlan: 1001 } } },
};
const TEXT = JSON.stringify(VALUE, null, 2);

const SUBNET = {
  type: "object",
  properties: {
    subnet: { type: "string", description: "Subnet is the subnet CIDR block" },
    gateway: { type: "string" },
    vlan: { type: "integer", minimum: 1, maximum: 4094 },
    isolated: { type: "boolean" },
    hostBGP: { type: "boolean" },
  },
};
const SCHEMA = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        ipv4Namespace: { type: "string" },
        vlanNamespace: { type: "string" },
        mode: { type: "string", enum: ["l2vni", "l3vni"] },
        subnets: { type: "object", additionalProperties: SUBNET },
        permit: { type: "array", items: { type: "array", items: { type: "string" } } },
      },
    },
  },
};

/** Nothing is free. */
const FREE = {
  of: { group: "", kind: "VLANNamespace", namespace: "default", name: "default" },
  state: "known",
  free: [],
  taken: [],
  more_taken: 0,
  unchecked: [],
  evidence: {},
};

function withForm(text = TEXT, more: object = {}): FakeServer {
  const lists = { conflicts: [], findings: [], documents: [], references: [], referenced_by: [], drafts: [] };
  const evidence = { commit: "c1", looked_at: 1 };
  const detail = { ...resource("web"), ...lists, fields: [], evidence, text, ...more };
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/resources", items(resource("web"), resource("lab", { kind: "VLANNamespace" })))
    .on("GET /changes", items(change()))
    .on("GET /fabrics/env/kinds/VPC.vpc.githedgehog.com/schema", SCHEMA)
    .on("POST /fabrics/env/check", { findings: [], resources: ["VPC/web"], passed: 3 })
    .on("GET /fabrics/env/free", FREE)
    .on(`GET ${PATH}`, detail)
    .on(`GET ${PATH}/blame`, { commit: "c1", items: [] })
    .on(SAVE, change());
}

const form = () => screen.findByRole("form", { name: "Form of VPC/web" });
const vlan = async () => within(await form()).getByRole<HTMLInputElement>("textbox", { name: "VLAN" });
const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const yaml = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "YAML of VPC/web" });

test("a field is typed, becomes an edit of the text, and is saved with it", async () => {
  const server = withForm();
  await openPage(server, FORM);
  const field = await vlan();
  expect(field.value).toBe("1001");
  expect(screen.getByRole("heading", { name: "Permissions", level: 3 })).toBeTruthy();
  await userEvent.clear(field);
  await userEvent.type(field, "1300");
  await userEvent.click(button("Save draft"));
  await waitFor(() => expect(server.count(SAVE)).toBe(1));
  const edited = { op: "set", path: "spec.subnets.default.vlan", value: 1300 };
  expect(server.of(EDIT).at(-1)?.body).toEqual({ text: TEXT, edits: [edited] });
  expect(server.sent(SAVE)).toMatchObject({ edits: [{ op: "text", base: TEXT, text: TEXT.replace("1001", "1300") }] });
});

test("saving keeps the place and the focus, also where the address gets its change with it", async () => {
  const server = withForm().on("GET /changes", items());
  server.on(SAVE, () => {
    server.on("GET /changes", items(change()));
    return change();
  });
  const router = await openPage(server, `${PATH}?tab=form`);
  const field = await vlan();
  await userEvent.type(field, "0");
  const scroll = vi.spyOn(window, "scrollTo").mockImplementation(() => {});
  await userEvent.keyboard("{Control>}s{/Control}");
  await waitFor(() => expect(router.state.location.search).toMatchObject({ change: "bigger web" }));
  await waitFor(() => expect(router.state.status).toBe("idle"));
  expect(scroll).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(field);
});

test("what a person edits by opens first from then on, and while it is edited the tabs are of the draft", async () => {
  const router = await openPage(withForm(), PATH);
  const tabs = within(await screen.findByRole("navigation", { name: "Views of the resource" }));
  const current = () => tabs.getAllByRole("link").filter((tab) => tab.getAttribute("aria-current"));
  await userEvent.click(await screen.findByRole("link", { name: "Edit" }));
  await form();
  expect(current().map((tab) => tab.textContent)).toEqual(["Form"]);
  await userEvent.click(button("Show as YAML"));
  await yaml();
  expect(router.state.location.search).toMatchObject({ tab: "edit" });
  expect(current().map((tab) => tab.textContent)).toEqual(["YAML"]);
  await userEvent.click(tabs.getByRole("link", { name: "Form" }));
  await form();
  await userEvent.click(tabs.getByRole("link", { name: "YAML" }));
  await yaml();
  await userEvent.click(tabs.getByRole("link", { name: "Fields" }));
  await userEvent.click(await screen.findByRole("link", { name: "Edit" }));
  await yaml();
});

test("what is wrong is said at its field, and the next free one is offered there", async () => {
  const server = withForm();
  const finding = {
    field: "spec.subnets.default.vlan",
    line: 13,
    column: 1,
    severity: "error",
    rule: "vlan",
    path: "",
    message: "is taken by VPC/db",
  };
  server.on("POST /fabrics/env/check", ({ body }) => ({
    findings: (body as { text: string }).text.includes("1001") ? [finding] : [],
    resources: ["VPC/web"],
  }));
  server.on("GET /fabrics/env/free", { ...FREE, free: ["1002"] });
  await openPage(server, FORM);
  const field = await vlan();
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
  const told = document.getElementById(field.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "");
  expect(told?.textContent).toContain("is taken by VPC/db");
  // only there
  expect(server.of("GET /fabrics/env/free").map(({ query }) => query.get("what"))).toEqual(["vlan"]);
  await userEvent.click(await screen.findByRole("button", { name: "Use 1002" }));
  expect(field.value).toBe("1002");
  await waitFor(() => expect(field.getAttribute("aria-invalid")).toBeNull());
  expect(screen.queryByText(/Next free/)).toBeNull();
});

test("where there is no subnet yet, the first one is asked for", async () => {
  const value = { ...VALUE, spec: { vlanNamespace: "default", subnets: {} } };
  await openPage(withForm(JSON.stringify(value, null, 2)), FORM);
  await form();
  expect(screen.getByRole("textbox", { name: "Name of the first subnet" })).toBeTruthy();
});

test("another subnet is added by its name, and the next free VLAN and subnet are offered with the reason", async () => {
  const server = withForm();
  server.on("GET /fabrics/env/free", ({ query }) => {
    const isVlan = query.get("what") === "vlan";
    const of = { group: "", kind: isVlan ? "VLANNamespace" : "IPv4Namespace", namespace: "default", name: "default" };
    const by = { group: "", kind: "VPC", namespace: "default", name: "web" };
    const taken = isVlan ? [{ what: "1001", by }] : [];
    const free = isVlan ? ["1001", "1002"] : ["10.0.1.0/24", "10.0.2.0/24"];
    return { of, state: "known", free, taken, more_taken: 0, unchecked: [], evidence: {} };
  });
  await openPage(server, FORM);
  await form();
  await userEvent.type(screen.getByRole("textbox", { name: "Name of another subnet" }), "back{Enter}");
  const added = await screen.findByRole("group", { name: "Subnet back" });
  await waitFor(() => expect(document.activeElement).toBe(within(added).getByRole("textbox", { name: "Subnet" })));
  expect(await within(added).findByText("Next free. Of VLANNamespace/default; 1001 is taken by VPC/web.")).toBeTruthy();
  await userEvent.click(within(added).getByRole("button", { name: "Use 1002" }));
  await userEvent.click(within(added).getByRole("button", { name: "Use 10.0.2.0/24" }));
  expect(
    server
      .of("GET /fabrics/env/free")
      .map(({ query }) => query.get("length"))
      .filter(Boolean),
  ).toEqual(["24"]);
  await waitFor(() =>
    expect(server.of(EDIT).at(-1)?.body).toMatchObject({
      edits: [{ op: "set", path: "spec.subnets.back", value: { vlan: 1002, subnet: "10.0.2.0/24" } }],
    }),
  );
});

test("a subnet is renamed, and its text with it", async () => {
  const server = withForm();
  await openPage(server, FORM);
  await form();
  const name = screen.getByRole("textbox", { name: "Name of the subnet" });
  await userEvent.clear(name);
  await userEvent.type(name, "front{Enter}");
  await screen.findByRole("group", { name: "Subnet front" });
  await waitFor(() =>
    expect(server.of(EDIT).at(-1)?.body).toMatchObject({
      edits: [{ op: "rename", path: "spec.subnets.default", key: "front" }],
    }),
  );
});

test("a reference is searched for among the fabric's resources and what the change adds", async () => {
  const added = { ...change().drafts[0], kind: "VLANNamespace", name: "kiosks", action: "add" } as DraftView;
  await openPage(withForm().on("GET /changes/bigger web", change({ drafts: [added] })), FORM);
  await form();
  const field = screen.getByRole<HTMLInputElement>("combobox", { name: "VLAN namespace" });
  await userEvent.click(field);
  expect(await screen.findByRole("option", { name: /^kiosks *new in this change$/ })).toBeTruthy();
  await userEvent.click(await screen.findByRole("option", { name: "lab" }));
  expect(field.value).toBe("lab");
});

test("form and YAML are of one draft: what is typed in one is in the other", async () => {
  const server = withForm();
  await openPage(server, FORM);
  const field = await vlan();
  await userEvent.clear(field);
  await userEvent.type(field, "1300");
  await userEvent.click(button("Show as YAML"));
  await waitFor(async () => expect((await yaml()).value).toContain('"vlan": 1300'));
  const text = await yaml();
  await userEvent.clear(text);
  await userEvent.click(text);
  await userEvent.paste(TEXT.replace("1001", "1400"));
  await userEvent.click(button("Show as form"));
  await waitFor(async () => expect((await vlan()).value).toBe("1400"));
});

test("a text that cannot be read is said to be, with a way to its line", async () => {
  await openPage(withForm("spec: ["), FORM);
  expect(await screen.findByText("The form cannot show this text.")).toBeTruthy();
  await userEvent.click(button("Go to line 1"));
  expect((await yaml()).value).toBe("spec: [");
});

test("while the server does not answer, what was typed stays and is not saved", async () => {
  const server = withForm();
  await openPage(server, FORM);
  const field = await vlan();
  server.on(EDIT, () => refused(503, "Not available", "the server stops", "stopping"));
  await userEvent.type(field, "0");
  expect(await screen.findByText(/What you typed last stays in the form/)).toBeTruthy();
  expect(field.value).toBe("10010");
  await userEvent.click(button("Save draft"));
  expect(server.count(SAVE)).toBe(0);
  await userEvent.click(button("Undo all typing"));
  expect((await vlan()).value).toBe("1001");
});

test("a kind that nobody knows is edited too, by what its text says", async () => {
  const server = withForm();
  const value = { apiVersion: "example.org/v1", kind: "Thing", spec: { size: 3, parts: ["a"] } };
  const lists = { conflicts: [], findings: [], documents: [], references: [], referenced_by: [], drafts: [] };
  const row = { ...resource("web", { kind: "Thing", group: "example.org" }), ...lists, fields: [], evidence: {} };
  server.on("GET /fabrics/env/resources/Thing/default/web", { ...row, text: JSON.stringify(value) });
  server.on("GET /fabrics/env/kinds/Thing.example.org/schema", {});
  await openPage(server, "/fabrics/env/resources/Thing/default/web?tab=form");
  const size = await screen.findByRole<HTMLInputElement>("textbox", { name: "size" });
  await userEvent.clear(size);
  await userEvent.type(size, "4");
  await waitFor(() =>
    expect(server.of(EDIT).at(-1)?.body).toMatchObject({ edits: [{ op: "set", path: "spec.size", value: 4 }] }),
  );
  await userEvent.click(button("Add item"));
  await userEvent.keyboard("b");
  await waitFor(() =>
    expect(server.of(EDIT).at(-1)?.body).toMatchObject({
      edits: [
        { op: "set", path: "spec.size", value: 4 },
        { op: "set", path: "spec.parts", value: ["a", "b"] },
      ],
    }),
  );
});

test("who may not edit is not offered the form", async () => {
  await openPage(withForm().on("GET /me", VIEWER), PATH);
  await screen.findByRole("heading", { name: /VPC\/web/ });
  expect(screen.queryByRole("link", { name: "Form" })).toBeNull();
});

test("a field in place is edited as its schema wants it, and saved as what it is", async () => {
  const fields = [
    { path: "spec.subnets.default.isolated", git: null, drafts: { "bigger web": true }, state: "draft" },
    { path: "spec.vlanNamespace", git: "default", drafts: {}, state: "same" },
    { path: "spec.stray", git: "x", drafts: {}, state: "same" },
  ];
  const server = withForm(TEXT, { fields, value: VALUE });
  await openPage(server, `${PATH}?all=true&change=bigger+web`);
  await userEvent.click(await screen.findByRole("button", { name: "Edit spec.vlanNamespace" }));
  const namespace = await screen.findByRole<HTMLInputElement>("combobox", { name: "spec.vlanNamespace" });
  await waitFor(() => expect(document.activeElement).toBe(namespace));
  await userEvent.clear(namespace);
  await userEvent.click(await screen.findByRole("option", { name: "lab" }));
  await userEvent.click(button("Save field"));
  await waitFor(() => expect(server.sent(SAVE)).toMatchObject({ edits: [{ fields: ["spec.vlanNamespace=lab"] }] }));
  await userEvent.click(await screen.findByRole("button", { name: "Edit spec.subnets.default.isolated" }));
  await userEvent.click(await screen.findByRole("checkbox", { name: "spec.subnets.default.isolated" }));
  await userEvent.click(button("Save field"));
  await waitFor(() =>
    expect(server.sent(SAVE)).toMatchObject({ edits: [{ fields: ["spec.subnets.default.isolated=false"] }] }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Edit spec.stray" }));
  expect(await screen.findByText("As YAML; empty removes the field.")).toBeTruthy();
});

test("once a field is saved the page says that it is a draft, also before the resource is answered anew", async () => {
  const fields = [{ path: "spec.stray", git: "x", drafts: {}, state: "same" }];
  const server = withForm(TEXT, { fields, value: VALUE });
  await openPage(server, `${PATH}?all=true&change=bigger+web`);
  expect(await screen.findByText(/No drafts: it is the same as in Git/)).toBeTruthy();
  await userEvent.click(await screen.findByRole("button", { name: "Edit spec.stray" }));
  await userEvent.type(await screen.findByLabelText("spec.stray"), "y");
  server.on("GET /fabrics/env/resources/VPC/default/web", () => new Promise<Response>(() => {}));
  await userEvent.click(button("Save field"));
  expect(await screen.findByText(/It has a draft; not in Git yet/)).toBeTruthy();
  expect(screen.queryByText(/No drafts/)).toBeNull();
});

test("a field in a list is named in words, at its field and in what is said when it is saved", async () => {
  const path = 'spec.permit[="[\\"front\\",\\"back\\"]"]';
  const fields = [{ path, git: "x", drafts: {}, state: "same" }];
  const server = withForm(TEXT, { fields, value: VALUE });
  await openPage(server, `${PATH}?all=true&change=bigger+web`);
  await userEvent.click(await screen.findByRole("button", { name: "Edit spec.permit[front, back]" }));
  const field = await screen.findByLabelText<HTMLInputElement>("spec.permit[front, back]");
  await userEvent.clear(field);
  await userEvent.type(field, "y");
  await userEvent.click(button("Save field"));
  expect(await screen.findByText(/^spec\.permit\[front, back\] is saved in/)).toBeTruthy();
  expect(server.sent(SAVE)).toMatchObject({ edits: [{ fields: [`${path}=y`] }] });
});

test("a resource is duplicated from its menu", async () => {
  const server = withForm();
  server.on("GET /fabrics/env/kinds", items());
  const router = await openPage(server, PATH);
  await userEvent.click(await screen.findByRole("button", { name: "More actions" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Duplicate resource" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/fabrics/env/new"));
  expect(router.state.location.search).toMatchObject({ kind: "VPC.vpc.githedgehog.com", from: "default/web" });
});
