/**
 * Where a commit or a file is shown at the repository's host, from the repository's address. Only for hosts whose pages are known; of
 * any other nothing is said, rather than a link that leads nowhere. Pure.
 */

type Host = "github" | "gitlab" | "gitea";

interface Place {
  host: Host;
  /** The address of the repository's page, without a slash at its end. */
  page: string;
}

/** By the name of the machine: public ones, and private ones that are named after what runs there. */
function hostOf(name: string): Host | undefined {
  const parts = name.toLowerCase().split(/[.-]/);
  if (parts.includes("github") || parts.includes("ghe")) return "github";
  if (parts.includes("gitlab")) return "gitlab";
  return ["gitea", "forgejo", "codeberg"].some((one) => parts.includes(one)) ? "gitea" : undefined;
}

function placeOf(url: string): Place | undefined {
  // git@host:owner/name.git
  const short = /^(?:[\w.-]+@)?([\w.-]+):(?!\/)(.+)$/.exec(url);
  const long = /^(https?|ssh):\/\/(?:[^/@]*@)?([\w.-]+)(:\d+)?\/(.+)$/.exec(url);
  const [scheme, name, port, path] = long
    ? [long[1], long[2], long[3] ?? "", long[4]]
    : short
      ? ["ssh", short[1], "", short[2]]
      : [];
  if (!name || !path) return undefined;
  const host = hostOf(name);
  const repository = path.replace(/\/+$/, "").replace(/\.git$/, "");
  // an owner and a name at least, and nothing that would lead elsewhere
  if (!host || !/^[\w.~-]+(?:\/[\w.~-]+)+$/.test(repository) || /(?:^|\/)\.\.?(?:\/|$)/.test(repository))
    return undefined;
  // the port of ssh is not that of its pages
  const start = scheme === "ssh" ? `https://${name}` : `${scheme}://${name}${port}`;
  return { host, page: `${start}/${repository}` };
}

const COMMITS: Record<Host, string> = { github: "commit", gitlab: "-/commit", gitea: "commit" };
const FILES: Record<Host, string> = { github: "blob", gitlab: "-/blob", gitea: "src/commit" };

const isCommit = (commit: string) => /^[0-9a-f]{7,64}$/.test(commit);

/** The page of a commit; nothing where the host is not known. */
export function commitAddress(url: string | undefined, commit: string): string | undefined {
  const place = url === undefined ? undefined : placeOf(url);
  return place && isCommit(commit) ? `${place.page}/${COMMITS[place.host]}/${commit}` : undefined;
}

/** The page of a file as a commit has it, at a line where one is given. */
export function fileAddress(url: string | undefined, commit: string, path: string, line?: number): string | undefined {
  const place = url === undefined ? undefined : placeOf(url);
  if (!place || !isCommit(commit) || path === "") return undefined;
  const file = path.split("/").map(encodeURIComponent).join("/");
  return `${place.page}/${FILES[place.host]}/${commit}/${file}${line ? `#L${line}` : ""}`;
}
