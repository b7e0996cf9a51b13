/** The findings of one rule: all of a few; of many those in sight, with a field that finds among them. */
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import type { FindingView } from "~/api/types";
import { TextField } from "~/components/fields";
import { FEW } from "~/components/list/inSight";
import { LongList } from "~/components/list/LongList";
import { count, number } from "~/lib/words";
import styles from "./FindingList.module.css";
import { findingId, lineHref } from "./place";
import { findAmong } from "./search";

interface Props {
  fabric: string;
  /** What is listed: `Findings of schema-type`. */
  label: string;
  findings: readonly FindingView[];
  children: (finding: FindingView) => ReactNode;
}

/** About how high a finding is, in pixels: a line of words, a line of places. */
const HEIGHT = 56;

export function FindingList({ fabric, label, findings, children }: Props) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text);
  const found = useMemo(() => findAmong(findings, wanted), [findings, wanted]);
  const many = findings.length;
  return (
    <>
      {many > FEW && (
        <div className={styles.find}>
          <TextField label="Find among them" type="search" value={text} onChange={setText} />
          <span className="small soft" role="status">
            {wanted.trim() ? `${number(found.length)} of ${count(many, "finding")}` : count(many, "finding")}
          </span>
        </div>
      )}
      <LongList
        label={label}
        items={found}
        idOf={findingId}
        height={HEIGHT}
        hrefOf={(finding) => (finding.resource ? lineHref(fabric, finding.resource, finding.line) : undefined)}
        className={styles.finding}
      >
        {children}
      </LongList>
    </>
  );
}
