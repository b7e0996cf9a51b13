/** Where a finding is: its file and line, which lead to the resource's text there, else to the text of the file. */
import { lazy, useState } from "react";
import type { EditorFinding } from "~/components/editor/findings";
import { Late } from "~/components/late/Late";
import { late } from "~/lib/late/late";
import styles from "./FindingPlace.module.css";
import { ResourceName } from "./FindingText";
import { placeWords } from "./words";

const FileText = lazy(late(() => import("./FileText")));

interface Props {
  fabric: string;
  path: string | null | undefined;
  line: number | null | undefined;
  /** The resource whose document is there; one of those in the file, where the file does not parse. */
  resource: string | null | undefined;
  /** What is said of the place. */
  finding?: EditorFinding | undefined;
}

export function FindingPlace({ fabric, path, line, resource, finding }: Props) {
  const [isShown, setShown] = useState(false);
  const words = placeWords(path, line);
  if (!words) return null;
  if (resource) {
    return (
      <ResourceName fabric={fabric} name={resource} fileLine={line}>
        {words}
      </ResourceName>
    );
  }
  // what is not YAML is never read
  if (!path || !/\.ya?ml$/i.test(path)) return <span className="mono">{words}</span>;
  return (
    <>
      <button type="button" className={`mono ${styles.place}`} onClick={() => setShown(true)}>
        {words}
      </button>
      {isShown && (
        <Late meanwhile={null}>
          <FileText fabric={fabric} path={path} line={line ?? 0} finding={finding} onClose={() => setShown(false)} />
        </Late>
      )}
    </>
  );
}
