/** What is to be said of repositories. Pure. */
import type { RepositoryView } from "~/api/types";
import { hostOf } from "~/features/credential/credential";
import type { FilterSpec } from "~/lib/filter/compile";
import { count, list } from "~/lib/words";

/** When the remote last answered, on any branch. */
export function lastContact({ queues }: RepositoryView): number | undefined {
  const times = queues.map((queue) => queue.looked_at ?? 0);
  return Math.max(0, ...times) || undefined;
}

export function hasProblem({ queues }: RepositoryView): boolean {
  return queues.some((queue) => queue.problem);
}

export function repositoriesSentence(repositories: readonly RepositoryView[]): string {
  if (repositories.length === 0) return "No repository is connected.";
  const bad = repositories.filter(hasProblem);
  const all = repositories.length === 1 ? "it can be reached" : "all can be reached";
  const unused = repositories.filter((one) => one.queues.length === 0).length;
  const fine = unused === repositories.length ? "no fabric uses a branch of it yet" : all;
  const words =
    bad.length > 0 ? `${list(bad.map((one) => one.name))} ${bad.length === 1 ? "has" : "have"} a problem` : fine;
  return `${count(repositories.length, "repository", "repositories")}: ${words}.`;
}

export const REPOSITORY_FILTER: FilterSpec<RepositoryView> = {
  keys: [
    { key: "host", label: "the host", of: ({ url }) => hostOf(url), match: "part" },
    { key: "fabric", label: "a fabric in it", of: ({ fabrics }) => fabrics },
    { key: "credential", label: "its credential", of: ({ credential }) => credential ?? "none" },
  ],
  text: ({ name, url, fabrics, branch }) => [name, url, branch, ...fabrics].join(" "),
};

/** The same as long as a repository is reached in the same way: what a test found then still holds. */
export function wayOf({ url, branch, credential, transport }: RepositoryView): string {
  return JSON.stringify([url, branch, credential, transport]);
}

/** A name for a repository, from its URL: what people would type. */
export function nameFor(url: string): string {
  const last =
    url
      .trim()
      .replace(/[/\\]+$/, "")
      .split(/[/:\\]/)
      .at(-1) ?? "";
  return last
    .replace(/\.git$/, "")
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
}

/** Whether a URL carries a credential: such a one is not even sent. */
export function hasSecret(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]+@/i.test(url.trim());
}

/** Why a URL cannot be sent as it is typed; that there is none yet is said once it was tried. */
export function urlProblem(url: string, isTried: boolean): string | undefined {
  if (hasSecret(url)) return "there is a password in it: store that as a credential, and leave it out here";
  return isTried && url.trim() === "" ? "the URL is needed" : undefined;
}
