/** The guide says of states and keys what the page says of them. */
import { readdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { KEYS } from "~/app/help/keys";
import { STATES, type StateOf, stateWord } from "~/components/state/words";
import { type Doc, type DocElement, elements, textOf } from "~/lib/docs/doc";
import { allDocs } from "./docs";

/** What the guide explains; the rest is only in the page. */
const EXPLAINED: readonly StateOf[] = [
  "ResourceState",
  "ChangeState",
  "DraftState",
  "ConflictState",
  "ConflictKind",
  "Severity",
  "DriftStanding",
];

let guide: Doc;
beforeAll(async () => {
  const found = (await allDocs()).find(({ name }) => name === "guide");
  if (!found) throw new Error("there is no guide");
  guide = found;
});

/** The rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const after = guide.nodes.slice(guide.nodes.findIndex((node) => typeof node !== "string" && node[1].id === heading));
  const table = after.find((node): node is DocElement => typeof node !== "string" && node[0] === "table");
  const rows = [...elements(table ? [table] : [])].filter(([tag]) => tag === "tr").slice(1);
  return rows.map(([, , ...cells]) => cells.map((cell) => textOf(cell).trim()));
}

test("the words for states are those of the page", () => {
  const words = EXPLAINED.flatMap((of) =>
    Object.keys(STATES[of].words).map((state) => {
      const { word, means } = stateWord(of, state);
      const { title } = STATES[of];
      return [`${title.charAt(0).toLowerCase()}${title.slice(1)}`, word, means];
    }),
  );
  expect(rowsBelow("the-words-for-states")).toEqual(words);
});

test("the keys are those of the page", () => {
  const keys = KEYS.flatMap(({ where, keys }) => keys.map(([pressed, does]) => [where, pressed.join(" "), does]));
  expect(rowsBelow("keys")).toEqual(keys);
});

test("every picture says what is seen on it, and none is left over", () => {
  const shown = [...elements(guide.nodes)].filter(([tag]) => tag === "img");
  expect(shown.filter(([, { alt = "" }]) => alt.length < 20)).toEqual([]);
  const files = shown.map(([, { src = "" }]) => src.split("/").at(-1) ?? "");
  expect(files.toSorted()).toEqual(readdirSync("../docs/pictures").toSorted());
});
