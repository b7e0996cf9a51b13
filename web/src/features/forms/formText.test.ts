import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProblemError } from "~/api/problem";
import type { TextEdit, TextEditView } from "~/api/types";
import { applyEdits } from "~/lib/yaml/edits";
import { FormText, REST_MS } from "./formText";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Asked {
  text: string;
  edits: readonly TextEdit[];
  answer: () => Promise<void>;
  fail: (error: unknown) => Promise<void>;
}

/** A form on a text, with a server whose answers the test gives. JSON is YAML too. */
function open(value: object) {
  const asked: Asked[] = [];
  const texts: string[] = [];
  const form = new FormText({
    ask: (text, edits) =>
      new Promise<TextEditView>((resolve, reject) => {
        const told = applyEdits(JSON.parse(text), edits);
        const settle = async (act: () => void) => {
          act();
          await vi.advanceTimersByTimeAsync(0);
        };
        const answer = () =>
          settle(() => resolve({ text: JSON.stringify(told), value: told, lines: { a: asked.length } }));
        asked.push({ text, edits, answer, fail: (error) => settle(() => reject(error)) });
      }),
    onText: (text) => {
      texts.push(text);
      form.read(text);
    },
  });
  form.read(JSON.stringify(value));
  return { form, asked, texts };
}

const rest = () => vi.advanceTimersByTimeAsync(REST_MS);

async function opened(value: object) {
  const all = open(value);
  await vi.advanceTimersByTimeAsync(0);
  await all.asked[0]?.answer();
  return all;
}

test("a text is read once, and what is typed becomes edits of it when the typing rests", async () => {
  const { form, asked, texts } = await opened({ a: 1, b: 2 });
  expect(asked.map(({ edits }) => edits)).toEqual([[]]);
  expect(form.snapshot()).toMatchObject({ isRead: true, data: { a: 1, b: 2 }, isPending: false });
  form.type({ a: 12, b: 2 });
  form.type({ a: 123, b: 2 });
  expect(form.snapshot()).toMatchObject({ data: { a: 123 }, isPending: true });
  await rest();
  expect(asked.length).toBe(2);
  expect(asked[1]?.edits).toEqual([{ op: "set", path: "a", value: 123 }]);
  await asked[1]?.answer();
  expect(texts).toEqual(['{"a":123,"b":2}']);
  expect(form.snapshot()).toMatchObject({ isPending: false, lines: { a: 2 } });
  // its own text that comes back is no news
  await rest();
  expect(asked.length).toBe(2);
});

test("edits are of the text as it was read: emptied and typed again is set, and taken back leaves no trace", async () => {
  const { form, asked, texts } = await opened({ a: 1, b: 2 });
  form.type({ b: 2 });
  await rest();
  expect(asked[1]?.edits).toEqual([{ op: "remove", path: "a" }]);
  await asked[1]?.answer();
  form.type({ a: 7, b: 2 });
  await rest();
  expect(asked[2]).toMatchObject({ text: '{"a":1,"b":2}', edits: [{ op: "set", path: "a", value: 7 }] });
  await asked[2]?.answer();
  form.type({ a: 1, b: 2 });
  await rest();
  expect(asked.length).toBe(3);
  expect(texts.at(-1)).toBe('{"a":1,"b":2}');
});

test("an answer to what was typed before is dropped", async () => {
  const { form, asked, texts } = await opened({ a: 1 });
  form.type({ a: 2 });
  await rest();
  form.type({ a: 3 });
  await rest();
  await asked[2]?.answer();
  await asked[1]?.answer();
  expect(texts).toEqual(['{"a":3}']);
  expect(form.snapshot()).toMatchObject({ data: { a: 3 }, isPending: false });
});

test("what is typed while an answer is on its way is sent too", async () => {
  const { form, asked, texts } = await opened({ a: 1 });
  form.type({ a: 2 });
  await rest();
  form.type({ a: 3 });
  await asked[1]?.answer();
  expect(form.snapshot()).toMatchObject({ data: { a: 3 }, isPending: true });
  await rest();
  await asked[2]?.answer();
  expect(texts).toEqual(['{"a":2}', '{"a":3}']);
});

test("while the server does not answer, what was typed stays, and is asked again", async () => {
  const { form, asked, texts } = await opened({ a: 1 });
  form.type({ a: 2 });
  await rest();
  await asked[1]?.fail(new ProblemError(0, "the server cannot be reached", undefined));
  expect(form.snapshot()).toMatchObject({ data: { a: 2 }, isPending: true, problem: { of: "typing" } });
  await vi.advanceTimersByTimeAsync(3000);
  await asked[2]?.answer();
  expect(texts).toEqual(['{"a":2}']);
  expect(form.snapshot()).toMatchObject({ isPending: false, problem: undefined });
});

test("a text that moves under what was typed gets it too", async () => {
  const { form, asked, texts } = await opened({ a: 1, b: 2 });
  form.type({ a: 5, b: 2 });
  form.read('{"a":1,"b":9}');
  await rest();
  await asked[1]?.answer();
  expect(form.snapshot()).toMatchObject({ data: { a: 5, b: 9 }, isPending: true });
  await asked[2]?.answer();
  expect(texts).toEqual(['{"a":5,"b":9}']);
});

test("a text that cannot be read is said to be, until it can", async () => {
  const { form, asked } = open({ a: 1 });
  await vi.advanceTimersByTimeAsync(0);
  await asked[0]?.fail(new ProblemError(422, "Invalid text", "line 3: x"));
  expect(form.snapshot()).toMatchObject({ isRead: false, problem: { of: "reading", error: { status: 422 } } });
  form.read('{"a":2}');
  await rest();
  await asked[1]?.answer();
  expect(form.snapshot()).toMatchObject({ isRead: true, data: { a: 2 }, problem: undefined });
});

test("flushing waits for nothing but the answer, and gives up what cannot be had", async () => {
  const { form, asked } = await opened({ a: 1 });
  expect(await form.flush()).toBe('{"a":1}');
  form.type({ a: 2 });
  const flushed = form.flush();
  await vi.advanceTimersByTimeAsync(0);
  await asked[1]?.answer();
  expect(await flushed).toBe('{"a":2}');
  form.type({ a: 3 });
  const refused = form.flush();
  await vi.advanceTimersByTimeAsync(0);
  await asked[2]?.fail(new ProblemError(422, "Cannot be edited", undefined));
  expect(await refused).toBeUndefined();
  form.drop();
  expect(form.snapshot()).toMatchObject({ data: { a: 2 }, isPending: false, problem: undefined });
});
