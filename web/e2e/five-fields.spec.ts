import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const SUBNETS = ["a", "b", "c", "d", "e"];

/** A VPC with five subnets, each with a VLAN. */
function wide(vlans: readonly number[]): string {
  const subnets = SUBNETS.map(
    (name, at) => `    ${name}:
      subnet: 10.0.${10 + at}.0/24
      vlan: ${vlans[at]}   # of ${name}
`,
  );
  return `apiVersion: vpc.githedgehog.com/v1beta1
kind: VPC
metadata:
  name: web
spec:
  ipv4Namespace: default
  vlanNamespace: default
  subnets:
${subnets.join("")}`;
}

test("a conflict of five fields is decided by keyboard alone, is one commit, and the audit says who decided what", async ({
  world,
  open,
}) => {
  await world.fabric({ "env/web.yaml": wide([1001, 1002, 1003, 1004, 1005]) });
  await world.person("alice", "admin");
  const alice = await world.as("alice");
  const fields = SUBNETS.map((name, at) => `spec.subnets.${name}.vlan=${1301 + at}`);
  await alice.post("/fabrics/env/drafts", {
    change: "moves",
    edits: [{ op: "set", resource: "VPC/web", fields }],
  });
  world.repository.push("web: other VLANs", { "env/web.yaml": wide([1401, 1402, 1403, 1404, 1405]) });
  await alice.post("/fabrics/env/sync");
  const conflicts = await alice.get<{ items: { id: number }[] }>("/conflicts?fabric=env&state=open");
  expect(conflicts.items.length).toBe(5);

  const page = await open("alice");
  await visit(page, `/conflicts/${conflicts.items[0]?.id}`);
  const row = (name: string) => page.getByRole("group", { name: `spec.subnets.${name}.vlan` });
  const outcome = page.getByRole("region", { name: "Outcome" });
  await expect(outcome).toContainText("5 conflicts left");
  const { keyboard } = page;

  // the first row is where the keys are; the focus follows what is chosen
  await keyboard.press("2");
  await expect(row("a").getByRole("radio", { name: "draft" })).toBeFocused();
  await expect(outcome).toContainText("4 conflicts left");
  await keyboard.press("j");
  await keyboard.press("1");
  await expect(row("b").getByRole("radio", { name: "Git" })).toBeFocused();
  await keyboard.press("j");
  await keyboard.press("3");
  await keyboard.press("j");
  await keyboard.press("4");
  await expect(row("d").getByRole("textbox")).toBeFocused();
  await keyboard.type("1500");
  await expect(row("d")).toContainText("matches the schema");
  // Enter ends what is typed and goes on to the next row
  await keyboard.press("Enter");
  await keyboard.press("1");
  await expect(row("e").getByRole("radio", { name: "Git" })).toBeChecked();
  await keyboard.press("u");
  await expect(row("e").getByRole("radio", { name: "Git" })).not.toBeChecked();
  await keyboard.press("2");
  await expect(page.getByText("All are chosen")).toBeVisible();
  await expect(outcome).toContainText("This is what the change brings to Git.");
  await expect(outcome).toContainText("vlan: 1500");
  await keyboard.press("Enter");

  // and goes on by keyboard: to the diff, and to publish
  await expect(page.getByText("Every conflict of moves is decided")).toBeVisible();
  await expect(page.getByRole("link", { name: "Review diff and publish" })).toBeFocused();
  const before = world.repository.commits();
  await keyboard.press("Enter");
  await expect(page).toHaveURL(/\/changes\//);
  const publish = page.getByRole("button", { name: "Publish change" }).first();
  await expect(publish).toBeEnabled();
  await publish.press("Enter");
  await expect.poll(() => world.repository.commits()).toBe(before + 1);
  expect(world.repository.lastDiff().filter((line) => /^[+-] /.test(line))).toEqual([
    "-      vlan: 1401   # of a",
    "+      vlan: 1301   # of a",
    "-      vlan: 1403   # of c",
    "+      vlan: 1003   # of c",
    "-      vlan: 1404   # of d",
    "+      vlan: 1500   # of d",
    "-      vlan: 1405   # of e",
    "+      vlan: 1305   # of e",
  ]);

  await visit(page, "/audit?action=conflict.resolve");
  const rows = page.getByRole("table", { name: "Audit" }).getByRole("row").filter({ hasText: "alice" });
  await expect(rows).toHaveCount(5);
  const said: string[] = [];
  for (let at = 0; at < 5; at += 1) {
    await rows.nth(at).getByRole("link").first().click();
    const entry = page.getByRole("dialog");
    await expect(entry).toContainText("Alice Example");
    said.push((await entry.textContent()) ?? "");
    await keyboard.press("Escape");
    await expect(entry).toHaveCount(0);
  }
  for (const path of SUBNETS.map((name) => `spec.subnets.${name}.vlan`)) {
    expect(said.filter((text) => text.includes(path)).length, `entries about ${path}`).toBe(1);
  }
  expect(said.find((text) => text.includes("spec.subnets.d.vlan"))).toContain("1500");
});
