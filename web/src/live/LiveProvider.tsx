/** Keeps what is on screen fresh while somebody is logged in. */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { markOld } from "~/api/fresh/old";
import { meQuery } from "~/api/queries/me";
import { LiveConnection, type LiveState } from "./connection";
import { type LiveEvent, madeOld } from "./events";

export type Progress = Extract<LiveEvent, { event: "progress" }>;

interface Live {
  connection: LiveConnection;
  /** What is being done in a fabric at the moment. */
  progress: ReadonlyMap<string, Progress>;
}

const LiveContext = createContext<Live | undefined>(undefined);

interface Props {
  onLoggedOut: () => void;
  children: ReactNode;
}

export function LiveProvider({ onLoggedOut, children }: Props) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<ReadonlyMap<string, Progress>>(new Map());
  const connection = useMemo(() => {
    return new LiveConnection({
      since: queries.getQueryData(meQuery.queryKey)?.newest_event,
      open: (lastEventId, signal) =>
        fetch("/api/v1/events", {
          headers: {
            accept: "text/event-stream",
            ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }),
          },
          credentials: "same-origin",
          cache: "no-store",
          signal,
        }),
      onEvent: (event) => {
        markOld(queries, madeOld(event));
        setProgress((before) => withProgress(before, event));
      },
      onGap: () => markOld(queries, "everything"),
      onLoggedOut,
    });
  }, [queries, onLoggedOut]);

  useEffect(() => {
    connection.start();
    return () => connection.stop();
  }, [connection]);

  const live = useMemo(() => ({ connection, progress }), [connection, progress]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** What is being done in each fabric after an event. */
export function withProgress(before: ReadonlyMap<string, Progress>, event: LiveEvent): ReadonlyMap<string, Progress> {
  if (event.event === "progress" && event.fabric) return new Map(before).set(event.fabric, event);
  const over = endedIn(event).filter((fabric) => before.has(fabric));
  if (over.length === 0) return before;
  const after = new Map(before);
  for (const fabric of over) after.delete(fabric);
  return after;
}

/** The fabrics in which something came to its end. */
function endedIn(event: LiveEvent): string[] {
  if (event.event === "ingested") return [event.fabric];
  return event.event === "run" && (event.state === "finalised" || event.state === "failed") ? event.fabrics : [];
}

function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive belongs inside LiveProvider");
  return live;
}

/** How the live connection is. */
export function useConnection(): LiveState {
  const { connection } = useLive();
  return useSyncExternalStore(connection.subscribe, connection.snapshot);
}

/** What is being done in a fabric at the moment; nothing when nothing is. */
export function useProgress(fabric: string): Progress | undefined {
  return useLive().progress.get(fabric);
}
