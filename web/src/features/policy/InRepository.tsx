/** The policy that a fabric has in its repository, beside the one that decides: what waits is tried, accepted or dismissed. */
import { useState } from "react";
import { type TaggedPolicy, useAcceptPolicy, useDismissPolicy } from "~/api/queries/policies";
import type { PolicyFileView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Marked } from "~/components/Marked";
import { Notice } from "~/components/Notice";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { FileAtHost } from "~/features/commit/FileAtHost";
import { AcceptDialog } from "./AcceptDialog";
import { Difference } from "./Difference";
import { fileWords, mayBeAccepted, problemWords } from "./inRepository";
import styles from "./Policy.module.css";
import { Settled } from "./Settled";

interface Props {
  fabric: string;
  tagged: TaggedPolicy;
  mayWrite: boolean;
}

/** What somebody looks at: it stays what it is while the page goes on. */
interface Looked {
  file: PolicyFileView;
  etag: string | undefined;
}

export function InRepository({ fabric, tagged, mayWrite }: Props) {
  const [looked, setLooked] = useState<Looked>();
  const accept = useAcceptPolicy(fabric);
  const dismiss = useDismissPolicy(fabric);
  const { view, etag } = tagged;
  const { file } = view;
  const settled = accept.data?.view.settled;
  const look = (at: PolicyFileView) => {
    accept.reset();
    dismiss.reset();
    setLooked({ file: at, etag });
  };
  return (
    <section aria-label="Policy in the repository" className={styles.column}>
      {file ? (
        <State
          fabric={fabric}
          file={file}
          mayWrite={mayWrite}
          isBusy={dismiss.isPending}
          onLook={() => look(file)}
          onDismiss={() => {
            accept.reset();
            dismiss.mutate({ id: file.id });
          }}
        />
      ) : (
        mayWrite && (
          <p className="soft small">
            This policy can also be kept in the repository: <code>hedgerow policy show {fabric} --toml</code> prints it
            for <code>.hedgerow/{fabric}.toml</code>. What is pushed there waits here until it is accepted.
          </p>
        )
      )}
      {dismiss.error && <ErrorView error={dismiss.error} />}
      {settled && view.file?.state !== "waiting" && <Settled fabric={fabric} settled={settled} />}
      {looked && (
        <AcceptDialog
          fabric={fabric}
          file={looked.file}
          isMoved={file?.id !== looked.file.id || etag !== looked.etag}
          mayWrite={mayWrite}
          error={accept.error}
          isBusy={accept.isPending}
          onAccept={() =>
            accept.mutate({ id: looked.file.id, etag: looked.etag }, { onSuccess: () => setLooked(undefined) })
          }
          onLookAgain={() => (file && mayBeAccepted(file) ? look(file) : setLooked(undefined))}
          onClose={() => setLooked(undefined)}
        />
      )}
    </section>
  );
}

interface StateProps {
  fabric: string;
  file: PolicyFileView;
  mayWrite: boolean;
  isBusy: boolean;
  onLook: () => void;
  onDismiss: () => void;
}

function State({ fabric, file, mayWrite, isBusy, onLook, onDismiss }: StateProps) {
  const { tone, title, means } = fileWords(file);
  if (file.state === "agrees") {
    return (
      <p className="soft small">
        <Marked text={title} /> <Brought fabric={fabric} file={file} />
      </p>
    );
  }
  const isWaiting = file.state === "waiting";
  const problems = file.problems ?? [];
  return (
    <>
      <Notice
        tone={tone}
        title={<Marked text={title} />}
        action={
          mayBeAccepted(file) && (
            <span className="line">
              <Button onClick={onLook}>{mayWrite ? "Try and accept" : "Try"}</Button>
              {mayWrite && isWaiting && (
                <Button isBusy={isBusy} onClick={onDismiss}>
                  Dismiss
                </Button>
              )}
            </span>
          )
        }
      >
        <p>
          {means} <Brought fabric={fabric} file={file} />
          {file.dismissed && (
            <>
              {" "}
              Dismissed by {file.dismissed.by}, <Time at={file.dismissed.at} />.
            </>
          )}
        </p>
      </Notice>
      {problems.length > 0 && (
        <ul className={`panel ${styles.problems}`} aria-label="What is wrong with the file">
          {problems.map((problem) => (
            <li key={problemWords(problem)}>
              <Marked text={problemWords(problem)} />{" "}
              {problem.line && (
                <FileAtHost fabric={fabric} commit={file.brought.commit} path={file.path} line={problem.line}>
                  {`${file.path}:${problem.line}`}
                </FileAtHost>
              )}
            </li>
          ))}
        </ul>
      )}
      <Difference difference={file.difference ?? {}} />
    </>
  );
}

/** Who brought what is there, and when. */
export function Brought({ fabric, file: { brought, gone, path } }: { fabric: string; file: PolicyFileView }) {
  const { commit, by, at } = brought;
  return (
    <>
      {by ? `${gone ? "Removed" : "Brought"} by ${by} in commit ` : "Seen in commit "}
      <CommitName commit={commit} fabric={fabric} />
      {at !== undefined && at !== null && (
        <>
          , <Time at={at} />
        </>
      )}
      .
      {!gone && (
        <>
          {" "}
          The file:{" "}
          <FileAtHost fabric={fabric} commit={commit} path={path}>
            {path}
          </FileAtHost>
          .
        </>
      )}
    </>
  );
}
