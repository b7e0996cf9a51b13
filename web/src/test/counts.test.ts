/** Numbers on pages: one way to write them (`count` and `number` of lib/words), and no command where a button does the same. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** A number put before a word by hand: `1 changes`, `10000 rows`. */
const BARE = /(?<!=)\{[\w.?]*\b(?:length|size|many|more|total|left|count)\} [a-z]/;
const COMMAND = /["'`>]hedgerow [a-z]+ /;

/** What the command line is needed for: a text that is for the command line itself. */
const ABOUT_COMMANDS = ["features/cluster/Manifest.tsx", "features/policy/InRepository.tsx"];

function found(wrong: RegExp, isLeftOut: (file: string) => boolean = () => false): string[] {
  const all = readdirSync("src", { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  return all
    .filter(
      (file) => /\.tsx?$/.test(file) && !/test|schema\.d/.test(file) && file !== "lib/words.ts" && !isLeftOut(file),
    )
    .flatMap((file) =>
      readFileSync(join("src", file), "utf8")
        .split("\n")
        .flatMap((line, at) =>
          wrong.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
        ),
    );
}

test("a count before a word goes through count() or number()", () => {
  expect(found(BARE)).toEqual([]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a program
  expect(BARE.test("`${rows.length} rows`")).toBe(true);
  expect(BARE.test("{names.length} missing")).toBe(true);
});

test("no page names a command where it has a button", () => {
  expect(found(COMMAND, (file) => ABOUT_COMMANDS.includes(file))).toEqual([]);
  expect(COMMAND.test('command="hedgerow sync FABRIC"')).toBe(true);
});
