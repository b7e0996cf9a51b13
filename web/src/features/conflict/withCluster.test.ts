import { describe, expect, test } from "vitest";
import type { ConflictKind, ConflictView } from "~/api/types";
import { conflict, draftWithCluster, gitWithCluster } from "~/test/fixtures";
import { disagreement, waysOf } from "./set";
import { afterDeciding, clusterNames, clusterOf, isGitWithCluster, mayType, sidesOf } from "./withCluster";

const PATH = "spec.vlan";

test("which sides take part is said by the parties, in the order of the keys", () => {
  const table: [ConflictView, string, boolean][] = [
    [conflict(PATH), "git draft base", true],
    [draftWithCluster(PATH), "git draft cluster base", true],
    [draftWithCluster(""), "git draft cluster base", true],
    [gitWithCluster(PATH), "git cluster base", true],
    [gitWithCluster(""), "git cluster", false],
    [conflict(PATH, { parties: [{ party: "raw", path: "raw/a.yaml" }], change: null }), "git draft base", false],
  ];
  for (const [one, sides, isTyped] of table) {
    expect(sidesOf(one).join(" ")).toBe(sides);
    expect(mayType(one)).toBe(isTyped);
  }
  expect([draftWithCluster(PATH), gitWithCluster(PATH)].map(isGitWithCluster)).toEqual([false, true]);
});

test("the cluster is named, and who wrote its value there", () => {
  expect(clusterOf(gitWithCluster(PATH))).toMatchObject({ cluster: "lab", manager: "kubectl-edit", at: 1000 });
  expect(clusterOf(conflict(PATH))).toBeUndefined();
  const east = gitWithCluster(PATH, { parties: [{ party: "cluster", cluster: "east" }] });
  expect(clusterNames([conflict(PATH)])).toBe("");
  expect(clusterNames([gitWithCluster(PATH), gitWithCluster(PATH)])).toBe("cluster lab");
  expect(clusterNames([gitWithCluster(PATH), east])).toBe("clusters east and lab");
});

type Case = [make: typeof gitWithCluster, path: string, more: Partial<ConflictView>, meanings: string[]];

describe("what comes of each way", () => {
  const drafted = "by a draft in the change “From the cluster”";
  const table: Record<string, Case> = {
    "a draft and the cluster changed a field": [
      draftWithCluster,
      PATH,
      {},
      [
        "the field stays as Git has it; the edit in the cluster stays drift",
        "the draft's value goes to Git; the cluster has yet to follow",
        "the cluster's value goes to Git, instead of the draft's",
        "the value that Git and the cluster last agreed on goes to Git; the draft and the edit in the cluster are overruled",
      ],
    ],
    "a draft removes a field that only it and the cluster know": [
      draftWithCluster,
      PATH,
      { base: null, git: null, draft: null },
      [
        "Git still does not have the field; the edit in the cluster stays drift",
        "the field is removed from Git, as in the draft; the cluster has yet to follow",
        "the cluster's value goes to Git, instead of the draft's",
        "the field is removed from Git; the draft and the edit in the cluster are overruled",
      ],
    ],
    "a draft edits what was deleted in the cluster": [
      draftWithCluster,
      "",
      { cluster: null },
      [
        "the resource stays as Git has it; the draft is dropped, and the deletion in the cluster stays drift",
        "the draft goes to Git; the cluster has yet to create the resource again",
        "the resource is deleted from Git too, as in the cluster; the draft is dropped",
        "the resource becomes what Git and the cluster last agreed on; the draft is dropped",
      ],
    ],
    "a draft deletes what was changed in the cluster": [
      draftWithCluster,
      "",
      { draft: null },
      [
        "the resource stays as Git has it, it is not deleted; the edit in the cluster stays drift",
        "the resource is deleted from Git, as in the draft; the cluster has yet to follow",
        "the resource is not deleted; Git gets it as the cluster has it",
        "the resource becomes what Git and the cluster last agreed on; the draft is dropped",
      ],
    ],
    "a draft adds what the cluster has otherwise": [
      draftWithCluster,
      "",
      { base: null, git: null },
      [
        "Git still does not have the resource; the draft is dropped, and only the cluster has it",
        "the draft goes to Git; the cluster has yet to follow",
        "Git gets the resource as the cluster has it; the draft is dropped",
        "Git still does not have the resource; the draft is dropped",
      ],
    ],
    "Git and the cluster changed a field": [
      gitWithCluster,
      PATH,
      {},
      [
        "Git's value holds; the cluster has yet to follow",
        `Git takes the cluster's value, ${drafted}`,
        `Git takes the value that both last agreed on, ${drafted}; both sides are overruled`,
      ],
    ],
    "Git changed a field that was removed in the cluster, and both never agreed": [
      gitWithCluster,
      PATH,
      { cluster: null, base: null },
      [
        "Git's value holds; the cluster has yet to follow",
        `the field is removed from Git, as in the cluster, ${drafted}`,
        `the field is removed from Git, ${drafted}; both sides are overruled`,
      ],
    ],
    "Git removed a field that was changed in the cluster": [
      gitWithCluster,
      PATH,
      { git: null },
      [
        "the field stays removed, as in Git; the cluster has yet to follow",
        `Git takes the cluster's value, ${drafted}`,
        `Git takes the value that both last agreed on, ${drafted}; both sides are overruled`,
      ],
    ],
    "Git changed a resource that was deleted in the cluster": [
      gitWithCluster,
      "",
      { cluster: null },
      [
        "the resource stays as Git has it; the cluster has yet to create it again",
        `the resource is deleted from Git too, as in the cluster, ${drafted}`,
      ],
    ],
    "Git deleted a resource that was changed in the cluster": [
      gitWithCluster,
      "",
      { git: null },
      [
        "the resource stays deleted, as in Git; the cluster has yet to follow",
        `Git takes the resource back as the cluster has it, ${drafted}`,
      ],
    ],
  };
  test.each(Object.entries(table))("%s", (_, [make, path, more, meanings]) => {
    expect(waysOf(make(path, more)).map(({ meaning }) => meaning)).toEqual(meanings);
  });

  test("a change that is named is the one that is told", () => {
    expect(waysOf(gitWithCluster(PATH), "night shift")[1]?.meaning).toContain("in the change “night shift”");
  });
});

test("how they disagree is told of each kind", () => {
  const table: [typeof gitWithCluster, string, ConflictKind, string][] = [
    [draftWithCluster, PATH, "edit/edit", "the draft and the cluster changed it, differently"],
    [draftWithCluster, PATH, "edit/delete", "it was removed in the cluster, the draft changes it"],
    [draftWithCluster, PATH, "delete/edit", "the draft removes it, it was changed in the cluster"],
    [draftWithCluster, PATH, "add/add", "the draft and the cluster both added it, differently"],
    [draftWithCluster, "", "edit/delete", "the resource was deleted in the cluster, the draft changes it"],
    [draftWithCluster, "", "delete/edit", "the draft deletes the resource, it was changed in the cluster"],
    [draftWithCluster, "", "add/add", "the draft and the cluster both added the resource, differently"],
    [gitWithCluster, PATH, "edit/edit", "Git and the cluster changed it, differently"],
    [gitWithCluster, PATH, "edit/delete", "it was removed in the cluster, Git changed it"],
    [gitWithCluster, PATH, "delete/edit", "it was removed in Git, and changed in the cluster"],
    [gitWithCluster, "", "edit/delete", "the resource was deleted in the cluster, Git changed it"],
    [gitWithCluster, "", "delete/edit", "the resource was deleted in Git, and changed in the cluster"],
    [gitWithCluster, PATH, "type change", "one side made it a value of another type"],
  ];
  for (const [make, path, kind, words] of table) expect(disagreement(make(path, { conflict: kind }))).toBe(words);
});

test("what Git and the cluster have once it is decided so", () => {
  const one = gitWithCluster(PATH);
  const words = (chosen?: Parameters<typeof afterDeciding>[1]) => {
    const { git, cluster } = afterDeciding(one, chosen, "night shift");
    return [git, cluster].map((side) => `${side.text}: ${side.words}`);
  };
  expect(words()).toEqual(["1400: now", "1300: now"]);
  expect(words({ value: 1400 })).toEqual(["1400: stays", "1300: has yet to follow"]);
  expect(words({ value: 1300 })).toEqual(["1300: once “night shift” is published", "1300: stays"]);
  expect(words({ text: " 1500 " })).toEqual(["1500: once “night shift” is published", "1300: has yet to follow"]);
  expect(words({ text: "1300" })).toEqual(["1300: once “night shift” is published", "1300: stays"]);
  expect(words({ value: null })).toEqual(["undefined: once “night shift” is published", "1300: has yet to follow"]);
});
