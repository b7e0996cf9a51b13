/** One conflict set: all open conflicts of a resource in a change, field by field, settled together. */
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ProblemError } from "~/api/problem";
import { useChange } from "~/api/queries/changes";
import { useConflictSet, useConflicts } from "~/api/queries/conflicts";
import { useMay } from "~/api/queries/me";
import type { ConflictSet, ConflictView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { ButtonLink } from "~/components/Button";
import { Loaded, Loading } from "~/components/Loaded";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps } from "~/components/lamps/lamps";
import { Notice } from "~/components/Notice";
import { NotThere } from "~/components/NotThere";
import { PageHeader } from "~/components/PageHeader";
import { inOrder, isCrossResource, partiesOf, setKey, titleOf } from "~/features/conflict/set";
import { clusterNames, isWithCluster } from "~/features/conflict/withCluster";
import { useWhyNot } from "~/features/permissions/whyNot";
import { spokenName } from "~/features/resource/identity";
import { count } from "~/lib/words";
import { AllDecided } from "./AllDecided";
import { Assignee } from "./Assignee";
import styles from "./ConflictPage.module.css";
import { Decided } from "./Decided";
import { Duplicate } from "./Duplicate";
import { leftAfter } from "./left";
import { Remarks } from "./Remarks";
import { Resolver } from "./Resolver";
import { Superseded } from "./Superseded";

export function ConflictPage() {
  const { conflict } = useParams({ from: "/frame/conflicts/$conflict" });
  const id = /^\d{1,15}$/.test(conflict) ? Number(conflict) : undefined;
  const set = useConflictSet(id ?? 0, id !== undefined);
  // conflicts go with their draft
  const isGone = set.error instanceof ProblemError && set.error.status === 404;
  if (isGone && set.data) return <Gone set={set.data} />;
  if (id === undefined) return <NoConflict conflict={conflict} />;
  return (
    <Loaded query={set} missing={<NoConflict conflict={conflict} />}>
      {(found) => <Page key={setKey(found.conflict)} set={found} />}
    </Loaded>
  );
}

function NoConflict({ conflict }: { conflict: string }) {
  return (
    <NotThere
      title={`Conflict ${conflict} does not exist`}
      ways={
        <>
          <ButtonLink to="/conflicts" look="primary">
            Show open conflicts
          </ButtonLink>
          <ButtonLink to="/conflicts" search={{ state: "resolved" }}>
            Show decided conflicts
          </ButtonLink>
        </>
      }
    >
      Conflicts go with their drafts: it may have been decided or dropped, or it is of a fabric in which you have no
      role.
    </NotThere>
  );
}

/** After the draft was dropped, here or elsewhere: the way on. */
function Gone({ set }: { set: ConflictSet }) {
  const { conflict } = set;
  const { data } = useConflicts({ fabric: conflict.fabric });
  if (!data) return <Loading />;
  return <Page set={{ ...set, open: [], resolved: [], ...leftAfter(conflict, data) }} />;
}

function Page({ set }: { set: ConflictSet }) {
  const { conflict: asked, resolved } = set;
  const open = inOrder(set.open);
  const parties = partiesOf(asked);
  const why = useWhyNot(set.needs, asked.fabric);
  const maySay = useMay("edit", asked.fabric);
  const title = titleOf(asked);
  const isSuperseded = asked.state === "superseded";
  const successor = typeof asked.successor === "number";
  // whoever decided the last one by keyboard goes on by keyboard
  const [hadOpen] = useState(open.length > 0);
  const [into, setInto] = useState<string>();
  return (
    <>
      <PageHeader
        title={<a href={resourceHref(asked.fabric, asked)}>{title}</a>}
        name={`Conflict in ${title}`}
        help="deciding"
        lamps={<Lamps view={resourceLamps(open.length > 0 ? "conflict" : "in sync")} size={18} isDecoration />}
        sentence={<Sentence asked={asked} open={open} />}
      />
      <div className={styles.page}>
        {why !== undefined && open.length > 0 && parties !== "git" && (
          <Notice tone="aside" title="You may view this conflict, but not decide it.">
            <p>{why}</p>
          </Notice>
        )}
        {isSuperseded && (successor || !hadOpen) && <Superseded conflict={asked} />}
        {open.length > 0 && parties !== "git" && <Assignee conflicts={open} mayAssign={why === undefined} />}
        {open.length === 0 && !(isSuperseded && successor) && <AllDecided set={set} into={into} isFocused={hadOpen} />}
        {parties === "git"
          ? open.map((one) => <Duplicate key={one.id} conflict={one} />)
          : open.length > 0 && (
              <Resolver conflicts={open} earlier={set.earlier} mayResolve={why === undefined} onDrafted={setInto} />
            )}
        {resolved.length > 0 && <Decided conflicts={inOrder(resolved)} mayResolve={why === undefined} />}
        {parties !== "git" && <Remarks set={set} maySay={maySay} />}
      </div>
    </>
  );
}

function Sentence({ asked, open }: { asked: ConflictView; open: ConflictView[] }) {
  const where = (
    <>
      {" "}
      in{" "}
      <Link to="/fabrics/$fabric" params={{ fabric: asked.fabric }}>
        {asked.fabric}
      </Link>
    </>
  );
  if (open.length === 0) return <>Nothing is left to decide{where}.</>;
  if (open.some(isCrossResource)) {
    return (
      <>
        <Together asked={asked} open={open} />
        {where}.
      </>
    );
  }
  const fields = open.length === 1 && open[0]?.path === "" ? "The whole resource" : count(open.length, "field");
  const differ = open.length === 1 ? "differs" : "differ";
  const clusters = clusterNames(open);
  switch (partiesOf(asked)) {
    case "cluster":
      return (
        <>
          {fields} {differ} between Git and {clusters}
          {where}.
        </>
      );
    case "git":
      return <>It is defined in several documents in Git{where}.</>;
    case "raw":
      return (
        <>
          {fields} {differ} between raw/ and managed/{where}.
        </>
      );
    case "draft":
      return (
        <>
          {fields} {differ} between <ChangeLink asked={asked} />
          {othersOf(open)}
          {where}.
        </>
      );
  }
}

/** With what the change of some conflicts disagrees: Git, the cluster, or both. */
function othersOf(open: readonly ConflictView[]): string {
  const clusters = clusterNames(open);
  if (clusters === "") return " and Git";
  return open.every(isWithCluster) ? ` and ${clusters}` : `, Git and ${clusters}`;
}

/** What breaks a rule together, and how many fields differ beside that. */
function Together({ asked, open }: { asked: ConflictView; open: ConflictView[] }) {
  const others = [...new Set(open.filter(isCrossResource).map(({ together }) => spokenName(together.other)))];
  const fields = open.length - open.filter(isCrossResource).length;
  const clusters = clusterNames(open);
  return (
    <>
      <ChangeLink asked={asked} isFirst /> and {others.length === 1 ? others[0] : count(others.length, "resource")} in
      Git break a rule together
      {fields > 0 &&
        `, and ${count(fields, "field")} ${fields === 1 ? "differs" : "differ"} from Git${clusters && ` or ${clusters}`}`}
    </>
  );
}

function ChangeLink({ asked, isFirst = false }: { asked: ConflictView; isFirst?: boolean }) {
  const change = asked.change ?? "";
  const known = useChange(change);
  return (
    <>
      {isFirst ? "Change" : "change"}{" "}
      <Link to="/changes/$change" params={{ change: asked.change_id ?? change }}>
        <em>{change}</em>
      </Link>
      {known.data && <> by {known.data.author.name}</>}
    </>
  );
}
