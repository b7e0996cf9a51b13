/**
 * Git takes what the cluster has: the diff that publishing would push, what is not taken and why, and the change it goes into. What was
 * looked at is what is saved: where the cluster moved since, nothing is, and it is shown anew.
 */
import { useCallback, useEffect, useState } from "react";
import { asProblem } from "~/api/problem";
import { type Taking, usePreviewTake, useTake } from "~/api/queries/drift";
import type { TakeView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { DiffView } from "~/components/diff/DiffView";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { ReasonDetails } from "~/features/change/ReasonDetails";
import { useFileTexts } from "~/features/commit/wholeTexts";
import { SaveForm } from "~/features/drafting/DraftForm";
import { FindingText } from "~/features/finding/FindingText";
import { spokenName } from "~/features/resource/identity";
import { count, number } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import { sameFabric, whyNot } from "./actions";
import styles from "./Drift.module.css";
import type { DriftRow } from "./rows";
import { breaking, noDiffWords, problemsTitle, taking } from "./taking";

interface Props {
  what: Taking;
  rows: readonly DriftRow[];
  /** One field of the one resource, taken even where Git changed it too. */
  path?: string;
  onDone: () => void;
  onClose: () => void;
}

export function Take({ what, rows, path, onDone, onClose }: Props) {
  const fabric = sameFabric(rows) ?? "";
  // a field that is named is taken although Git moved on
  const fitting = path === undefined ? rows.filter(({ drift }) => whyNot(what, drift) === undefined) : rows;
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const resources = fitting.map(({ resource }) => resource).filter((resource) => !leftOut.has(resource));
  const preview = usePreviewTake(fabric, what);
  const take = useTake(fabric, what);
  const { mutate } = preview;
  const asked = JSON.stringify(resources);
  const look = useCallback(
    () => mutate({ resources: JSON.parse(asked) as string[], ...(path === undefined ? {} : { path }) }),
    [mutate, asked, path],
  );
  useEffect(look, [look]);
  const { verb, description, done } = taking(what, path);
  const view = preview.data;
  const title = `${verb} ${path === undefined ? count(fitting.length, "resource") : shownPath(path)}${fitting.length === 1 && fitting[0] && path === undefined ? `: ${spokenName(fitting[0].drift)}` : ""}`;
  const isMoved = take.error !== null && asProblem(take.error).status === 412;
  const again = () => {
    take.reset();
    look();
  };

  return (
    <Dialog isOpen onClose={onClose} title={title} description={description} isWide>
      {preview.error && <ErrorView error={preview.error} onRetry={look} />}
      {preview.isPending && <Loading lines={6} />}
      {view && (
        <>
          <Shown
            view={view}
            fabric={fabric}
            leaving={{
              of: breaking(resources, view.problems ?? []),
              onLeave: (those) => setLeftOut(new Set([...leftOut, ...those])),
            }}
          />
          {leftOut.size > 0 && (
            <p className="soft small">
              {count(leftOut.size, "resource")} that would break a rule {leftOut.size === 1 ? "is" : "are"} left out.
            </p>
          )}
          <NotFitting what={what} rows={path === undefined ? rows : []} />
        </>
      )}
      {view && view.count > 0 ? (
        <SaveForm
          fabric={fabric}
          save={{
            run: async (change) => {
              const body = { ...change, resources, seen: view.seen, ...(path === undefined ? {} : { path }) };
              const { saved } = await take.mutateAsync(body);
              if (!saved) throw new Error("nothing was saved: what drifted is no longer there");
              return saved;
            },
            isPending: take.isPending,
            error: take.error,
          }}
          action={`Save ${count(view.count, "draft")}`}
          done={done(view.count)}
          onClose={onClose}
          onDone={onDone}
        >
          {isMoved && (
            <Notice
              tone="news"
              title="The cluster moved on since the diff was made."
              action={<Button onClick={again}>Show the diff anew</Button>}
            />
          )}
        </SaveForm>
      ) : (
        <DialogActions>
          <Button onClick={onClose}>Close</Button>
        </DialogActions>
      )}
    </Dialog>
  );
}

interface ShownProps {
  view: TakeView;
  fabric: string;
  /** Those without which no rule would be broken, as far as that is known. */
  leaving: { of: readonly string[]; onLeave: (those: readonly string[]) => void };
}

function Shown({ view, fabric, leaving }: ShownProps) {
  const wholeOf = useFileTexts(fabric, undefined);
  const { shown, problems = [], left = [], left_count, waits, diff } = view;
  return (
    <>
      {view.count === 0 && <p>There is nothing to take.</p>}
      {shown < view.count && (
        <p className="soft">
          The diff is of the first {number(shown)} of {count(view.count, "resource")}; all are drafted.
        </p>
      )}
      {waits && (
        <Notice tone="drift" title="Publishing it would wait.">
          <ReasonDetails reason={waits} fabric={fabric} />
        </Notice>
      )}
      {problems.length > 0 && (
        <Notice
          tone="conflict"
          title={problemsTitle(problems)}
          action={
            leaving.of.length > 0 && (
              <Button onClick={() => leaving.onLeave(leaving.of)}>
                Leave out {count(leaving.of.length, "resource")}
              </Button>
            )
          }
        >
          <ul>
            {problems.map((finding) => (
              <li key={`${finding.rule} ${finding.resource} ${finding.field} ${finding.message}`}>
                <FindingText finding={finding} fabric={fabric} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {left_count > 0 && (
        <Notice tone="aside" title={`${number(left_count)} ${left_count === 1 ? "is" : "are"} not taken.`}>
          <Named names={left.map((one) => ({ id: `${one.resource} ${one.path}`, name: one.resource, ...one }))} />
        </Notice>
      )}
      {view.count > 0 && <DiffView diff={diff ?? ""} empty={noDiffWords(view)} wholeOf={wholeOf} />}
    </>
  );
}

function NotFitting({ what, rows }: { what: Taking; rows: readonly DriftRow[] }) {
  const names = rows.flatMap(({ id, drift }) => {
    const why = whyNot(what, drift);
    return why === undefined ? [] : [{ id, name: spokenName(drift), path: "", why }];
  });
  if (names.length === 0) return null;
  return (
    <Notice
      tone="aside"
      title={`${count(names.length, "selected resource")} left as ${names.length === 1 ? "it is" : "they are"}.`}
    >
      <Named names={names} />
    </Notice>
  );
}

interface Left {
  id: string;
  name: string;
  path: string;
  why: string;
}

const MANY = 20;

function Named({ names }: { names: readonly Left[] }) {
  return (
    <ul className={styles.left}>
      {names.slice(0, MANY).map(({ id, name, path, why }) => (
        <li key={id}>
          <span className="mono">{[name, shownPath(path)].filter(Boolean).join(" ")}</span>: <Marked text={why} />
        </li>
      ))}
      {names.length > MANY && <li className="muted">and {names.length - MANY} more</li>}
    </ul>
  );
}
