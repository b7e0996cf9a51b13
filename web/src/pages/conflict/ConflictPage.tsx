/** One conflict set: all open conflicts of a resource in a change, field by field, settled together. */
import { Link, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useChange } from "~/api/queries/changes";
import { useConflict, useConflicts } from "~/api/queries/conflicts";
import { useMay } from "~/api/queries/me";
import type { ConflictView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { Loaded } from "~/components/Loaded";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps } from "~/components/lamps/lamps";
import { Notice } from "~/components/Notice";
import { PageHeader } from "~/components/PageHeader";
import { partiesOf, setKey, setsOf, titleOf } from "~/features/conflict/set";
import { count } from "~/lib/words";
import { AllDecided } from "./AllDecided";
import styles from "./ConflictPage.module.css";
import { Decided } from "./Decided";
import { Duplicate } from "./Duplicate";
import { Resolver } from "./Resolver";

export function ConflictPage() {
  const { conflict } = useParams({ from: "/frame/conflicts/$conflict" });
  const asked = useConflict(Number(conflict));
  return <Loaded query={asked}>{(one) => <SetOf key={setKey(one)} asked={one} />}</Loaded>;
}

/** The set around the one that was asked for: it may be decided by now, and others open. */
function SetOf({ asked }: { asked: ConflictView }) {
  const open = useConflicts({ fabric: asked.fabric, state: "open" });
  const resolved = useConflicts({ fabric: asked.fabric, state: "resolved" });
  return (
    <Loaded query={open}>
      {(all) => (
        <Page asked={asked} open={inSet(asked, all)} resolved={inSet(asked, resolved.data ?? [])} ofFabric={all} />
      )}
    </Loaded>
  );
}

function inSet(asked: ConflictView, all: readonly ConflictView[]): ConflictView[] {
  const key = setKey(asked);
  return setsOf(all.filter((one) => setKey(one) === key))[0]?.conflicts ?? [];
}

interface PageProps {
  asked: ConflictView;
  open: ConflictView[];
  resolved: ConflictView[];
  /** All open ones of the fabric. */
  ofFabric: ConflictView[];
}

function Page({ asked, open, resolved, ofFabric }: PageProps) {
  const parties = partiesOf(asked);
  const mayResolve = useMay("resolve", asked.fabric);
  const title = titleOf(asked);
  const others = useMemo(() => setsOf(ofFabric).filter((set) => set.key !== setKey(asked)), [ofFabric, asked]);
  return (
    <>
      <PageHeader
        title={<a href={resourceHref(asked.fabric, asked)}>{title}</a>}
        name={`Conflict in ${title}`}
        lamps={<Lamps view={resourceLamps(open.length > 0 ? "conflict" : "in sync")} size={18} isDecoration />}
        sentence={<Sentence asked={asked} open={open} />}
      />
      <div className={styles.page}>
        {!mayResolve && open.length > 0 && parties !== "git" && (
          <Notice tone="aside" title="You may look at this, not decide it.">
            <p>Deciding needs the permission resolve in {asked.fabric}: an editor, publisher or admin there has it.</p>
          </Notice>
        )}
        {open.length === 0 && <AllDecided asked={asked} others={others} />}
        {parties === "git"
          ? open.map((one) => <Duplicate key={one.id} conflict={one} />)
          : open.length > 0 && <Resolver conflicts={open} mayResolve={mayResolve} />}
        {resolved.length > 0 && <Decided conflicts={resolved} />}
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
  const fields = open.length === 1 && open[0]?.path === "" ? "The whole resource" : count(open.length, "field");
  const differ = open.length === 1 ? "differs" : "differ";
  switch (partiesOf(asked)) {
    case "git":
      return <>It stands in two documents of Git{where}.</>;
    case "raw":
      return (
        <>
          {fields} {differ} between raw/ and managed/{where}.
        </>
      );
    case "draft":
      return (
        <>
          {fields} {differ} between <ChangeLink asked={asked} /> and Git{where}.
        </>
      );
  }
}

function ChangeLink({ asked }: { asked: ConflictView }) {
  const change = asked.change ?? "";
  const known = useChange(change);
  return (
    <>
      change{" "}
      <Link to="/changes/$change" params={{ change }}>
        <em>{change}</em>
      </Link>
      {known.data && <> by {known.data.author.name}</>}
    </>
  );
}
