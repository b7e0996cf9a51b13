/** Brings a fabric's cluster to what Git wants now: the cluster is asked first, and what it would do is shown before it is done. */
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { useApply } from "~/api/queries/drift";
import type { AppliedView, ApplyView, FabricView } from "~/api/types";
import { Button } from "~/components/Button";
import { Dialog, DialogActions, SubmitActions } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { CheckField } from "~/components/fields";
import { Loading } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import pairs from "~/components/pairs.module.css";
import { count, number } from "~/lib/words";
import { awaitsWords } from "./actRequests";
import {
  appliedSentence,
  type Beyond,
  detailWords,
  hasHeldDeletions,
  hasOfOthers,
  inReadingOrder,
  namedFor,
  outcomeWords,
} from "./acts";
import styles from "./Drift.module.css";

/** More than anybody reads in a dialog. */
const MANY = 200;

interface Props {
  fabric: FabricView;
  onClose: () => void;
}

export function ApplyNow({ fabric: { fabric, cluster }, onClose }: Props) {
  const { mutateAsync } = useApply(fabric);
  const [beyond, setBeyond] = useState<Beyond>({ take_over: false, confirm_deletions: false });
  // what may be asked for beyond is known from the answer that did without
  const [offered, setOffered] = useState<Beyond>({ take_over: false, confirm_deletions: false });
  const [preview, setPreview] = useState<ApplyView>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<ApplyView>();

  const ask = useCallback(
    (dry_run: boolean, resources: string[]) => mutateAsync({ dry_run, resources, ...beyond }),
    [mutateAsync, beyond],
  );

  useEffect(() => {
    let isOver = false;
    setPreview(undefined);
    setError(undefined);
    ask(true, []).then(
      (view) => {
        if (isOver) return;
        setPreview(view);
        setOffered((before) => ({
          take_over: before.take_over || hasOfOthers(view.results),
          confirm_deletions: before.confirm_deletions || hasHeldDeletions(view.results),
        }));
      },
      (problem) => !isOver && setError(problem),
    );
    return () => {
      isOver = true;
    };
  }, [ask]);

  const title = `Apply ${fabric} to ${cluster?.cluster ?? "its cluster"}?`;
  const close = () => {
    if (!isBusy) onClose();
  };
  if (done || (preview && preview.results.length === 0)) {
    return (
      <Dialog isOpen onClose={close} title={title} isWide>
        <p role="status">{appliedSentence(done ?? { results: [], more: 0 }, true)}</p>
        {done?.awaits && (
          <p>
            {count(done.awaits.acts.length, "resource")} {awaitsWords(done.awaits)}: this fabric asks for four eyes.
          </p>
        )}
        {done && <Results view={done} label="What became of each" isDone />}
        <DialogActions>
          <Button look="primary" onClick={close}>
            Close
          </Button>
        </DialogActions>
      </Dialog>
    );
  }

  const would = preview?.results.filter(({ outcome }) => outcome === "done") ?? [];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!preview || would.length === 0 || isBusy) return;
    setBusy(true);
    setError(undefined);
    try {
      setDone(await ask(false, namedFor(preview, beyond)));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={close}
      title={title}
      description="The cluster was asked whether it would accept this; nothing is written yet. What is refused here may only need others of the list first: it is tried again after them."
      isWide
    >
      <form onSubmit={submit} className="stack">
        {preview ? (
          <>
            <p role="status">{appliedSentence(preview, false)}</p>
            <Results view={preview} label="What would become of each" />
          </>
        ) : (
          error === undefined && <Loading lines={3} />
        )}
        {offered.take_over && (
          <CheckField
            label="Take over fields of others"
            hint="Another tool that applies a field writes its own value again the next time. Take a field over only where that has ended."
            isChecked={beyond.take_over}
            disabled={isBusy}
            onChange={(take_over) => setBeyond({ ...beyond, take_over })}
          />
        )}
        {offered.confirm_deletions && (
          <CheckField
            label="Delete many at once"
            hint="Git no longer has them. What is deleted in the cluster goes from the switches too."
            isChecked={beyond.confirm_deletions}
            disabled={isBusy}
            onChange={(confirm_deletions) => setBeyond({ ...beyond, confirm_deletions })}
          />
        )}
        {error !== undefined && <ErrorView error={error} />}
        <SubmitActions
          onCancel={close}
          isBusy={isBusy}
          isDangerous={would.some(({ act }) => act === "delete")}
          disabled={would.length === 0}
        >
          Apply
        </SubmitActions>
      </form>
    </Dialog>
  );
}

interface ResultsProps {
  view: ApplyView;
  label: string;
  isDone?: boolean;
}

function Results({ view, label, isDone = false }: ResultsProps) {
  const shown = inReadingOrder(view.results).slice(0, MANY);
  const hidden = view.results.length - shown.length + view.more;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ul className={`panel ${styles.results}`} aria-label={label} tabIndex={0}>
      {shown.map((one) => (
        <li key={one.resource} className={pairs.item}>
          <span className="mono">{one.resource}</span>
          <Result one={one} isDone={isDone} />
        </li>
      ))}
      {hidden > 0 && <li className={`muted ${pairs.item}`}>and {number(hidden)} more</li>}
    </ul>
  );
}

function Result({ one, isDone }: { one: AppliedView; isDone: boolean }) {
  const detail = detailWords(one);
  return (
    <div>
      <span className={one.outcome === "refused" ? styles.refused : undefined}>
        {isDone && one.outcome === "done" && "✓ "}
        {outcomeWords(one, isDone)}
      </span>
      {detail && (
        <div className="soft small">
          <Marked text={detail} />
        </div>
      )}
    </div>
  );
}
