/** Publishing a change: the message, the press of the button, the answer. */
import { useState } from "react";
import { usePublish } from "~/api/queries/changes";
import type { ChangeView, DiffView, PublishReport } from "~/api/types";

export interface Publishing {
  message: string;
  setMessage: (message: string) => void;
  /** Sends the head of the diff that was looked at, and the revision of the change. */
  publish: (confirmDeletions?: boolean) => Promise<PublishReport>;
  isBusy: boolean;
  error: unknown;
  /** What became of the last press on this page. */
  report: PublishReport | undefined;
}

export function usePublishing(change: ChangeView, diff: DiffView | undefined): Publishing {
  const [message, setMessage] = useState(change.message ?? "");
  const mutation = usePublish(change.id);
  return {
    message,
    setMessage,
    publish: (confirmDeletions = false) =>
      mutation.mutateAsync({
        ...(diff?.head ? { previewed: diff.head } : {}),
        ...(change.revision ? { revision: change.revision } : {}),
        ...(message.trim() === "" ? {} : { message: message.trim() }),
        confirm_deletions: confirmDeletions,
      }),
    isBusy: mutation.isPending,
    error: mutation.error ?? undefined,
    report: mutation.data,
  };
}
