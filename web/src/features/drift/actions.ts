/** What can be done about drift, by whom, and why not. Pure. */
import { may } from "~/api/queries/me";
import type { DriftView, Me, Permission, Reapplied } from "~/api/types";
import type { Outcome, Planned } from "~/components/selection/bulk";
import { spokenName } from "~/features/resource/identity";
import { groupBy } from "~/lib/group";
import { count, list } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import { type DriftRow, ignoredAt } from "./rows";

export type DriftAction = "accept" | "import" | "reapply" | "ignore" | "heed";

const ORDER: readonly DriftAction[] = ["accept", "import", "reapply", "ignore", "heed"];

export const TAKES: Record<DriftAction, Permission> = {
  accept: "edit",
  import: "edit",
  reapply: "apply",
  ignore: "manage",
  heed: "manage",
};

export const ACTION_LABELS: Record<DriftAction, string> = {
  accept: "Accept into Git",
  import: "Import into Git",
  reapply: "Re-apply",
  ignore: "Ignore",
  heed: "Ignore no longer",
};

/** What each does with one resource. */
export const ACTION_HINTS: Record<DriftAction, string> = {
  accept: "What the cluster has becomes a draft; its diff is shown first.",
  import: "What the cluster has becomes a draft; its diff is shown first.",
  reapply: "The cluster gets what Git wants again; what would be done is shown first.",
  ignore: "Both sides stay as they are, until a day or until it is taken back.",
  heed: "It counts as drift again.",
};

/** Why something cannot be done about a resource; nothing when it can. */
export function whyNot(action: DriftAction, drift: DriftView): string | undefined {
  const { standing, moved, unknown_since, ignores = [] } = drift;
  switch (action) {
    case "accept":
      if (standing === "extra") return "only the cluster has it: import it instead";
      if (standing === "deleting") return "the cluster is deleting it: wait until it is gone";
      if (moved === "git") return "Git is ahead: there is nothing of the cluster to accept";
      if (isContested(drift)) return "Git changed it too: decide its conflict";
      return unknown_since ? "what the cluster has of it is not known now" : undefined;
    case "import":
      if (standing !== "extra") return "Git has it: accept its values instead";
      return unknown_since ? "what the cluster has of it is not known now" : undefined;
    case "reapply":
      if (standing === "extra") return "Git does not have it: import it, or delete it in the cluster yourself";
      return standing === "deleting" ? "the cluster is deleting it: wait until it is gone" : undefined;
    case "ignore":
      return ignoredAt(drift, "") ? "it is ignored already" : undefined;
    case "heed":
      return ignores.length === 0 ? "it is not ignored" : undefined;
  }
}

/** Whether Git changed all that differs: then nothing of it is accepted without a decision. */
function isContested({ standing, fields }: DriftView): boolean {
  return standing === "differs" && fields.length > 0 && fields.every(({ moved }) => moved === "both");
}

/** What is offered for some: what fits one of them at least, and is allowed in all of their fabrics. */
export function offered(rows: readonly DriftRow[], me: Me | undefined): DriftAction[] {
  const fabrics = [...new Set(rows.map(({ fabric }) => fabric))];
  return ORDER.filter(
    (action) =>
      fabrics.every((fabric) => may(me, TAKES[action], fabric)) &&
      rows.some(({ drift }) => whyNot(action, drift) === undefined),
  );
}

/** Whether there is any drift that somebody may do something about. */
export function mayAnything(rows: readonly DriftRow[], me: Me | undefined): boolean {
  return rows.some((row) => offered([row], me).length > 0);
}

/** A change is of one fabric: what goes into one cannot be of several. */
export function sameFabric(rows: readonly DriftRow[]): string | undefined {
  const [first] = rows;
  return first && rows.every(({ fabric }) => fabric === first.fabric) ? first.fabric : undefined;
}

/** How a row is called in a dialog; with its fabric where there are several. */
export function nameIn(rows: readonly DriftRow[]): (row: DriftRow) => string {
  const isOne = sameFabric(rows) !== undefined;
  return ({ fabric, drift }) => (isOne ? spokenName(drift) : `${spokenName(drift)} in ${fabric}`);
}

/** What would become of each, for what needs no answer of the server. */
export function planned(action: DriftAction, rows: readonly DriftRow[], will: string, problem?: string): Planned[] {
  const nameOf = nameIn(rows);
  return rows.map((row) => ({
    id: row.id,
    name: nameOf(row),
    will,
    refused: whyNot(action, row.drift) ?? problem,
  }));
}

/** The most resources that one request to re-apply may name. */
const MOST = 200;

export interface Batch {
  fabric: string;
  rows: DriftRow[];
}

/** Requests are of one fabric, and of so many resources at most. */
export function batches(rows: readonly DriftRow[], most = MOST): Batch[] {
  return [...groupBy(rows, ({ fabric }) => fabric)].flatMap(([fabric, own]) =>
    Array.from({ length: Math.ceil(own.length / most) }, (_, at) => ({
      fabric,
      rows: own.slice(at * most, (at + 1) * most),
    })),
  );
}

/** The rows of a batch with what the server answered of each, in the order in which they were named. */
export function answered(batch: Batch, results: readonly Reapplied[]): [DriftRow, Reapplied | undefined][] {
  return batch.rows.map((row, at) => [row, results[at]]);
}

/** What became of one that was re-applied, or would; `done` says which. */
export function reapplied(result: Reapplied | undefined, done: boolean): Pick<Outcome, "done" | "refused"> {
  if (!result) return { done: undefined, refused: "the server gave no answer about it" };
  const be = done ? "is" : "would be";
  switch (result.outcome) {
    case "applied": {
      const what = `${fieldWords(result.fields)} ${be} brought back`;
      const left = result.left.length > 0 ? `; different still: ${list(result.left.slice(0, 3))}` : "";
      return { done: what + left, refused: undefined };
    }
    case "created":
      return { done: `${be} created`, refused: undefined };
    case "nothing":
      return { done: undefined, refused: "the cluster has what Git wants by now" };
    case "of-others":
      return { done: undefined, refused: `${othersWords(result)}, who would put it back` };
    case "refused":
      return { done: undefined, refused: result.why };
  }
}

function fieldWords(fields: readonly { path: string }[]): string {
  const [first] = fields;
  if (fields.length === 1 && first) return shownPath(first.path) || "all of it";
  return count(fields.length, "field");
}

/** Who applies what would have to be taken over. */
export function othersOf(result: Reapplied | undefined): string[] {
  if (result?.outcome !== "of-others") return [];
  return [...new Set(result.fields.flatMap(({ manager }) => (manager ? [manager.name] : [])))].sort();
}

function othersWords(result: Extract<Reapplied, { outcome: "of-others" }>): string {
  return `${fieldWords(result.fields)} ${result.fields.length === 1 ? "is" : "are"} applied by ${list(othersOf(result)) || "somebody else"}`;
}
