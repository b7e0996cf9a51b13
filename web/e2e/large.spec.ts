import { attachment, devices, NAMESPACES, unbundled, vpc } from "./support/fabric";
import { resourceLink, retype } from "./support/find";
import { visit } from "./support/settled";
import { expect, test } from "./support/test";

const MANY = 10_000;
const PER_FILE = 100;

/** Ten thousand VPCs, a hundred to a file. */
function many(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let file = 0; file < MANY / PER_FILE; file += 1) {
    const texts = Array.from({ length: PER_FILE }, (_, at) => {
      const number = file * PER_FILE + at;
      const name = `vpc-${String(number).padStart(5, "0")}`;
      return vpc(name, 1000 + (number % 2000), `10.${number >> 8}.${number & 255}.0/24`);
    });
    files[`env/vpcs/${file}.yaml`] = texts.join("---\n");
  }
  return files;
}

/** Says how long it takes, in milliseconds, until the page has what a person waits for; never fails by time. */
test("a table of ten thousand rows is painted and filtered at once", async ({ world, open }) => {
  test.slow();
  await world.fabric(many());
  await world.person("alice", "viewer");
  const page = await open("alice");

  const begun = Date.now();
  await visit(page, "/fabrics/env");
  const table = page.getByRole("table", { name: "Resources of env" });
  await expect(resourceLink(table, "VPC", "vpc-00000")).toBeVisible();
  const cold = Date.now() - begun;
  await expect(table).toHaveAttribute("aria-rowcount", String(MANY + 1));

  // away and back: the rows are there already
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Activity" }).click();
  await expect(page.getByRole("heading", { name: "Activity" })).toBeVisible();
  const cached = await page.evaluate(async () => {
    const begun = performance.now();
    history.back();
    while (!document.querySelector("table a[href*='vpc-00000']")) await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  });

  const filter = page.getByRole("combobox", { name: "Filter resources" });
  await filter.fill("vpc-0123");
  await expect(table).toHaveAttribute("aria-rowcount", "11");
  await filter.fill("");
  await expect(table).toHaveAttribute("aria-rowcount", String(MANY + 1));
  await filter.focus();
  const filtered = await page.evaluate(async () => {
    const table = document.querySelector("table");
    const input = document.activeElement as HTMLInputElement;
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    const begun = performance.now();
    set?.call(input, "vpc-0777");
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    while (table?.getAttribute("aria-rowcount") !== "11") await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  });
  console.log(
    `${MANY} rows: ${cold} ms from the address to the first row, ${Math.round(cached)} ms from cached data, ` +
      `${Math.round(filtered)} ms to filter`,
  );
});

const GROUPS = 2_000;

/** As many of a switch, a server, their connection, a VPC and its attachment; none breaks a rule. */
function whole(): Record<string, string> {
  const files: Record<string, string> = { "env/namespaces.yaml": NAMESPACES };
  for (let group = 0; group < GROUPS; group += 1) {
    const name = `vpc-${group}`;
    files[`env/groups/${group}.yaml`] = [
      devices(group),
      unbundled(group),
      vpc(name, 1000 + group, `10.${group >> 8}.${group & 255}.0/24`),
      attachment(group, name),
    ].join("---\n");
  }
  return files;
}

/** Says how long it takes, in milliseconds, as the one above. */
test("a taken VLAN is told while it is typed, and a removal before it is saved, among ten thousand", async ({
  world,
  open,
}) => {
  test.slow();
  await world.fabric(whole());
  await world.person("alice", "editor");
  const page = await open("alice");
  await visit(page, "/fabrics/env/resources/VPC/default/vpc-7?tab=edit");
  const editor = page.getByRole("textbox", { name: "YAML of VPC/vpc-7" });
  const text = vpc("vpc-7", 1007, "10.0.7.0/24");
  const told = async (vlan: number, what: RegExp) => {
    await retype(editor, text.replace("vlan: 1007", `vlan: ${vlan}`));
    const begun = Date.now();
    await expect(page.getByText(what).first()).toBeVisible();
    return Date.now() - begun;
  };
  const first = await told(1009, /1009 is the VLAN of VPC\/vpc-9/);
  const free = await told(2999 + 1, /outside of|is not in|range/);
  const again = await told(1010, /1010 is the VLAN of VPC\/vpc-10/);

  await visit(page, "/fabrics/env/resources/VPC/default/vpc-8");
  await page.getByRole("button", { name: "More" }).click();
  const begun = Date.now();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const affected = page.getByRole("dialog").getByRole("list", { name: "What is affected" });
  await expect(affected).toContainText("VPCAttachment/server-8--vpc-8");
  const removal = Date.now() - begun;
  console.log(
    `${GROUPS * 5} resources: ${first}, ${free} and ${again} ms from a text to what is wrong with it, ` +
      `${removal} ms from Delete to what it breaks`,
  );
});
