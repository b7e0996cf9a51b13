/** What is said of a directory that may become a fabric's. Pure. */
import type { Layout, LookView, TakenBy } from "~/api/types";
import { count, list, number } from "~/lib/words";

const partsOf = (path: string) => path.split("/").filter(Boolean);

/** The name that a fabric there would have: the directory's last part, else the repository's. */
export function proposedName(directory: string, repository: string): string {
  const last = partsOf(directory).at(-1) ?? repository;
  return last.replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[-.]+/, "") || "fabric";
}

/** The layout for a directory of which nobody chose one: in place is for files that are there already. */
export function proposedLayout({ exists, layout }: Pick<LookView, "exists" | "layout">): Layout {
  return exists ? layout : "managed";
}

/** A directory as it is asked for: without slashes around it. */
export function plainDirectory(typed: string): string {
  return partsOf(typed).join("/");
}

/** The directories on the way to one, each with its name, the root first. */
export function wayTo(directory: string): { name: string; path: string }[] {
  const parts = partsOf(directory);
  const way = parts.map((name, at) => ({ name, path: parts.slice(0, at + 1).join("/") }));
  return [{ name: "/", path: "" }, ...way];
}

/** Why a directory can be no fabric of its own. */
export function takenWords({ fabric, directory }: TakenBy, wanted: string): string {
  const it = wanted === "" ? "The whole branch" : `${wanted}/`;
  const its = directory === "" ? "the whole branch" : `${directory}/`;
  const why =
    directory === wanted ? `is the fabric ${fabric} already` : `cannot be a fabric: ${its} is the fabric ${fabric}`;
  return `${it} ${why}, and two fabrics share no files. Pick another directory.`;
}

/** What was found in a directory, in one or two sentences. */
export function foundWords(look: LookView): string {
  const { commit, branch, exists, files, files_read, resources, commented_out, kinds, is_whole } = look;
  if (!commit)
    return `The remote has no branch ${branch} yet: the fabric begins empty, and the first publish makes it.`;
  if (!exists) return "There is no such directory yet: the fabric begins empty, and the first publish makes it.";
  if (files === 0) return "No file with resources is here: the fabric begins empty.";
  const some = kinds.slice(0, 5).map(({ kind, resources: many }) => `${number(many)} ${kind}`);
  const rest = kinds.length - some.length;
  const named = rest > 0 ? [...some, count(rest, "other kind")] : some;
  const aside = commented_out > 0 ? `; ${number(commented_out)} more in comments` : "";
  const part = is_whole ? count(files, "file") : `the first ${number(files_read)} of ${count(files, "file")}`;
  const all = resources > 0 ? `${count(resources, "resource")} in ${part}: ${list(named)}` : `No resource in ${part}`;
  return `${all}${aside}.`;
}

/** What is wrong there, in one sentence; nothing where nothing is. */
export function problemWords({ errors, warnings, twice_total: twice }: LookView): string | undefined {
  const parts = [
    errors > 0 && count(errors, "error"),
    warnings > 0 && count(warnings, "warning"),
    twice > 0 && `${count(twice, "resource")} that ${twice === 1 ? "is" : "are"} there more than once`,
  ].filter((part) => part !== false);
  return parts.length > 0
    ? `${list(parts)}. The fabric can be connected all the same: its files stay as they are until they are mended.`
    : undefined;
}

/** What a fabric is to be made of, as it is typed now. */
export interface Place {
  repository: string;
  /** The repository's branch for new fabrics when empty. */
  branch: string;
  directory: string;
}

/** Whether what was found is of the place that is typed, and not of one that was looked at before. */
export function isOf(look: LookView, { branch, directory }: Place, usual: string): boolean {
  return look.branch === (branch || usual) && look.directory === directory;
}
