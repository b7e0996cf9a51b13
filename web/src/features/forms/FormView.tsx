/** The form of a text, loaded when it is first shown; and what to say while there is none. */
import { lazy, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { FindingView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { Late } from "~/components/late/Late";
import { Notice } from "~/components/Notice";
import { late } from "~/lib/late/late";
import { sentence } from "~/lib/words";
import { ofTouched } from "./findings";
import { lineOf, pathAt } from "./lines";
import type { FormHandle, ResourceFormProps } from "./ResourceForm";
import type { FormEditing } from "./useFormText";

const ResourceForm = lazy(late(() => import("./ResourceForm")));

export interface FormViewProps
  extends Pick<ResourceFormProps, "fabric" | "kind" | "namespace" | "within" | "isNew" | "label" | "schema"> {
  editing: FormEditing;
  /** The schema is still asked for. */
  isPending: boolean;
  findings: readonly FindingView[];
  /** Somebody begins to write it: what is wrong is said of fields that they were at. */
  isBegun?: boolean;
  /** The line of the text whose field gets the focus, from 1; each object once. */
  startAt: { line: number } | undefined;
  /** How to find the line of the field that has the focus now: typing moves it. */
  onLine: (line: () => number | undefined) => void;
  /** Shows the YAML, at a line where one is meant. */
  onShowYaml: (line?: number) => void;
}

export function FormView({
  editing,
  isPending,
  findings,
  isBegun = false,
  startAt,
  onLine,
  onShowYaml,
  ...of
}: FormViewProps) {
  const { form, state } = editing;
  const { problem } = state;
  const handle = useRef<FormHandle>(null);
  const started = useRef<object>(undefined);

  const start = (got: FormHandle | null) => {
    handle.current = got;
    if (!got || !startAt || started.current === startAt) return;
    started.current = startAt;
    const path = pathAt(state.lines, startAt.line);
    if (path !== undefined) got.focus(path);
  };
  // the one that is shown already; one that is loaded later is told when it is there
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new start moves the focus
  useEffect(() => start(handle.current), [startAt]);

  const [touched, setTouched] = useState<ReadonlySet<string>>(NOWHERE);
  const at = useRef<string>(undefined);
  const touch = useMemo(
    () => () => {
      const path = at.current;
      if (path !== undefined) setTouched((before) => (before.has(path) ? before : new Set([...before, path])));
    },
    [],
  );
  const onFocus = useMemo(
    () => (path: string) => {
      if (path !== at.current) touch();
      at.current = path;
      onLine(() => lineOf(form.snapshot().lines, path));
    },
    [form, onLine, touch],
  );
  const onChange = useMemo(
    () => (data: unknown) => {
      touch();
      form.type(data);
    },
    [form, touch],
  );
  const said = useMemo(
    () => (isBegun ? ofTouched(findings, state.data, touched) : findings),
    [isBegun, findings, state.data, touched],
  );

  if (problem?.of === "reading") {
    return <Unread problem={problem.error} onRetry={form.retry} onShowYaml={onShowYaml} />;
  }
  if (!state.isRead || isPending) return <Loading lines={8} />;
  return (
    <>
      {problem && <NotTyped problem={problem.error} onRetry={form.retry} />}
      <Late meanwhile={<Loading lines={8} />}>
        <ResourceForm {...of} ref={start} data={state.data} findings={said} onChange={onChange} onFocus={onFocus} />
      </Late>
    </>
  );
}

const NOWHERE: ReadonlySet<string> = new Set();

type Problem = NonNullable<FormEditing["state"]["problem"]>["error"];

/** The line that a sentence of the server names. Pure. */
export function lineIn(detail: string | undefined): number | undefined {
  const line = /\bline (\d+)/i.exec(detail ?? "")?.[1];
  return line === undefined ? undefined : Number(line);
}

function Unread({
  problem,
  onRetry,
  onShowYaml,
}: { problem: Problem; onRetry: () => void } & Pick<FormViewProps, "onShowYaml">) {
  if (problem.status !== 422) {
    return (
      <ErrorView error={problem} onRetry={onRetry}>
        <p>
          <Button onClick={() => onShowYaml()}>Show as YAML</Button>
        </p>
      </ErrorView>
    );
  }
  const line = lineIn(problem.detail);
  return (
    <Notice
      tone="conflict"
      title="The form cannot show this text."
      action={
        <Button onClick={() => onShowYaml(line)}>{line === undefined ? "Show as YAML" : `Go to line ${line}`}</Button>
      }
    >
      <p>{sentence(problem.detail ?? problem.title)} Correct it in the YAML; the form shows it again then.</p>
    </Notice>
  );
}

function NotTyped({ problem, onRetry }: { problem: Problem; onRetry: () => void }): ReactNode {
  return (
    <ErrorView error={problem} onRetry={onRetry}>
      <p>
        {problem.isUnreached
          ? "What you typed stays in the form, and is not in the text yet."
          : "What you typed last stays in the form, and is not in the text. Take it back, or edit the YAML."}
      </p>
    </ErrorView>
  );
}
