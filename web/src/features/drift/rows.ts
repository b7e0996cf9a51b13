/** What drifted, as rows: in which part of the list each stands, how they are grouped, and what is said of them. Pure. */
import type { DriftView, FieldDrift, IgnoredView, InCluster, Moved } from "~/api/types";
import { standingWords, standOf } from "~/components/lamps/cluster";
import { spokenName } from "~/features/resource/identity";
import { holds } from "~/features/resource/setBy";
import type { FilterSpec } from "~/lib/filter/compile";
import { groupBy } from "~/lib/group";
import { eventName } from "~/lib/resourceName";
import { day } from "~/lib/time";
import { capital, count, list, number } from "~/lib/words";

export interface DriftRow {
  id: string;
  fabric: string;
  /** As requests name it. */
  resource: string;
  drift: DriftView;
}

export function rowsOf(fabric: string, drifts: readonly DriftView[]): DriftRow[] {
  return drifts
    .filter(({ standing }) => standing !== "in-sync")
    .map((drift) => {
      const { group, kind, namespace, name } = drift;
      return { id: [fabric, group, kind, namespace, name].join("/"), fabric, resource: eventName(drift), drift };
    });
}

/** Somebody's drift, what only waits to be applied, and what nobody wants to hear of. */
export type Part = "drift" | "ahead" | "ignored";

export function partOf({ ignored, moved }: DriftView): Part {
  if (ignored) return "ignored";
  return moved === "git" ? "ahead" : "drift";
}

/** Who changed it in the cluster: the managers of what did not only move in Git. */
export function whoOf({ fields }: DriftView): string[] {
  const names = fields.flatMap(({ moved, manager }) => (moved !== "git" && manager ? [manager.name] : []));
  return [...new Set(names)].sort();
}

export type By = "who" | "kind";

export interface Group {
  id: string;
  part: Part;
  title: string;
  /** What it means, where the title does not say it. */
  note?: string;
  rows: DriftRow[];
}

/** Nobody is behind everybody. */
const NOBODY = "\uffff";

const NOTES: Record<Exclude<Part, "drift">, { title: string; note: string }> = {
  ahead: {
    title: "Waits to be applied",
    note: "Git is ahead: whoever applies it, or a re-apply, brings it there. Nobody changed the cluster.",
  },
  ignored: { title: "Ignored", note: "It comes back when the time is over, or when it is ignored no longer." },
};

/** Drift by who changed it or by kind; then what waits; then what is ignored. */
export function groupsOf(rows: readonly DriftRow[], by: By): Group[] {
  const parts = groupBy(rows, ({ drift }) => partOf(drift));
  const keyOf = ({ drift }: DriftRow) => (by === "kind" ? drift.kind : list(whoOf(drift)) || NOBODY);
  const groups = [...groupBy(parts.get("drift") ?? [], keyOf)]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([key, own]): Group => ({ id: `drift ${key}`, part: "drift", ...titleOf(key), rows: own }));
  const last = (["ahead", "ignored"] as const).flatMap((part): Group[] => {
    const own = parts.get(part);
    return own ? [{ id: part, part, ...NOTES[part], rows: own }] : [];
  });
  // what has no name sorts last whatever the language
  const known = groups.filter(({ id }) => id !== `drift ${NOBODY}`);
  return [...known, ...groups.filter((group) => !known.includes(group)), ...last];
}

function titleOf(key: string): Pick<Group, "title" | "note"> {
  if (key !== NOBODY) return { title: key };
  return { title: "Not told by the cluster", note: "The cluster does not say who created, deleted or changed these." };
}

/** The side that moved, in a few words. */
export function movedWords(moved: Moved | null | undefined): string {
  switch (moved) {
    case "git":
      return "waits to be applied";
    case "cluster":
      return "changed in the cluster";
    case "both":
      return "changed on both sides";
    default:
      return "which side moved is not known";
  }
}

/** How the resource stands, from its drift. */
export function inClusterOf({ standing, moved, ignored, unknown_since }: DriftView): InCluster {
  return { standing, moved, ignored, unknown_since };
}

/** `drifted in 2 fields`, `gone`, `only in the cluster`. */
export function standsWords(drift: DriftView): string {
  const words = standingWords(drift);
  if (drift.standing !== "differs") return words;
  return `${words}${drift.moved === "both" ? "," : ""} in ${count(drift.fields.length, "field")}`;
}

/** `Drifted in 2 fields, changed by kubectl-edit.`, for the page of the resource. */
export function driftLine(drift: DriftView): string {
  const who = list(whoOf(drift));
  if (drift.standing === "differs" && drift.moved === "both") {
    const by = who ? `; in the cluster by ${who}` : "";
    return `Changed in its cluster and in Git, in ${count(drift.fields.length, "field")}${by}.`;
  }
  const by = who && partOf(drift) !== "ahead" ? `, changed by ${who}` : "";
  const where = drift.standing === "extra" ? "" : " in its cluster";
  return `${capital(standsWords(drift))}${where}${by}.`;
}

/** What of the ignored holds for a field; for the whole resource with an empty path. */
export function ignoredAt({ ignores = [] }: DriftView, path: string): IgnoredView | undefined {
  return ignores.find((one) => (path === "" ? one.path === "" : one.path !== "" && holds(one.path, path)));
}

/** `ignored until 2026-12-24 by ada: the vendor's mend is due`. */
export function ignoredWords({ until, by, reason }: IgnoredView): string {
  const when = until ? `until ${day(until)}` : "until it is taken back";
  return `ignored ${when} by ${by}${reason ? `: ${reason}` : ""}`;
}

/** When a manager wrote, in milliseconds; nothing where that is not known. */
export function timeOf(field: Pick<FieldDrift, "manager">): number | undefined {
  const at = field.manager?.time ? Date.parse(field.manager.time) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** One sentence on all of it. */
export function driftSentence(rows: readonly DriftRow[], fabrics: number): string {
  const many = (part: Part) => rows.filter(({ drift }) => partOf(drift) === part).length;
  const drifted = many("drift");
  const told = [
    `${count(drifted, "resource")} drifted`,
    many("ahead") > 0 && `${number(many("ahead"))} ${many("ahead") === 1 ? "waits" : "wait"} to be applied`,
    many("ignored") > 0 && `${number(many("ignored"))} ${many("ignored") === 1 ? "is" : "are"} ignored`,
  ].filter((part) => part !== false);
  const where = fabrics === 1 ? "" : ` in ${count(fabrics, "fabric")}`;
  return capital(`${list(told)}${where}.`);
}

export const DRIFT_FILTER: FilterSpec<DriftRow> = {
  keys: [
    { key: "fabric", label: "the fabric", of: ({ fabric }) => fabric },
    { key: "kind", label: "the resource's kind", of: ({ drift }) => drift.kind },
    { key: "name", label: "the resource's name", of: ({ drift }) => drift.name, match: "part" },
    { key: "by", label: "who changed it", of: ({ drift }) => whoOf(drift), match: "part" },
    { key: "path", label: "the field", of: ({ drift }) => drift.fields.map(({ path }) => path), match: "part" },
    { key: "severity", label: "how much it matters", of: ({ drift }) => drift.severity },
    { key: "how", label: "how it stands", of: ({ drift }) => standOf(inClusterOf(drift)) },
  ],
  text: ({ fabric, drift }) =>
    [fabric, spokenName(drift), ...whoOf(drift), ...drift.fields.map(({ path }) => path)].join(" "),
};
