/** The state of one editing: the session, what is kept of it in the tab, saving it. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keys, type ResourceId } from "~/api/keys";
import { ProblemError } from "~/api/problem";
import { resourceQuery } from "~/api/queries/resource";
import { useSaveDrafts } from "~/api/queries/resources";
import type { ResourceDetail } from "~/api/types";
import { editName, isSameResource } from "~/features/resource/identity";
import { forget, keep, keptOf } from "./kept";
import { arrived, isDirty, keepMine, open, type Session, saved, takeTheirs, typed, type Version } from "./session";
import { changeOf, type TargetChoice } from "./target";

/** How a change has a resource: its draft's text, else Git's. */
export function versionIn(detail: ResourceDetail, change: string | undefined): Version {
  const draft = detail.drafts.find((one) => one.change === change);
  if (!draft) return { text: detail.text ?? "", revision: 0 };
  const { text, base_text, revision, author, updated_at } = draft;
  // one that deletes has no text: what it deletes is where typing starts
  return { text: text ?? base_text ?? detail.text ?? "", revision, author, at: updated_at };
}

export interface Editing {
  session: Session;
  isDirty: boolean;
  /** When the text that was brought back had been kept. */
  keptAt: number | undefined;
  type: (text: string) => void;
  /** With a text, where what is typed last has not arrived here yet. */
  save: (text?: string) => Promise<void>;
  saveMine: () => Promise<void>;
  takeTheirs: () => void;
  editOn: () => void;
  /** Back to what the server has. */
  undo: () => void;
  /** A text that was given up for somebody else's, until it is brought back or left. */
  dropped: string | undefined;
  bringBack: () => void;
  isSaving: boolean;
  error: unknown;
  /** What was saved last, and where. */
  savedIn: string | undefined;
}

/** `asOf`: when the server answered `detail`, in milliseconds since 1970. */
export function useEditing(id: ResourceId, detail: ResourceDetail, asOf: number, choice: TargetChoice): Editing {
  const { target, remember } = choice;
  const queries = useQueryClient();
  const drafts = useSaveDrafts(id.fabric);
  const place = target.isNew ? "" : target.name;
  const server = useMemo(
    () => versionIn(detail, target.isNew ? undefined : target.name),
    [detail, target.isNew, target.name],
  );

  const [kept] = useState(() => keptOf(id, place));
  const [session, setSession] = useState(() => open(server, kept));
  const [keptAt, setKeptAt] = useState(kept && kept.text !== server.text ? kept.at : undefined);
  const [dropped, setDropped] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [savedIn, setSavedIn] = useState<string>();

  // what was answered before the last save is no news
  const savedAt = useRef(0);
  useEffect(() => {
    if (asOf > savedAt.current) setSession((before) => arrived(before, server));
  }, [server, asOf]);

  // what is not saved survives the tab's crash; it moves along when another change is chosen
  const keptIn = useRef(place);
  const hasUnsaved = isDirty(session);
  useEffect(() => {
    if (keptIn.current !== place) forget(id, keptIn.current);
    keptIn.current = place;
    if (!hasUnsaved) return forget(id, place);
    keep(id, place, { start: session.start, text: session.text, at: Date.now() });
  }, [id, place, session, hasUnsaved]);

  const send = useCallback(
    async (mine: Session) => {
      setError(undefined);
      const name = target.name.trim();
      const latest = async () => {
        await queries.invalidateQueries({ queryKey: keys.resource(id), refetchType: "none" });
        const { data } = await queries.fetchQuery({ ...resourceQuery(id), staleTime: 0 });
        return versionIn(data, name || undefined);
      };
      try {
        if (mine.start.revision === 0) {
          // Git moved while somebody typed: both texts are shown before they are merged
          const now = arrived(mine, await latest());
          if (now.theirs) return setSession(now);
        }
        const change = await drafts.mutateAsync({
          ...changeOf(target),
          // with its base, so that a text that was started before Git moved takes nothing back that Git gained
          edits: [
            {
              op: "text",
              resource: editName(detail),
              text: mine.text,
              revision: mine.start.revision,
              base: mine.start.revision === 0 ? mine.start.text : undefined,
            },
          ],
        });
        savedAt.current = Date.now();
        const draft = change.drafts.find((one) => isSameResource(one, detail));
        const version = draft
          ? { revision: draft.revision, author: draft.author, at: draft.updated_at }
          : { revision: 0 };
        setSession((before) => saved({ ...mine, text: before.text }, mine.text, version));
        setKeptAt(undefined);
        setDropped(undefined);
        setSavedIn(change.change);
        remember(change);
      } catch (failure) {
        const isMoved = failure instanceof ProblemError && failure.status === 412;
        const now = isMoved ? await latest().catch(() => undefined) : undefined;
        setSession((before) => (now ? arrived(before, now) : before));
        // where nothing can be compared, the server's words must do
        if (!now || !arrived(mine, now).theirs) setError(failure);
      }
    },
    [target, remember, detail, id, drafts.mutateAsync, queries],
  );

  const isBusy = drafts.isPending;
  return {
    session,
    isDirty: hasUnsaved,
    keptAt,
    type: (text) => {
      setSavedIn(undefined);
      setSession((before) => typed(before, text));
    },
    save: async (text) => {
      if (!isBusy) await send(text === undefined ? session : typed(session, text));
    },
    saveMine: async () => {
      if (isBusy) return;
      const mine = keepMine(session);
      setSession(mine);
      await send(mine);
    },
    takeTheirs: () => {
      setDropped(session.text);
      setSession(takeTheirs);
    },
    editOn: () => setSession(keepMine),
    undo: () => {
      setDropped(session.text);
      setKeptAt(undefined);
      setSession((before) => typed(before, before.start.text));
    },
    dropped,
    bringBack: () => {
      if (dropped !== undefined) setSession((before) => typed(before, dropped));
      setDropped(undefined);
    },
    isSaving: isBusy,
    error,
    savedIn,
  };
}
