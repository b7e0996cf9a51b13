/** A run as a sentence. Pure; what is a link in it is a part of its own. */
import type { ChangeView, RunView, SettledChange } from "~/api/types";
import { stateWord } from "~/components/state/words";
import { inOneLine } from "~/features/change/reason";
import { duration } from "~/lib/time";
import { count, number } from "~/lib/words";
import { type FabricNews, type RunSummary, summaryOf } from "./summary";

export type Part = string | { change: string; id?: string } | { fabric: string } | { commit: string };

const FAILED: Record<RunView["kind"], string> = {
  publish: "Publish",
  ingest: "Reading",
  normalise: "Moving raw/ to managed/",
  repair: "Repairing the directory",
};

/** The fabrics that a run is about, as far as it says. */
export function fabricsOf(run: RunView): string[] {
  const named = "fabrics" in run && Array.isArray(run.fabrics) ? (run.fabrics as string[]) : [];
  return named.length > 0 ? named : summaryOf(run).news.map((one) => one.fabric);
}

export function isOver(run: RunView): boolean {
  return run.state === "finalised" || run.state === "failed";
}

/** `Published *bigger-pool* by Ada: 3 resources, 1 retry, 210 ms`, as parts. */
export function sentenceOf(run: RunView, changes: readonly ChangeView[] = []): Part[] {
  const summary = summaryOf(run, changes);
  if (run.state === "failed") {
    const of = summary.settled.map(({ change, id }): Part => ({ change, id }));
    const whose = of.length > 0 && of.length < 4 ? [" of ", ...joined(of)] : [];
    return [FAILED[run.kind], ...whose, ...inFabrics(run), ` failed${run.reason ? `: ${inOneLine(run.reason)}` : ""}`];
  }
  if (!isOver(run)) return [...doing(run), ` (${stateWord("RunState", run.state).word})`];
  switch (run.kind) {
    case "publish":
      return published(run, summary);
    case "ingest":
      return ingested(summary);
    case "normalise":
      return done(run, summary, "Moved raw/ to managed/");
    case "repair":
      return done(run, summary, "Repaired the directory");
  }
}

function doing(run: RunView): Part[] {
  const words = {
    publish: "Publishing",
    ingest: "Reading",
    normalise: "Moving raw/ to managed/",
    repair: "Repairing the directory",
  };
  return [words[run.kind], ...inFabrics(run)];
}

function published(run: RunView, summary: RunSummary): Part[] {
  const numbers = [...resources(summary), ...retries(summary), ...took(run)];
  if (summary.published.length > 0) {
    const [first] = summary.published;
    const by = summary.published.length === 1 && first?.by ? [` by ${first.by}`] : [];
    return [
      "Published ",
      ...joined(summary.published.map(({ change, id }) => ({ change, id }))),
      ...by,
      ...after(numbers),
      ...others(summary, "; "),
    ];
  }
  if (run.outcome === "nothing" || run.outcome === "stopped") {
    return ["Published nothing", ...inFabrics(run), ...others(summary, ": ")];
  }
  const how = [`Published ${count(summary.changes ?? 1, "change")}`, ...inFabrics(run), ...after(numbers)];
  return [...how, ...others(summary, "; ")];
}

/** What became of the changes that were not brought to Git, each with its reason; nothing where that was not recorded. */
function others({ settled, moreSettled }: RunSummary, separator: string): Part[] {
  const told = settled.flatMap((one, at): Part[] => [at === 0 ? separator : "; ", ...settledParts(one)]);
  return moreSettled > 0 ? [...told, `; and ${number(moreSettled)} more`] : told;
}

function settledParts({ change, id, state, reason }: SettledChange): Part[] {
  if (state === "published") return ["Git already contained all of ", { change, id }];
  const why = inOneLine(reason);
  return [{ change, id }, ` is ${state}${why ? `: ${why}` : ""}`];
}

function resources({ published: all }: RunSummary): string[] {
  const many = all.reduce<number | undefined>(
    (sum, one) => (one.resources === undefined ? sum : (sum ?? 0) + one.resources),
    undefined,
  );
  return many === undefined ? [] : [count(many, "resource")];
}

function retries({ attempts }: RunSummary): string[] {
  return attempts !== undefined && attempts > 1 ? [count(attempts - 1, "retry", "retries")] : [];
}

function took(run: RunView): string[] {
  const milliseconds = run.ended_at ? run.ended_at - run.started_at : 0;
  return milliseconds > 0 ? [duration(milliseconds)] : [];
}

function ingested(summary: RunSummary): Part[] {
  const at: Part[] = summary.commit ? [" at ", { commit: summary.commit }] : [];
  const rewritten = summary.isRewritten ? "; the branch's history was rewritten" : "";
  const [only, ...others] = summary.news;
  if (!only) return ["Read the branch", ...at, `: nothing for a fabric${rewritten}`];
  if (others.length === 0) return ["Read ", { fabric: only.fabric }, ...at, `: ${countsOf(only)}${rewritten}`];
  const each = summary.news.flatMap((news, index): Part[] => [
    index === 0 ? "" : "; ",
    { fabric: news.fabric },
    ` ${countsOf(news)}`,
  ]);
  return [`Read ${count(summary.news.length, "fabric")}`, ...at, ": ", ...each, rewritten];
}

function countsOf({ counts }: FabricNews): string {
  return counts.length === 0 ? "nothing changed" : counts.map(([word, many]) => `${number(many)} ${word}`).join(", ");
}

function done(run: RunView, summary: RunSummary, what: string): Part[] {
  const [first, ...more] = summary.actions;
  const rest = more.length > 0 ? ` and ${count(more.length, "more step")}` : "";
  const how = first ? `: ${first}${rest}` : ": nothing to do";
  return [what, ...inFabrics(run), how, ...took(run).map((time) => `, ${time}`)];
}

function inFabrics(run: RunView): Part[] {
  const fabrics = fabricsOf(run);
  if (fabrics.length > 3) return [` in ${count(fabrics.length, "fabric")}`];
  return fabrics.length === 0 ? [] : [" in ", ...joined(fabrics.map((fabric) => ({ fabric })))];
}

function joined(parts: Part[]): Part[] {
  return parts.flatMap((part, at): Part[] => (at === 0 ? [part] : [at === parts.length - 1 ? " and " : ", ", part]));
}

function after(numbers: string[]): string[] {
  return numbers.length === 0 ? [] : [`: ${numbers.join(", ")}`];
}

/** The sentence as text. */
export function plain(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      if ("change" in part) return part.change;
      return "fabric" in part ? part.fabric : part.commit.slice(0, 10);
    })
    .join("");
}
