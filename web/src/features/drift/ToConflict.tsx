/** The way to the open conflict about what both Git and the cluster changed: there it is decided which of the two holds. */
import { useConflicts } from "~/api/queries/conflicts";
import type { DriftView } from "~/api/types";
import { AddressLink } from "~/components/AddressLink";
import { shownPath } from "~/lib/yaml/shownPath";
import { contestedAt } from "./contested";
import styles from "./Drift.module.css";

interface Props {
  fabric: string;
  drift: DriftView;
  /** The field; empty for the whole resource. */
  path: string;
}

export function ToConflict({ fabric, drift, path }: Props) {
  const { kind, name } = drift;
  const { data } = useConflicts({ fabric, kind, name, state: "open" });
  const found = data && contestedAt(data, drift, path);
  if (!found) return null;
  return (
    <AddressLink href={`/conflicts/${found.id}`} className={styles.conflict}>
      Decide conflict <span className="visually-hidden">about {shownPath(path) || "the whole resource"}</span>
    </AddressLink>
  );
}
