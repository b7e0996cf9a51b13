/** What is said of a verification. Pure: what was not checked is never said to agree. */
import type { VerifiedView, VerifyDifference, VerifyReport, VerifySide } from "~/api/types";
import { count, number, shortCommit } from "~/lib/words";

/** The last one, in a few words. */
export function verifiedWords({ outcome, differences }: VerifiedView): string {
  if (outcome === "agrees") return "the database agreed";
  return outcome === "differs" ? count(differences, "difference") : "not all was checked";
}

/** How many differences a report tells, with those that it does not list. */
export function total({ counts }: VerifyReport): number {
  return counts.reduce((sum, of) => sum + of.count, 0);
}

export function headline(report: VerifyReport): string {
  if (report.outcome === "agrees") return agreeing(report);
  if (report.outcome === "differs") {
    const many = total(report);
    return `${count(many, "difference")} between the database and what was read afresh.`;
  }
  return "Nothing differs of what was checked, and not all was.";
}

/** What drifted, or waits to be applied, is no fault of the database, and no agreement of Git and the cluster either. */
function agreeing({ cluster, drift }: VerifyReport): string {
  if (cluster.state === "none") return "The database has everything as Git has it.";
  const all = "The database has everything as Git and the cluster have it.";
  return drift ? `${all} Those two differ in ${count(drift, "resource")}.` : all;
}

/** What was read of a side. */
export function sideWords(side: VerifySide, what: string): string {
  if (side.state === "none") return "none";
  if (side.state === "not-checked") return "not checked";
  const from = side.from ? `${side.from.length === 40 ? shortCommit(side.from) : side.from}, ` : "";
  return `${from}${number(side.read)} ${what}${side.state === "partly" ? ", not all" : ""}`;
}

const HOW = { changed: "says something else", missing: "is missing", extra: "is one too many" } as const;

/** One difference: what, how, and what each side says. */
export function differenceWords(difference: VerifyDifference): { what: string; how: string; says: string } {
  const { part, how, resource, path, fields = [], database, evidence, read_from } = difference;
  const of = resource ?? path ?? "";
  const what = [part, of, fields.join(", ")].filter((word) => word !== "").join(" ");
  const sides = [
    database && `the database says \`${database}\``,
    evidence && `it should be \`${evidence}\` by ${read_from}`,
  ].filter(Boolean);
  return { what, how: HOW[how], says: sides.length > 0 ? sides.join("; ") : `by ${read_from}` };
}

/** Whether asking for a repair may do something. */
export function canRepair(report: VerifyReport): boolean {
  return report.differences.some(({ can_repair }) => can_repair);
}

/** What a repair did. */
export function repairWords({ repair }: VerifyReport): string | undefined {
  if (!repair) return undefined;
  if (repair.found === 0) return "There was nothing to repair.";
  const problem = repair.problem ? `: ${repair.problem}` : "";
  return `${number(repair.repaired)} of ${count(repair.found, "difference")} repaired${problem}.`;
}
