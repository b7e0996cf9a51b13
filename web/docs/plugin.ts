/** The pages of docs/ as modules: one with their names, and for each one that is loaded when the page is opened. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { type Doc, elements } from "../src/lib/docs/doc.ts";
import { readDoc } from "./tree.ts";

const ALL = "virtual:docs";
const ONE = "virtual:docs/";

/** `folder` has the pages; `version` is what they are of. */
export function docs(folder: string, version: string): Plugin {
  const read = (name: string) => readDoc(name, readFileSync(join(folder, `${name}.md`), "utf8"));
  return {
    name: "docs",
    resolveId: (id) => (id === ALL || id.startsWith(ONE) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${ALL}`) return index(names(folder), read, version);
      if (!id.startsWith(`\0${ONE}`)) return undefined;
      const name = id.slice(ONE.length + 1);
      this.addWatchFile(join(folder, `${name}.md`));
      return pageModule(folder, read(name));
    },
  };
}

/** All pages, in the order in which their list has them. */
function names(folder: string): string[] {
  const list = readFileSync(join(folder, "README.md"), "utf8");
  const place = (name: string) => list.indexOf(`(${name}.md)`);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => file.slice(0, -".md".length))
    .sort((one, other) => place(one) - place(other));
}

function index(all: readonly string[], read: (name: string) => Doc, version: string): string {
  const entries = all.map((name) => {
    const [called, title] = [name, read(name).title].map((text) => JSON.stringify(text));
    return `{ name: ${called}, title: ${title}, load: () => import(${JSON.stringify(ONE + name)}) }`;
  });
  return `export const VERSION = ${JSON.stringify(version)};\nexport const DOCS = [\n${entries.join(",\n")}\n];\n`;
}

/** A page's tree; its pictures are files of the build, with the addresses that they get there. */
function pageModule(folder: string, doc: Doc): string {
  const pictures = new Set<string>();
  for (const [, props] of elements(doc.nodes)) {
    if (props.src === undefined) continue;
    pictures.add(props.src);
    Object.assign(props, sizeOf(join(folder, props.src)));
  }
  const imports = [...pictures].map((src, at) => `import p${at} from ${JSON.stringify(`${join(folder, src)}?url`)};\n`);
  const addresses = [...pictures].map((src, at) => `${JSON.stringify(src)}: p${at}`);
  const text = JSON.stringify(JSON.stringify(doc));
  if (pictures.size === 0) return `export default JSON.parse(${text});\n`;
  return (
    `${imports.join("")}const pictures = { ${addresses.join(", ")} };\n` +
    `export default JSON.parse(${text}, (key, value) => (key === "src" ? pictures[value] : value));\n`
  );
}

/** How large a PNG is, so that its room is kept before it is loaded; other forms say it themselves. */
function sizeOf(file: string): { width?: number; height?: number } {
  if (!file.endsWith(".png")) return {};
  const head = readFileSync(file);
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}
