// @vitest-environment jsdom
import { describe, expect, test, vi } from "vitest";
import type { Old } from "~/api/fresh/old";
import { keys } from "~/api/keys";
import { backoff, LiveConnection, type LiveState } from "./connection";
import { type LiveEvent, madeOld, parseEvent } from "./events";
import { withProgress } from "./LiveProvider";

test("an event that this page is too old to know is left out, and so is a broken one", () => {
  expect(parseEvent("weather", "{}")).toBeUndefined();
  expect(parseEvent(undefined, "{}")).toBeUndefined();
  expect(parseEvent("fabric", "{")).toBeUndefined();
  expect(parseEvent("fabric", '{"fabric":"lab"}')).toEqual({ event: "fabric", fabric: "lab" });
  expect(parseEvent("cluster", '{"fabric":"lab"}')).toMatchObject({ event: "cluster" });
});

describe("what becomes old", () => {
  test("news of a fabric reach all that is known of it", () => {
    const event: LiveEvent = { event: "ingested", fabric: "lab", commit: "c", resources: [], more: false };
    expect(madeOld(event)).toMatchObject({ fabric: "lab", keys: expect.arrayContaining([keys.ofFabric("lab")]) });
    expect(keys.resource({ fabric: "lab", kind: "VPC", namespace: "-", name: "web" }).slice(0, 2)).toEqual(
      keys.ofFabric("lab"),
    );
  });

  test("a newer commit that changes nothing of fabrics reaches what names their commit, and no list of resources", () => {
    const event: LiveEvent = { event: "carried", fabrics: ["lab", "env"], commit: "c" };
    expect(madeOld(event)).toEqual({ keys: [keys.fabrics, keys.fabric("lab"), keys.fabric("env")] });
    expect(parseEvent("carried", '{"fabrics":["lab"],"commit":"c"}')).toMatchObject({ event: "carried" });
  });

  test("a change is known by its name and by its id", () => {
    const named = { fabric: "lab", resources: ["VPC/web"], more: false };
    const event: LiveEvent = { event: "change", id: "0197", change: "more", state: "published", ...named };
    const both = [keys.ofChange("more"), keys.ofChange("0197")];
    expect(madeOld(event)).toMatchObject({ keys: expect.arrayContaining(both) });
  });

  test("news of drafts, changes, conflicts and Git reach the rows they name, and the list only where they do not name all", () => {
    const named = { fabric: "lab", resources: ["VPC/web"], more: false };
    const told: LiveEvent[] = [
      { event: "drafts", id: "0197", change: "more", author: "Ada", ...named },
      { event: "change", id: "0197", change: "more", state: "discarded", ...named },
      { event: "conflicts", ...named },
      { event: "cluster", ...named } as LiveEvent,
      { event: "ingested", commit: "c", ...named },
    ];
    for (const event of told) {
      const old = madeOld(event) as Old;
      expect(old.resources).toEqual({ fabric: "lab", names: ["VPC/web"] });
      expect(old.keys).not.toContainEqual(keys.resources("lab"));
      const many = madeOld({ ...event, more: true } as LiveEvent) as Old;
      expect(many.resources).toBeUndefined();
      expect(many.keys).toContainEqual(keys.resources("lab"));
    }
  });

  test("news of a cluster reach the list of drift", () => {
    const named = { fabric: "lab", resources: ["VPC/web"], more: false };
    for (const event of [
      { event: "cluster", ...named },
      { event: "ingested", commit: "c", ...named },
    ]) {
      expect((madeOld(event as LiveEvent) as Old).keys).toContainEqual(keys.drift("lab"));
    }
    // what is being applied is below it
    expect(keys.applying("lab").slice(0, 2)).toEqual(keys.drift("lab"));
  });

  test("after something was missed, everything is", () => {
    expect(madeOld({ event: "reset" })).toBe("everything");
    expect(madeOld({ event: "hello" })).toEqual({});
  });

  test("what is being done stands there until it is done", () => {
    const begun = withProgress(new Map(), { event: "progress", fabric: "lab", step: "parsing" });
    expect(begun.get("lab")?.step).toBe("parsing");
    const over: LiveEvent = { event: "run", id: 1, kind: "ingest", fabrics: ["lab"], state: "finalised" };
    expect(withProgress(begun, over).size).toBe(0);
    expect(withProgress(begun, { ...over, fabrics: ["other"] })).toBe(begun);
  });
});

test("attempts come ever more rarely, never all at once, and never too rarely", () => {
  expect(backoff(0, () => 1)).toBe(500);
  expect(backoff(3, () => 1)).toBe(4000);
  expect(backoff(20, () => 1)).toBe(15_000);
  expect(backoff(20, () => 0)).toBe(7500);
});

describe("the connection", () => {
  /** A stream that the test writes into. */
  function stream() {
    let control: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(given) {
        control = given;
      },
    });
    const write = (text: string | Uint8Array) =>
      control?.enqueue(typeof text === "string" ? new TextEncoder().encode(text) : text);
    return { response: new Response(body), write, end: () => control?.close() };
  }

  function connect(answers: (() => Promise<Response>)[], since?: string) {
    const asked: (string | undefined)[] = [];
    const events: LiveEvent[] = [];
    const onGap = vi.fn();
    const onLoggedOut = vi.fn();
    const connection = new LiveConnection({
      since,
      open: (id) => {
        asked.push(id);
        return (answers.shift() ?? (() => new Promise<Response>(() => {})))();
      },
      onEvent: (event) => void events.push(event),
      onGap,
      onLoggedOut,
    });
    const states: LiveState["kind"][] = [];
    connection.subscribe(() => states.push(connection.snapshot().kind));
    connection.start();
    return { connection, asked, events, states, onGap, onLoggedOut };
  }

  test("goes on where it was, without asking everything again", async () => {
    const [first, second] = [stream(), stream()];
    const { connection, asked, events, states, onGap } = connect([
      async () => first.response,
      async () => second.response,
    ]);
    first.write('id: 1-5\nevent: fabric\ndata: {"fabric":"lab"}\n\n');
    await vi.waitFor(() => expect(events).toHaveLength(1));
    first.end();
    await vi.waitFor(() => expect(asked).toEqual([undefined, "1-5"]), { timeout: 3000 });
    await vi.waitFor(() => expect(states).toEqual(["live", "reconnecting", "live"]));
    expect(onGap).not.toHaveBeenCalled();
    connection.stop();
  });

  test("begins behind the last event that was told before anything was asked for", async () => {
    const first = stream();
    const { connection, asked, onGap } = connect([async () => first.response], "7-70");
    await vi.waitFor(() => expect(connection.snapshot().kind).toBe("live"));
    expect(asked).toEqual(["7-70"]);
    expect(onGap).not.toHaveBeenCalled();
    connection.stop();
  });

  test("hears whole events, however the stream is cut, and goes on after the last one that had an id", async () => {
    const [first, second] = [stream(), stream()];
    const { connection, asked, events } = connect([async () => first.response, async () => second.response]);
    const text =
      'id: 1-7\r\nevent: fabric\r\ndata: {"fabric":"g\u00e4rten"}\r\n\r\n: still here\r\n\r\nevent: fabric\r\ndata: {"fabric":\r\ndata: "lab"}\r\n\r\nid: 1-8\nevent: run\ndata: {}\n';
    for (const byte of new TextEncoder().encode(text)) first.write(new Uint8Array([byte]));
    await vi.waitFor(() => expect(events).toHaveLength(2));
    expect(events).toEqual([
      { event: "fabric", fabric: "g\u00e4rten" },
      { event: "fabric", fabric: "lab" },
    ]);
    first.end();
    // the one that was cut off was not heard, so it is asked for again
    await vi.waitFor(() => expect(asked).toEqual([undefined, "1-7"]), { timeout: 3000 });
    expect(events).toHaveLength(2);
    connection.stop();
  });

  test("says so when it cannot know what was missed", async () => {
    const [first, second] = [stream(), stream()];
    const { connection, onGap } = connect([async () => first.response, async () => second.response]);
    first.end();
    await vi.waitFor(() => expect(onGap).toHaveBeenCalledOnce(), { timeout: 3000 });
    connection.stop();
  });

  test("tries again after a failure, and tells when nobody is logged in any more", async () => {
    const { connection, states, onLoggedOut } = connect([
      () => Promise.reject(new TypeError("failed to fetch")),
      async () => new Response(null, { status: 401 }),
    ]);
    await vi.waitFor(() => expect(onLoggedOut).toHaveBeenCalledOnce(), { timeout: 3000 });
    expect(states).toContain("reconnecting");
    connection.stop();
  });
});
