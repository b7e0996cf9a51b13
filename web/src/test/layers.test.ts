/** Who may import from whom (web/README.md, "Where things are"). */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

const IMPORT = /(?:from|import)\s*\(?\s*["']([^"']+)["']/g;

/** What a file imports of our own, as paths below `src`. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, name = ""]) => {
    if (name.startsWith("~/")) return [name.slice(2)];
    return name.startsWith(".") ? [normalize(join(dirname(file), name))] : [];
  });
}

/** What is wrong with one import, in words; nothing where it is allowed. */
function wrong(file: string, imported: string): string | undefined {
  const [layer, part] = file.split("/");
  const [from, of] = imported.split("/");
  const says = `${file} imports ${imported}`;
  if (layer === "pages") {
    if (from === "pages" && of !== part) return `${says}: a page imports no other page; what both need is a feature`;
  } else if (layer === "features") {
    if (from === "pages") return `${says}: a feature knows no page`;
  } else if (layer === "api" || layer === "lib" || layer === "components" || layer === "live") {
    if (from === "pages" || from === "features" || from === "app") return `${says}: ${layer}/ knows nothing above it`;
  }
  return undefined;
}

function sources(): string[] {
  const all = readdirSync("src", { recursive: true, encoding: "utf8" });
  return all.filter((file) => /\.tsx?$/.test(file)).map((file) => file.replaceAll("\\", "/"));
}

test("no page imports another page, no feature a page, and what is below neither", () => {
  const found = sources().flatMap((file) =>
    importsOf(file, readFileSync(join("src", file), "utf8")).flatMap((imported) => wrong(file, imported) ?? []),
  );
  expect(found).toEqual([]);
});

test("each wrong way is noticed, however it is written", () => {
  const of = (file: string, text: string) =>
    importsOf(file, text).map((imported) => wrong(file, imported) !== undefined);
  expect(of("pages/change/Aside.tsx", 'import { set } from "~/pages/conflict/set";')).toEqual([true]);
  expect(of("pages/change/Aside.tsx", "import styles from '../run/Run.module.css';")).toEqual([true]);
  expect(of("pages/fabric/resources/filter.ts", 'import { words } from "../words";')).toEqual([false]);
  expect(of("features/run/Steps.tsx", 'const late = () => import("~/pages/run/RunPage");')).toEqual([true]);
  expect(of("lib/words.ts", 'import "../features/run/bars";')).toEqual([true]);
  expect(of("components/Time.tsx", 'import { exact } from "~/lib/time";')).toEqual([false]);
  expect(of("app/routes.tsx", 'import("~/pages/run/RunPage")')).toEqual([false]);
});
