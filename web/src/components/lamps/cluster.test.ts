import { expect, test } from "vitest";
import type { FabricClusterView, InCluster, Moved } from "~/api/types";
import { moment } from "~/lib/time";
import {
  clusterSeverity,
  fabricClusterWords,
  fabricInCluster,
  resourceInCluster,
  standOf,
  worstInCluster,
} from "./cluster";

const LEVEL: InCluster = { standing: "in-sync", seen_at: 1 };
const differs = (moved?: Moved, more: Partial<InCluster> = {}): InCluster => ({ standing: "differs", moved, ...more });

const FABRIC: FabricClusterView = {
  cluster: "lab",
  namespaces: ["default"],
  known: true,
  kinds: 9,
  unknown_kinds: 0,
  drifted: 0,
  ahead: 0,
  ignored: 0,
  seen_at: 1,
  apply: "observe",
  prune: false,
};

test("a lamp is filled and its edge plain only where both were seen to say the same", () => {
  expect(resourceInCluster(LEVEL)).toMatchObject({ lamp: { shape: "full" }, edge: { shape: "plain" } });
  const nothing: InCluster[] = [
    {},
    { seen_at: 1 },
    { problem: "its kind is not looked at" },
    { ...LEVEL, unknown_since: 5 },
    { ...LEVEL, problem: "it is not reached" },
    differs("cluster", { unknown_since: 5 }),
  ];
  for (const one of nothing) {
    expect(resourceInCluster(one)).toMatchObject({ lamp: { shape: "hollow" }, edge: { shape: "dotted" } });
    expect(standOf(one)).toBe("unknown");
  }
});

test("each way to stand has a shape of its own, whatever the colours", () => {
  const stands: InCluster[] = [
    LEVEL,
    {},
    differs("git"),
    differs("cluster"),
    differs("both"),
    differs(),
    differs("cluster", { ignored: true }),
    { standing: "missing", moved: "git" },
    { standing: "missing", moved: "cluster" },
    { standing: "deleting" },
  ];
  const shapes = stands.map(resourceInCluster).map(({ edge, lamp }) => `${edge.shape} ${lamp.shape}`);
  expect(new Set(shapes).size).toBe(stands.length);
});

test("the edge points where the news must go", () => {
  expect(resourceInCluster(differs("git")).edge.shape).toBe("right");
  expect(resourceInCluster(differs("cluster")).edge.shape).toBe("left");
  expect(resourceInCluster(differs("both")).edge.shape).toBe("broken");
});

test("it says what it is, since when that is not known, and what it was", () => {
  const words = (one: InCluster) => resourceInCluster(one).words;
  expect(words({ standing: "missing", moved: "git" })).toBe("not there yet");
  expect(words({ standing: "extra", moved: "cluster" })).toBe("only in the cluster");
  expect(words(differs("cluster", { ignored: true }))).toBe("drifted, ignored");
  const since = new Date(2020, 0, 2, 10, 2).getTime();
  expect(words(differs("cluster", { unknown_since: since, problem: "it is not reached" }))).toBe(
    "unknown since 2020-01-02 10:02: it is not reached; it was drifted",
  );
  expect(moment(since, since + 60_000)).toBe("10:02");
});

test("drift is worse than what only waits, and that two sides moved is worse still", () => {
  const all = [LEVEL, {}, differs("git"), differs("cluster"), differs("both")];
  const severities = all.map(clusterSeverity);
  expect(severities).toEqual([...severities].sort());
  expect(worstInCluster([LEVEL, differs("cluster"), {}, undefined])).toEqual(differs("cluster"));
  expect(worstInCluster([undefined, null])).toBeUndefined();
});

test("a fabric's cluster says how many drifted, and nothing of that while it is not known", () => {
  expect(fabricInCluster(FABRIC)).toMatchObject({ lamp: { shape: "full" }, words: "as in Git" });
  expect(fabricInCluster({ ...FABRIC, drifted: 1, ahead: 2 })).toMatchObject({
    lamp: { shape: "wave" },
    words: "1 drifted, 2 not applied yet",
  });
  expect(fabricInCluster({ ...FABRIC, ahead: 2 })).toMatchObject({ edge: { shape: "right" } });
  const away = { ...FABRIC, known: false, drifted: 1, unknown_kinds: 9, problem: "it is not reached" };
  expect(fabricInCluster(away)).toMatchObject({ lamp: { shape: "hollow" }, edge: { shape: "dotted" } });
  expect(fabricClusterWords(away)).toBe("not known: it is not reached; 1 drifted when it was seen last");
  expect(fabricClusterWords({ ...FABRIC, known: false })).toBe("not known: it is being read");
  expect(fabricClusterWords({ ...away, unknown_kinds: 2 })).toBe(
    "1 drifted; 2 of 9 kinds not known: it is not reached",
  );
});
