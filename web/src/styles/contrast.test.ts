import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const tokens = readFileSync("src/styles/tokens.css", "utf8");

/** A token's colour in light and in dark. */
function colours(name: string): [string, string] {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(tokens);
  if (!found?.[1] || !found[2]) throw new Error(`no token ${name}`);
  return [found[1], found[2]];
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

const texts = ["text", "text-soft", "text-faint", "sync", "draft", "news", "drift", "conflict", "aside"];
const grounds = ["ground", "surface", "sunken", "hover", "selected", "raised"];
const states = ["sync", "draft", "news", "drift", "conflict", "aside"];
const pairs = [
  ...texts.flatMap((text) => grounds.map((ground) => [text, ground])),
  ...states.map((state) => [state, `${state}-soft`]),
  ...states.map((state) => ["text", `${state}-soft`]),
  ["on-ink", "ink"],
  ["text", "glow"],
] as [string, string][];

test.each(pairs)("%s can be read on %s, light and dark", (text, ground) => {
  for (const theme of [0, 1] as const) {
    expect(contrast(colours(text)[theme], colours(ground)[theme])).toBeGreaterThanOrEqual(4.5);
  }
});

test("edges of controls and the focus ring stand out", () => {
  for (const theme of [0, 1] as const) {
    for (const ground of ["ground", "surface"]) {
      expect(contrast(colours("focus")[theme], colours(ground)[theme])).toBeGreaterThanOrEqual(3);
      expect(contrast(colours("line-strong")[theme], colours(ground)[theme])).toBeGreaterThanOrEqual(3);
    }
  }
});
