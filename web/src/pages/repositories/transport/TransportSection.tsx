/** Certificates and proxy within a form about something else: folded until they are needed. */
import { useEffect, useRef, useState } from "react";
import { ProblemError } from "~/api/problem";
import styles from "./Transport.module.css";
import { TransportFields } from "./TransportFields";
import type { Transport } from "./useTransport";
import { isOfTransport } from "./words";

interface Props {
  transport: Transport;
  isTried: boolean;
  /** Why the form was refused: unfolds what corrects it. */
  error: Error | null;
}

export function TransportSection({ transport, isTried, error }: Props) {
  const { draft, before, parts, problems, isComplete, isOffered, setDraft } = transport;
  const isWanted =
    (isTried && !isComplete) || (error instanceof ProblemError && isOfTransport(error.problem.code ?? undefined));
  const [isOpen, setOpen] = useState(Boolean(before));
  const section = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isWanted) setOpen(true);
  }, [isWanted]);
  // what was refused is still seen when the fields unfold above it
  useEffect(() => {
    const refusal = isOpen && isWanted && section.current?.parentElement?.querySelector("[role=alert]");
    if (refusal) refusal.scrollIntoView?.({ block: "nearest" });
  }, [isOpen, isWanted]);

  if (!isOffered) return null;
  return (
    <details
      ref={section}
      className={styles.section}
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>Certificates and proxy</summary>
      <TransportFields
        draft={draft}
        before={before}
        parts={parts}
        problems={isTried ? problems : {}}
        onChange={setDraft}
      />
    </details>
  );
}
