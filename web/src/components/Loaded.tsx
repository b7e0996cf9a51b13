/** What a query brought; the failure where it brought none; what it brought before, with a word on the failure. */
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ProblemError } from "~/api/problem";
import { ErrorView } from "./ErrorView";
import styles from "./Loaded.module.css";

interface Props<Data> {
  query: Pick<UseQueryResult<Data>, "data" | "error" | "isPending"> & { refetch: () => unknown };
  children: (data: Data) => ReactNode;
  /** What stands there where the server has no such thing. */
  missing?: ReactNode;
  /** How many lines of grey stand for it while it loads. */
  lines?: number;
}

export function Loaded<Data>({ query, children, missing, lines = 6 }: Props<Data>) {
  const { data, error, refetch } = query;
  const retry = () => void refetch();
  if (data === undefined) {
    const { status } = error instanceof ProblemError ? error : {};
    if (status === 404 && missing) return missing;
    // it is asked for again as soon as somebody is logged in
    return error && status !== 401 ? <ErrorView error={error} onRetry={retry} /> : <Loading lines={lines} />;
  }
  return (
    <>
      {error && <ErrorView error={error} onRetry={retry} />}
      {children(data)}
    </>
  );
}

/** Grey lines; none for what loads at once. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label="Loading" className={styles.loading}>
      {isShown && Array.from({ length: lines }, (_, line) => <div key={line.toString()} className={styles.line} />)}
    </div>
  );
}
