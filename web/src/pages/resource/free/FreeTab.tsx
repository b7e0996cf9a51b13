/** What a Switch or a namespace gives out: which ports, VLANs or subnets are free, and what has the others. */
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { ResourceId } from "~/api/keys";
import { type FreeRequest, useFree } from "~/api/queries/free";
import type { TakenView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { EmptyState } from "~/components/EmptyState";
import { CheckField, SelectField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import type { Column } from "~/components/table/column";
import { DataTable } from "~/components/table/DataTable";
import { ONE_LINK } from "~/features/forms/domain/templates";
import { spokenName } from "~/features/resource/identity";
import { capital } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import { type CapacityRow, capacityRows, capacitySentence, MOST, mostOf, requestOf, THINGS } from "./capacity";
import styles from "./FreeTab.module.css";

/** From /16 to /30, the longest that a subnet of a VPC may be. */
const LENGTHS = Array.from({ length: 15 }, (_, at) => `${at + 16}`);

interface Props {
  id: ResourceId;
  what: FreeRequest["what"];
  /** Why the reader may not edit; nothing when they may. */
  whyNotEdit: string | undefined;
}

export function FreeTab({ id, what, whyNotEdit }: Props) {
  const [length, setLength] = useState("24");
  const free = useFree(id.fabric, requestOf(what, id.name, Number(length)), mostOf(what), MOST);
  const [isOnlyFree, setOnlyFree] = useState(false);
  const rows = useMemo(() => (free.data ? capacityRows(what, free.data) : []), [what, free.data]);
  const columns = useMemo(() => columnsOf(id, what, whyNotEdit === undefined), [id, what, whyNotEdit]);
  const filter = useMemo(() => (isOnlyFree ? ({ isFree }: CapacityRow) => isFree : undefined), [isOnlyFree]);
  return (
    <div className="stack">
      {what === "subnet" && (
        <div className={styles.length}>
          <SelectField
            label="Length of the subnets"
            value={length}
            options={LENGTHS.map((value) => ({ value, label: `/${value}` }))}
            onChange={setLength}
          />
        </div>
      )}
      <Loaded query={free}>
        {(view) =>
          view && (
            <>
              <p className="soft">{capacitySentence(what, view)}</p>
              <DataTable<CapacityRow>
                label={`${THINGS[what].label} of ${id.name}`}
                storeAs={`free-${what}`}
                exportAs={`${id.name}-${what}s`}
                rows={rows}
                filter={filter}
                rowId={(row) => row.id}
                columns={columns}
                glowOf={false}
                empty={<EmptyState title={`No ${THINGS[what].one} is known`} />}
                toolbar={<CheckField label="Only what is free" isChecked={isOnlyFree} onChange={setOnlyFree} />}
              />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function columnsOf(id: ResourceId, what: FreeRequest["what"], mayEdit: boolean): Column<CapacityRow>[] {
  const { one } = THINGS[what];
  return [
    {
      id: "what",
      header: capital(one),
      width: 180,
      isMono: true,
      value: (row) => row.what,
      cell: (row) => row.what,
    },
    {
      id: "by",
      header: "Taken by",
      width: "3fr",
      value: ({ isFree, taken }) => (isFree ? "free" : ownerOf(taken)),
      cell: ({ what: port, isFree, taken }) =>
        isFree ? (
          <span className={styles.free}>free {what === "port" && mayEdit && <Connect id={id} port={port} />}</span>
        ) : (
          <Owner fabric={id.fabric} taken={taken} />
        ),
    },
    {
      id: "field",
      header: "Field",
      width: "3fr",
      isMono: true,
      isWide: true,
      value: ({ taken }) => taken?.field && shownPath(taken.field),
      cell: ({ taken }) => taken?.field && shownPath(taken.field),
    },
    {
      id: "change",
      header: "Open change",
      width: "1fr",
      isWide: true,
      value: ({ taken }) => taken?.change,
      cell: ({ taken }) => taken?.change,
    },
  ];
}

function ownerOf(taken: TakenView | undefined): string {
  return taken?.by ? spokenName(taken.by) : "reserved for the fabric";
}

function Owner({ fabric, taken }: { fabric: string; taken: TakenView | undefined }) {
  if (!taken?.by) return <span className="soft">reserved for the fabric</span>;
  return (
    <AddressLink href={resourceHref(fabric, taken.by)} className="mono">
      {spokenName(taken.by)}
    </AddressLink>
  );
}

/** A connection of a server to the port is the usual one. */
function Connect({ id, port }: { id: ResourceId; port: string }) {
  return (
    <Link
      to="/fabrics/$fabric/new"
      params={{ fabric: id.fabric }}
      search={{
        kind: "Connection.wiring.githedgehog.com",
        template: ONE_LINK,
        set: `spec.unbundled.link.switch.port=${id.name}/${port}`,
        view: "form",
      }}
      aria-label={`Connect a server to ${port}`}
    >
      Connect a server
    </Link>
  );
}
