import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { change, draft, EDITOR, fabric, resource } from "~/test/fixtures";
import { openPage, serve } from "~/test/page";
import { type FakeServer, items, refused } from "~/test/server";

// jsdom has no layout, which CodeMirror needs; what is typed and shown is the same in a plain field
vi.mock("~/components/editor/YamlEditor", () => ({
  YamlEditor: ({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) => (
    <textarea aria-label={label} value={value} onChange={(event) => onChange(event.target.value)} />
  ),
}));

const EDIT = "POST /fabrics/env/edit";
const SAVE = "POST /fabrics/env/drafts";

const GROUP = "vpc.githedgehog.com";
const ATTACHMENT = `VPCAttachment.${GROUP}`;
const KIND = {
  kind: "VPCAttachment",
  group: GROUP,
  version: "v1beta1",
  plural: "",
  about: "",
  resources: 1,
  described: true,
  origin: "built-in",
};
const SPEC = { connection: { type: "string" }, subnet: { type: "string" }, nativeVLAN: { type: "boolean" } };
const SCHEMA = { type: "object", properties: { spec: { type: "object", properties: SPEC } } };

const OLD = {
  apiVersion: `${GROUP}/v1beta1`,
  kind: "VPCAttachment",
  metadata: { name: "old", uid: "1" },
  spec: { connection: "c1", subnet: "web/default" },
};

/** The template is YAML, which the test's own server does not read: it is given this JSON for it. */
function onTemplate(server: FakeServer): void {
  const value = { apiVersion: `${GROUP}/v1beta1`, kind: "VPCAttachment", metadata: { name: "name" }, spec: {} };
  server.on(EDIT, ({ body }) => {
    const { edits } = body as { edits: { path: string; value: unknown }[] };
    const named = structuredClone(value) as { metadata: object; spec: Record<string, unknown> };
    for (const { path, value: set } of edits) {
      if (path === "metadata.name") named.metadata = { name: set };
      else if (path === "spec") named.spec = set as Record<string, unknown>;
      else named.spec[path.slice("spec.".length)] = set;
    }
    return { text: JSON.stringify(named), value: named, lines: { "spec.nativeVLAN": 8 } };
  });
}

function withKinds(): FakeServer {
  const lists = { conflicts: [], findings: [], documents: [], references: [], referenced_by: [], drafts: [] };
  const row = resource("old", { kind: "VPCAttachment" });
  return serve()
    .on("GET /me", EDITOR)
    .on("GET /fabrics", items(fabric()))
    .on("GET /fabrics/env", fabric())
    .on("GET /fabrics/env/kinds", items(KIND))
    .on(`GET /fabrics/env/kinds/${ATTACHMENT}/schema`, SCHEMA)
    .on("GET /fabrics/env/resources", items(row, resource("web"), resource("c2", { kind: "Connection" })))
    .on(`GET /fabrics/env/resources/${ATTACHMENT}/default/old`, {
      ...row,
      ...lists,
      fields: [],
      evidence: {},
      text: JSON.stringify(OLD),
    })
    .on("GET /changes", items(change()))
    .on("POST /fabrics/env/check", { findings: [], resources: [], passed: 3 })
    .on(SAVE, change({ drafts: [draft("new", { kind: "VPCAttachment" })] }))
    .on(`GET /fabrics/env/resources/${ATTACHMENT}/default/new/history`, () => refused(404, "none", "", "not-found"))
    .on(`GET /fabrics/env/resources/${ATTACHMENT}/default/new`, () => refused(404, "Not found", "none", "not-found"));
}

const name = () => screen.findByRole("textbox", { name: "Name" });
const form = () => screen.findByRole("form", { name: "Form of a new VPCAttachment" });

test("a new resource is made by a form alone", async () => {
  const server = withKinds();
  onTemplate(server);
  server.on("GET /changes/bigger web", change());
  const router = await openPage(server, `/fabrics/env/new?kind=${ATTACHMENT}&change=bigger+web`);
  await userEvent.type(await name(), "new");
  const connection = within(await form()).getByRole<HTMLInputElement>("combobox", { name: "Connection" });
  await userEvent.click(connection);
  await userEvent.click(await screen.findByRole("option", { name: "c2" }));
  await userEvent.click(screen.getByRole("checkbox", { name: "Untagged (native VLAN)" }));
  await userEvent.click(screen.getByRole("button", { name: "Save draft" }));
  await waitFor(() => expect(server.count(SAVE)).toBe(1));
  const [edit] = (server.sent(SAVE) as { edits: { resource: string; text: string }[] }).edits;
  expect(edit?.resource).toBe(`${ATTACHMENT}/default/new`);
  expect(JSON.parse(edit?.text ?? "")).toMatchObject({
    metadata: { name: "new" },
    spec: { connection: "c2", nativeVLAN: true },
  });
  // the page of what is saved begins where one was
  await waitFor(() => expect(router.state.location.search).toMatchObject({ tab: "form", line: "8" }));
});

test("a name is proposed from what is chosen, and one that was typed stays", async () => {
  const server = withKinds();
  onTemplate(server);
  server.on("GET /changes/bigger web", change());
  server.on(`GET /fabrics/env/resources/VPC.${GROUP}/default/web`, () =>
    refused(404, "Not found", "none", "not-found"),
  );
  await openPage(server, `/fabrics/env/new?kind=${ATTACHMENT}&change=bigger+web`);
  const field = (await name()) as HTMLInputElement;
  expect(screen.getByText("It is proposed from the subnet and the connection.")).toBeTruthy();
  const shown = within(await form());
  await userEvent.type(shown.getByRole("combobox", { name: "VPC and subnet" }), "web/default");
  await userEvent.type(shown.getByRole("combobox", { name: "Connection" }), "s1--bundled--leaf-1");
  await waitFor(() => expect(field.value).toBe("s1--web--default"));
  await waitFor(() =>
    expect(server.of(EDIT).at(-1)?.body).toMatchObject({
      edits: expect.arrayContaining([expect.objectContaining({ value: "s1--web--default" })]),
    }),
  );
  await userEvent.clear(field);
  await userEvent.type(field, "mine");
  await userEvent.type(shown.getByRole("combobox", { name: "Connection" }), "-a");
  await waitFor(() => expect(field.value).toBe("mine"));
  expect(screen.queryByText(/proposed from/i)).toBeNull();
});

test("under a name that is taken nothing is checked as an edit of the one that has it: it is linked", async () => {
  const server = withKinds();
  onTemplate(server);
  const CHECK = "POST /fabrics/env/check";
  const ofOld = { rule: "update", path: "", line: 3, column: 1, message: "changes from c1", severity: "error" };
  server.on(CHECK, ({ body }) => {
    const isOld = JSON.stringify(body).includes("old");
    return { findings: isOld ? [ofOld] : [], resources: ["VPCAttachment/new"], passed: 3 };
  });
  await openPage(server, `/fabrics/env/new?kind=${ATTACHMENT}&change=bigger+web`);
  await userEvent.type(await name(), "old");
  const link = await screen.findByRole("link", { name: "VPCAttachment/old" });
  expect(link.getAttribute("href")).toBe("/fabrics/env/resources/VPCAttachment/default/old");
  expect(screen.getByText("env has a VPCAttachment of this name already.")).toBeTruthy();
  expect(screen.getByRole("link", { name: "Open VPCAttachment/old" }).getAttribute("href")).toBe(
    link.getAttribute("href"),
  );
  await userEvent.type(await name(), "er");
  expect(await screen.findByText(/changes from c1/)).toBeTruthy();
  await userEvent.type(await name(), "{Backspace}{Backspace}");
  await screen.findByRole("link", { name: "VPCAttachment/old" });
  expect(screen.queryByText(/changes from c1/)).toBeNull();
});

test("what was checked is not said in green before it has a name, and beside a form an error names its field", async () => {
  const server = withKinds();
  onTemplate(server);
  const wrong = { path: "", line: 6, column: 3, severity: "error", rule: "type", message: "must be text" };
  const holds = { resources: ["VPCAttachment/name"], passed: 11 };
  server.on("POST /fabrics/env/check", { ...holds, findings: [] });
  await openPage(server, `/fabrics/env/new?kind=${ATTACHMENT}`);
  await screen.findByText("It matches its schema; 11 checks passed. It cannot be saved yet. It needs a name.");
  server.on("POST /fabrics/env/check", { ...holds, findings: [{ ...wrong, field: "spec.nativeVLAN" }] });
  await userEvent.type(await name(), "new");
  const error = await screen.findByRole("button", { name: /Untagged \(native VLAN\) must be text/ });
  expect(error.textContent).not.toContain("line");
  await userEvent.click(screen.getByRole("button", { name: "Show as YAML" }));
  expect((await screen.findByRole("button", { name: /line 6/ })).textContent).toContain("spec.nativeVLAN must be text");
});

test("what is typed as YAML is shown by the form, and the other way round", async () => {
  const server = withKinds();
  await openPage(server, `/fabrics/env/new?kind=${ATTACHMENT}&view=yaml`);
  const text = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "YAML of a new VPCAttachment" });
  expect(text.value).toContain("kind: VPCAttachment\n");
  await userEvent.clear(text);
  await userEvent.click(text);
  await userEvent.paste(JSON.stringify(OLD));
  await userEvent.click(screen.getByRole("button", { name: "Show as form" }));
  const connection = within(await form()).getByRole<HTMLInputElement>("combobox", { name: "Connection" });
  expect(connection.value).toBe("c1");
  // the name of the page is the resource's, and begins as the text has it
  const field = (await name()) as HTMLInputElement;
  await waitFor(() => expect(field.value).toBe("old"));
  await userEvent.clear(field);
  await userEvent.type(field, "new");
  await waitFor(() =>
    expect(server.of(EDIT).at(-1)?.body).toMatchObject({ edits: [{ path: "metadata.name", value: "new" }] }),
  );
});

test("a duplicate begins without what no two resources have alike", async () => {
  const server = withKinds();
  await openPage(server, `/fabrics/env/new?kind=${ATTACHMENT}&from=default/old`);
  const shown = within(await form());
  expect(shown.getByRole<HTMLInputElement>("combobox", { name: "VPC and subnet" }).value).toBe("web/default");
  expect(shown.getByRole<HTMLInputElement>("combobox", { name: "Connection" }).value).toBe("");
  expect(screen.queryByRole("combobox", { name: "Kind" })).toBeNull();
  await userEvent.type(await name(), "new");
  await userEvent.click(screen.getByRole("button", { name: "Save draft" }));
  await waitFor(() => expect(server.count(SAVE)).toBe(1));
  const [edit] = (server.sent(SAVE) as { edits: { text: string }[] }).edits;
  expect(JSON.parse(edit?.text ?? "")).toEqual({
    ...OLD,
    metadata: { name: "new" },
    spec: { subnet: "web/default" },
  });
});

const SUBNET = { subnet: { type: "string" }, vlan: { type: "integer" }, dhcp: { type: "object" } };
const SUBNETS = { type: "object", additionalProperties: { type: "object", properties: SUBNET } };
const VPC_SCHEMA = { type: "object", properties: { spec: { type: "object", properties: { subnets: SUBNETS } } } };

/** A fabric whose VPCs take VLAN 1000 and 10.10.0.0/24 next. */
function withVpcs(): FakeServer {
  return withKinds()
    .on("GET /fabrics/env/kinds", items({ ...KIND, kind: "VPC", resources: 0 }))
    .on(`GET /fabrics/env/kinds/VPC.${GROUP}/schema`, VPC_SCHEMA)
    .on("GET /fabrics/env/free", ({ query }) => {
      const isVlan = query.get("what") === "vlan";
      const of = { group: "", kind: isVlan ? "VLANNamespace" : "IPv4Namespace", namespace: "default", name: "default" };
      const free = isVlan ? ["1000", "1001"] : ["10.10.0.0/24"];
      return { of, state: "known", free, taken: [], more_taken: 0, unchecked: [], evidence: {} };
    })
    .on(EDIT, ({ body }) => {
      // of the template's YAML: what the form is about
      const { text, edits } = body as { text: string; edits: { op: string; path: string; value: unknown }[] };
      const said = (key: string) => new RegExp(`^ +${key}: (.+)$`, "m").exec(text)?.[1];
      const subnet: Record<string, unknown> = { subnet: said("subnet"), vlan: Number(said("vlan")) || undefined };
      for (const { path, value } of edits) subnet[path.split(".").at(-1) ?? ""] = value;
      const value = { kind: "VPC", metadata: { name: "name" }, spec: { subnets: { default: subnet } } };
      return { text: `# ${JSON.stringify(edits)}\n${text}`, value, lines: {} };
    });
}

test("a template takes the next free VLAN and subnet and says of what, and what is cleared stays empty", async () => {
  const server = withVpcs();
  await openPage(server, `/fabrics/env/new?kind=VPC.${GROUP}`);
  await userEvent.selectOptions(await screen.findByLabelText("Start with"), "One subnet with DHCP");
  const subnet = within(await screen.findByRole("group", { name: "Subnet default" }));
  const vlan = subnet.getByRole<HTMLInputElement>("textbox", { name: "VLAN" });
  expect(vlan.value).toBe("1000");
  expect(subnet.getByRole<HTMLInputElement>("textbox", { name: "Subnet" }).value).toBe("10.10.0.0/24");
  expect(await subnet.findByText("Next free. The first of VLANNamespace/default.")).toBeTruthy();
  expect(subnet.getByText("Next free. The first of IPv4Namespace/default.")).toBeTruthy();
  expect(subnet.queryByRole("button", { name: /^Use / })).toBeNull();
  // nobody typed it
  expect(screen.queryByRole("button", { name: "Reset form" })).toBeNull();
  await userEvent.clear(vlan);
  expect(await screen.findByRole("button", { name: "Reset form" })).toBeTruthy();
  expect(subnet.getByRole("button", { name: "Use 1000" })).toBeTruthy();
  server.tell({ event: "ingested", commit: "c2", fabric: "env", resources: ["VPC/db"], more: false });
  await waitFor(() => expect(server.count("GET /fabrics/env/free")).toBeGreaterThan(2));
  expect(vlan.value).toBe("");
});

test("where what is free is not known, the template's fields stay empty and say so", async () => {
  const server = withVpcs();
  server.on("GET /fabrics/env/free", () => refused(503, "Not available", "the fabric is being read", "reading"));
  await openPage(server, `/fabrics/env/new?kind=VPC.${GROUP}&template=One+subnet+with+DHCP`);
  const subnet = within(await screen.findByRole("group", { name: "Subnet default" }));
  expect(await subnet.findAllByText("No free one is known.")).toHaveLength(2);
  expect(subnet.getByRole<HTMLInputElement>("textbox", { name: "VLAN" }).value).toBe("");
});

test("another template leaves what was typed, and says how it comes back", async () => {
  const server = withVpcs();
  await openPage(server, `/fabrics/env/new?kind=VPC.${GROUP}&view=yaml`);
  const text = await screen.findByLabelText("YAML of a new VPC");
  await userEvent.type(text, "# mine");
  await userEvent.selectOptions(screen.getByLabelText("Start with"), "One subnet with DHCP");
  expect(await screen.findByText(/What you typed is kept: choose .* again to have it back/)).toBeTruthy();
  expect(screen.getByLabelText<HTMLTextAreaElement>("YAML of a new VPC").value).not.toContain("# mine");
  await userEvent.selectOptions(screen.getByLabelText("Start with"), "");
  expect(screen.getByLabelText<HTMLTextAreaElement>("YAML of a new VPC").value).toContain("# mine");
});
