/** The columns of the list of conflicts: a row per resource of a change. */
import { Link } from "@tanstack/react-router";
import type { ConflictView } from "~/api/types";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps } from "~/components/lamps/lamps";
import { Time } from "~/components/Time";
import type { Column } from "~/components/table/column";
import {
  type ConflictSet,
  decisionOf,
  disagreement,
  isCrossResource,
  partiesOf,
  placeOf,
  policyWords,
  titleOf,
} from "~/features/conflict/set";
import { clusterNames, isWithCluster } from "~/features/conflict/withCluster";
import { spokenName } from "~/features/resource/identity";
import { csvTime } from "~/lib/csv";
import { nameIn } from "~/lib/person";
import { list, number } from "~/lib/words";
import styles from "./ConflictsPage.module.css";
import { assigneesOf, fabricOrder } from "./groups";

export const SET_COLUMNS: Column<ConflictSet>[] = [
  {
    id: "resource",
    header: "Resource",
    width: "5fr",
    value: ({ first }) => titleOf(first),
    cell: (set) => (
      <>
        <Lamps view={resourceLamps(stateOf(set.first))} isDecoration /> {titleOf(set.first)}
      </>
    ),
  },
  {
    id: "fabric",
    header: "Fabric",
    width: 112,
    isWide: true,
    value: ({ first }) => fabricOrder(first.fabric),
    text: ({ first }) => first.fabric,
    cell: ({ first }) => (
      <Link to="/fabrics/$fabric" params={{ fabric: first.fabric }}>
        {first.fabric}
      </Link>
    ),
  },
  {
    id: "change",
    header: "Change",
    width: "3fr",
    isWide: true,
    value: ({ first }) => first.change ?? "",
    cell: (set) => <Who set={set} />,
  },
  {
    id: "fields",
    header: "What disagrees",
    width: "6fr",
    value: ({ conflicts }) => conflicts.length,
    text: ({ conflicts }) => [...new Set(conflicts.map(placeWords))].join(", "),
    cell: ({ conflicts }) => <Fields conflicts={conflicts} />,
  },
  {
    id: "assignee",
    header: "Assigned to",
    width: 128,
    isWide: true,
    value: (set) => assigneesOf(set).join(),
    cell: (set) => list(assigneesOf(set)) || <span className="muted">–</span>,
  },
  {
    id: "decided",
    header: "Decided",
    width: "3fr",
    isWide: true,
    isHidden: true,
    text: decidedOf,
    cell: decidedOf,
  },
  {
    id: "opened",
    header: "Opened",
    width: 156,
    isWide: true,
    value: ({ conflicts }) => Math.min(...conflicts.map((one) => one.opened_at)),
    text: ({ conflicts }) => csvTime(Math.min(...conflicts.map((one) => one.opened_at))),
    cell: ({ conflicts }) => <Time at={Math.min(...conflicts.map((one) => one.opened_at))} />,
  },
];

function stateOf(first: ConflictView) {
  if (first.state !== "open") return "in sync";
  return partiesOf(first) === "git" ? "duplicate" : "conflict";
}

function decidedOf({ conflicts }: ConflictSet): string {
  return [...new Set(conflicts.map(decidedWords))].filter(Boolean).join("; ");
}

function decidedWords(one: ConflictView): string {
  const decision = decisionOf(one);
  if (!decision) return "";
  const by = one.policy ? policyWords(one.policy) : one.decided_by ? nameIn(one.decided_by) : "";
  return by ? `${decision.label}, by ${by}` : decision.label;
}

/** Who disagrees: a change with Git or the cluster, the folders, Git with the cluster, or Git with itself. */
function Who({ set: { first, conflicts } }: { set: ConflictSet }) {
  const change = first.change ?? "";
  switch (partiesOf(first)) {
    case "draft":
      return (
        <>
          <Link to="/changes/$change" params={{ change: first.change_id ?? change }}>
            {change}
          </Link>
          {conflicts.some(isWithCluster) && (
            <span className="soft" title={`with ${clusterNames(conflicts)}`}>
              {" "}
              with {clusterNames(conflicts)}
            </span>
          )}
        </>
      );
    case "cluster":
      return (
        <span className="soft" title={`Git and ${clusterNames(conflicts)}`}>
          Git and {clusterNames(conflicts)}
        </span>
      );
    case "raw":
      return <span className="soft">raw/ and managed/</span>;
    case "git":
      return <span className="soft">twice in Git</span>;
  }
}

function Fields({ conflicts }: { conflicts: ConflictView[] }) {
  const [only, ...others] = conflicts;
  if (only && others.length === 0 && (only.path === "" || isCrossResource(only))) {
    return (
      <>
        {only.path !== "" && <code>{placeOf(only)}</code>} <span>{disagreement(only)}</span>
      </>
    );
  }
  const places = [...new Map(conflicts.map((one) => [placeWords(one), one])).entries()];
  const shown = places.slice(0, 3);
  return (
    <span title={places.map(([words]) => words).join("\n")}>
      {shown.map(([words, one]) => (
        <span key={words} className={styles.place}>
          {one.path === "" ? placeOf(one) : <code>{placeOf(one)}</code>}
          {isCrossResource(one) && <> with {spokenName(one.together.other)}</>}
        </span>
      ))}
      {places.length > shown.length && <span className="muted">and {number(places.length - shown.length)} more</span>}
    </span>
  );
}

/** One text for what is shown of a conflict: two rules may be broken at one place, with one other resource. */
function placeWords(one: ConflictView): string {
  return isCrossResource(one) ? `${placeOf(one)} with ${spokenName(one.together.other)}` : placeOf(one);
}
