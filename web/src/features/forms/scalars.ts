/** What is typed into a field of one line, as a value, and back. Pure. */
import type { Shape } from "./shape";

/**
 * A number where it is written as one and a number is wanted; otherwise the text, of which the server says what is wrong. What is
 * empty is `empty`.
 */
export function typedValue(text: string, wanted: Shape, empty: "" | undefined): unknown {
  if (text === "") return empty;
  if (wanted !== "whole" && wanted !== "number" && wanted !== "either") return text;
  const number = Number(text);
  const isPlain = String(number) === text.trim() && Number.isFinite(number);
  if (!isPlain || (Number.isInteger(number) && !Number.isSafeInteger(number))) return text;
  return wanted === "number" || Number.isInteger(number) ? number : text;
}

/** As it is shown for typing. */
export function shownText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A number with more digits than the page can hold: it is left alone. */
export function isTooLong(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
}
