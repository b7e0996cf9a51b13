/** How a resource of the past stood, what became of it, and values, in words. Pure. */
import type { PastChange, PastResource } from "~/api/types";
import type { Tone } from "~/components/lamps/lamps";

export function sinceWords(since: PastResource["since"]): { words: string; tone: Tone } {
  switch (since) {
    case "same":
      return { words: "the same now", tone: "sync" };
    case "changed":
      return { words: "changed since", tone: "news" };
    case "gone":
      return { words: "gone since", tone: "conflict" };
    case "unknown":
      return { words: "unreadable now", tone: "aside" };
  }
}

/** Whether restoring it would change something that is known. */
export function isRestorable({ since, standing, copies }: PastResource): boolean {
  return (since === "changed" || since === "gone") && standing !== "unreadable" && (copies ?? 1) === 1;
}

export function becameWords(change: Pick<PastChange, "became" | "fields">): { words: string; tone: Tone } {
  switch (change.became) {
    case "added":
      return { words: "added", tone: "sync" };
    case "deleted":
      return { words: "deleted", tone: "conflict" };
    case "changed":
      return { words: change.fields.length > 0 ? "changed" : "changed, not in its fields", tone: "news" };
    case "moved":
      return { words: "moved", tone: "aside" };
    case "commented-out":
      return { words: "commented out", tone: "aside" };
    case "uncommented":
      return { words: "uncommented", tone: "sync" };
    case "copies":
      return { words: "not compared", tone: "drift" };
  }
}

/** A value on one line; nothing where there is none. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value);
}
