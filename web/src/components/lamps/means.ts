/** What a lamp says by its shape, in words. Pure. */
import type { Lamp } from "./shapes";

/** One lamp of each meaning, for those who ask what they mean. */
export const LEGEND: readonly Lamp[] = [
  { shape: "full", tone: "sync" },
  { shape: "pencil", tone: "draft" },
  { shape: "full", tone: "news" },
  { shape: "wave", tone: "drift" },
  { shape: "full", tone: "conflict" },
  { shape: "cross", tone: "conflict" },
  { shape: "twice", tone: "conflict" },
  { shape: "dashed", tone: "aside" },
  { shape: "hollow", tone: "drift" },
  { shape: "hollow", tone: "aside" },
];

export function lampMeans({ shape, tone }: Lamp): string {
  switch (shape) {
    case "full":
      return tone === "sync" ? "All is well on this side." : FULL[tone];
    case "hollow":
      return tone === "aside" ? "It is not known how this side is." : "What is known of this side may be out of date.";
    case "pencil":
      return "There are drafts that Git does not have yet.";
    case "wave":
      return "The cluster differs from Git.";
    case "cross":
      return "Something here is invalid, cannot be read or is being deleted.";
    case "twice":
      return "One resource is in two documents.";
    case "dashed":
      return "It is commented out, or is not there.";
  }
}

const FULL: Record<Exclude<Lamp["tone"], "sync">, string> = {
  draft: "There are drafts that Git does not have yet.",
  news: "News is on its way from or to this side.",
  drift: "Something waits on this side.",
  conflict: "A conflict is to be decided.",
  aside: "It is left aside.",
};
