/** Which of several documents is kept. Pure. */
import type { CopyView, KeepCopyRequest } from "~/api/types";

/** Where a document is: its file, and the line where it starts. */
export function placeOfCopy({ path, line }: Pick<CopyView, "path" | "line">): string {
  return line > 1 ? `${path}:${line}` : path;
}

/** All documents as they were shown, of which one stays. */
export function keepBody(copies: readonly CopyView[], kept: CopyView): Pick<KeepCopyRequest, "copies"> {
  return { copies: copies.map((copy) => ({ path: copy.path, digest: copy.digest, stays: copy === kept })) };
}
