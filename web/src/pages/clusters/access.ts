/** How a cluster is reached and who asks: what was typed, and whether it can be sent. Pure. */
import type { ClusterAccess } from "~/api/types";

export interface AccessDraft {
  way: "kubeconfig" | "in-cluster";
  kubeconfig: string;
  /** Empty: its current one. */
  context: string;
}

export const NO_ACCESS: AccessDraft = { way: "kubeconfig", kubeconfig: "", context: "" };

/** As much as is read of a file: a kubeconfig with certificates has some ten kB. */
const MOST_BYTES = 256 * 1024;

export function sizeProblem({ name, size }: { name: string; size: number }): string | undefined {
  if (size === 0) return `${name} is empty`;
  return size > MOST_BYTES ? `${name} is larger than 256 KiB: choose a kubeconfig` : undefined;
}

/** Why a text is no kubeconfig. */
export function kubeconfigProblem(text: string): string | undefined {
  if (text.trim() === "") return "the kubeconfig is needed";
  return /(^|\n|["{,]\s*)"?clusters"?\s*:/.test(text) ? undefined : "this is no kubeconfig: it has no clusters";
}

export function fileProblem(name: string, text: string): string | undefined {
  return kubeconfigProblem(text) ? `${name} is no kubeconfig: it has no clusters` : undefined;
}

export function accessProblem({ way, kubeconfig }: AccessDraft): string | undefined {
  return way === "in-cluster" ? undefined : kubeconfigProblem(kubeconfig);
}

export function accessOf({ way, kubeconfig, context }: AccessDraft): ClusterAccess {
  if (way === "in-cluster") return { in_cluster: true };
  return { kubeconfig, ...(context.trim() ? { context: context.trim() } : {}) };
}

export interface Contexts {
  names: string[];
  current: string | undefined;
}

/**
 * The contexts that a kubeconfig names, as kubectl writes it: enough to choose one. The server reads it properly; nothing is found in a
 * text that is laid out otherwise, and the context is typed then.
 */
export function contextsOf(kubeconfig: string): Contexts {
  const lines = kubeconfig.split(/\r?\n/);
  const names: string[] = [];
  let current: string | undefined;
  let isInside = false;
  for (const line of lines) {
    const top = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (top) {
      isInside = top[1] === "contexts";
      if (top[1] === "current-context") current = plain(top[2] ?? "") || undefined;
    }
    const name = isInside && /^\s*(?:-\s+)?name:\s*(.+)$/.exec(line);
    if (name) names.push(plain(name[1] ?? ""));
  }
  return { names, current };
}

function plain(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}

/** What a cluster may be called. */
export function nameProblem(name: string): string | undefined {
  return /^[A-Za-z0-9_.-]+$/.test(name.trim()) ? undefined : "letters, digits, -, _ and .";
}
