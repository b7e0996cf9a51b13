/** The conflict sets of one fabric: a line per resource. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ConflictView } from "~/api/types";
import { Button } from "~/components/Button";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps } from "~/components/lamps/lamps";
import { Time } from "~/components/Time";
import { type ConflictSet, disagreement, isCrossResource, partiesOf, placeOf, titleOf } from "~/features/conflict/set";
import { spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import styles from "./ConflictsPage.module.css";

/** More than anybody reads; the filter finds the others. */
const MANY = 200;

export function FabricSets({ fabric, sets }: { fabric: string; sets: ConflictSet[] }) {
  const [isAll, setAll] = useState(false);
  const conflicts = sets.reduce((sum, set) => sum + set.conflicts.length, 0);
  const id = `conflicts-of-${fabric}`;
  return (
    <section className={styles.fabric} aria-labelledby={id}>
      <h2 id={id}>
        <Link to="/fabrics/$fabric" params={{ fabric }}>
          {fabric}
        </Link>{" "}
        <span className="muted small">
          {count(conflicts, "conflict")} in {count(sets.length, "resource")}
        </span>
      </h2>
      <ul className="panel">
        {(isAll ? sets : sets.slice(0, MANY)).map((set) => (
          <SetLine key={set.key} set={set} />
        ))}
      </ul>
      {!isAll && sets.length > MANY && <Button onClick={() => setAll(true)}>Show all conflicts {sets.length}</Button>}
    </section>
  );
}

function SetLine({ set: { first, conflicts } }: { set: ConflictSet }) {
  const state = first.state !== "open" ? "in sync" : partiesOf(first) === "git" ? "duplicate" : "conflict";
  return (
    <li className={styles.set}>
      <Lamps view={resourceLamps(state)} isDecoration />
      <Link to="/conflicts/$conflict" params={{ conflict: String(first.id) }} className={styles.title}>
        {titleOf(first)}
      </Link>
      <span className={styles.what}>
        <Who first={first} />
      </span>
      <span className={styles.fields}>{fields(conflicts)}</span>
      <span className={styles.when}>
        <Time at={Math.min(...conflicts.map((one) => one.opened_at))} />
      </span>
    </li>
  );
}

/** Who disagrees with Git, or that Git does with itself. */
function Who({ first }: { first: ConflictView }) {
  const change = first.change ?? "";
  switch (partiesOf(first)) {
    case "draft":
      return (
        <>
          change{" "}
          <Link to="/changes/$change" params={{ change }} className={styles.above}>
            {change}
          </Link>
        </>
      );
    case "raw":
      return "raw/ and managed/";
    case "git":
      return "twice in Git";
  }
}

function fields(conflicts: ConflictView[]) {
  const [only, ...others] = conflicts;
  if (only && others.length === 0 && (only.path === "" || isCrossResource(only))) {
    return (
      <>
        {only.path !== "" && <code>{placeOf(only)}</code>}
        <span>{disagreement(only)}</span>
      </>
    );
  }
  const places = [...new Map(conflicts.map((one) => [placeWords(one), one])).entries()];
  const shown = places.slice(0, 3);
  return (
    <>
      {shown.map(([words, one]) => (
        <span key={words}>
          {one.path === "" ? placeOf(one) : <code>{placeOf(one)}</code>}
          {isCrossResource(one) && <> with {spokenName(one.together.other)}</>}
        </span>
      ))}
      {places.length > shown.length && <span className="muted">and {places.length - shown.length} more</span>}
    </>
  );
}

/** One text for what is shown of a conflict: two rules may be broken at one place, with one other resource. */
function placeWords(one: ConflictView): string {
  return `${placeOf(one)} ${isCrossResource(one) ? spokenName(one.together.other) : ""}`;
}
