import type { Locator, Page } from "@playwright/test";
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

/** Of some durations in milliseconds, the one in the middle and the longest. */
function inWords(all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b);
  return `${sorted[sorted.length >> 1]?.toFixed(1)} ms (at most ${sorted.at(-1)?.toFixed(1)})`;
}

/** From each key stroke in a filter to the frame after it. */
async function strokesOf(page: Page, filter: Locator): Promise<string> {
  await filter.focus();
  const taken: number[] = [];
  for (const key of "vpc-0777") {
    await page.evaluate(() => {
      const input = document.activeElement as HTMLInputElement;
      const at = window as unknown as { taken: Promise<number> };
      at.taken = new Promise((done) => {
        const begun = () => {
          const from = performance.now();
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
        };
        input.addEventListener("input", begun, { once: true, capture: true });
      });
    });
    await page.keyboard.press(key);
    taken.push(await page.evaluate(() => (window as unknown as { taken: Promise<number> }).taken));
  }
  return inWords(taken);
}

/** The frames while the table is scrolled by so many pixels with each. */
async function framesOf(page: Page, by: number): Promise<string> {
  const taken = await page.evaluate(async (by) => {
    const frame = document.querySelector("section[tabindex='0']:has(table)");
    const frames: number[] = [];
    for (let at = 0; at < 120; at += 1) {
      const from = performance.now();
      if (frame) frame.scrollTop += by;
      await new Promise(requestAnimationFrame);
      frames.push(performance.now() - from);
    }
    return frames;
  }, by);
  return inWords(taken);
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
  await filter.fill("");
  await expect(table).toHaveAttribute("aria-rowcount", String(MANY + 1));
  const strokes = await strokesOf(page, filter);
  await filter.fill("");
  await expect(table).toHaveAttribute("aria-rowcount", String(MANY + 1));
  const [idle, scrolled] = [await framesOf(page, 0), await framesOf(page, 300)];
  console.log(
    `${MANY} rows: ${cold} ms from the address to the first row, ${Math.round(cached)} ms from cached data, ` +
      `${Math.round(filtered)} ms to filter; a key stroke holds the page up for ${strokes}; ` +
      `a frame takes ${scrolled} when scrolled, ${idle} when not`,
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

/** Ten thousand VPCs whose VLAN is none: the same rule is broken as often. */
function broken(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(many()).map(([path, text]) => [path, text.replaceAll(/vlan: \d+/g, 'vlan: "none"')]),
  );
}

/** Says how long it takes, and holds that what is drawn does not grow with what there is. */
test("ten thousand findings of a rule cost some hundred nodes, are found by words, and lead to their line", async ({
  world,
  open,
}) => {
  test.slow();
  await world.fabric(broken());
  await world.person("alice", "viewer");
  const page = await open("alice");
  await visit(page, "/fabrics/env?tab=findings");
  const group = page.locator("details").first();
  await expect(group).toContainText("10,000 findings");
  const nodes = () => page.evaluate(() => document.querySelectorAll("*").length);
  const folded = await nodes();
  const shown = await page.evaluate(async () => {
    const begun = performance.now();
    document.querySelector<HTMLElement>("details summary")?.click();
    while (!document.querySelector("details li a")) await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  });
  const list = group.getByRole("list");
  await expect(list.getByRole("listitem").first()).toHaveAttribute("aria-setsize", String(MANY));
  const drawn = (await nodes()) - folded;
  expect(drawn).toBeLessThan(600);

  const frame = group.getByRole("region");
  await frame.focus();
  await page.keyboard.press("End");
  await expect(list.locator(`[aria-posinset="${MANY}"]`)).toBeVisible();
  expect((await nodes()) - folded).toBeLessThan(800);

  await group.getByRole("searchbox", { name: "Find among them" }).fill("vpc-07777");
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(group.getByRole("status")).toHaveText("1 of 10,000 findings");
  await list.getByRole("link", { name: /\.yaml:\d+$/ }).click();
  await expect(page).toHaveURL(/resources\/VPC\/default\/vpc-07777\?tab=yaml&fileline=\d+/);
  console.log(`${MANY} findings: ${Math.round(shown)} ms to show a rule's, by ${drawn} nodes`);
});
