/** The files of a fabric's directory: what stays in raw/ and why, what is managed, what is left alone. */
import { useMemo, useState } from "react";
import { useFiles } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { FabricView, FileView, FindingView } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { LongList } from "~/components/list/LongList";
import { Badge, SeverityBadge } from "~/components/StateBadge";
import type { Column } from "~/components/table/column";
import { DataTable } from "~/components/table/DataTable";
import { FindingPlace } from "~/features/finding/FindingPlace";
import { FindingText } from "~/features/finding/FindingText";
import { lineHref } from "~/features/finding/place";
import { ruleTitle } from "~/features/finding/titles";
import { count, number } from "~/lib/words";
import { type Area, type AreaFiles, areasOf, lineId, linesOf, worstOf } from "./areas";
import styles from "./DirectoryTab.module.css";
import { Repair } from "./Repair";

const ABOUT: Record<Area, { title: string; words: string }> = {
  raw: {
    title: "raw/",
    words: "The drop box. Files that could not be moved to managed/, each with the reason.",
  },
  loose: { title: "Beside the three folders", words: "Files that belong to none of managed/, raw/ and unmanaged/." },
  managed: { title: "managed/", words: "The resources. Read and written by Hedgerow, and by people." },
  aside: {
    title: "Left alone",
    words: "Kustomize, Helm, encrypted and other files that Hedgerow recognises and does not change.",
  },
  unmanaged: { title: "unmanaged/", words: "Never read, never written." },
};

/** About how high a line is, in pixels. */
const ABOUT_PX = 32;

const IN_PLACE = { title: "The directory", words: "Read and written in place; nothing is moved." };

export function DirectoryTab({ fabric }: { fabric: FabricView }) {
  const files = useFiles(fabric.fabric);
  const mayManage = useMay("manage", fabric.fabric);
  return (
    <div className="stack">
      {mayManage && <Repair fabric={fabric} />}
      <Loaded query={files}>{(found) => <Areas fabric={fabric} files={found} />}</Loaded>
    </div>
  );
}

function Areas({ fabric, files }: { fabric: FabricView; files: readonly FileView[] }) {
  const areas = useMemo(() => areasOf(files), [files]);
  if (areas.length === 0) {
    return (
      <div className="panel">
        <EmptyState title="The directory has no files">
          It is {fabric.directory || "the root"} of {fabric.repository}, branch {fabric.branch}.
        </EmptyState>
      </div>
    );
  }
  return areas.map((area) => <AreaSection key={area.area} fabric={fabric} area={area} />);
}

function AreaSection({ fabric, area }: { fabric: FabricView; area: AreaFiles }) {
  const { title, words } = fabric.layout === "in-place" && area.area === "managed" ? IN_PLACE : ABOUT[area.area];
  const lines = useMemo(() => linesOf(area.files), [area.files]);
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={styles.area} aria-label={title}>
      <div className="line">
        <h2>{title}</h2>
        <span className="soft">{count(area.files.length, "file")}</span>
        {area.errors > 0 && <Badge tone="conflict">{count(area.errors, "error")}</Badge>}
        {area.warnings > 0 && <Badge tone="drift">{count(area.warnings, "warning")}</Badge>}
      </div>
      <p className="soft small">{words}</p>
      {lines.length > 0 && (
        <div className={`panel ${styles.told}`}>
          <LongList
            label={`Findings in ${title}`}
            items={lines}
            idOf={lineId}
            height={ABOUT_PX}
            hrefOf={({ file, finding }) => lineOf(fabric.fabric, file, finding)}
          >
            {({ file, finding }) =>
              finding ? (
                <FindingLine
                  finding={finding}
                  resource={finding.resource ?? file.resources[0]}
                  fabric={fabric.fabric}
                />
              ) : (
                <div className={styles.file}>
                  <FindingPlace fabric={fabric.fabric} path={file.path} line={0} resource={file.resources[0]} />
                </div>
              )
            }
          </LongList>
        </div>
      )}
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{lines.length > 0 ? "All files" : "Show the files"}</summary>
        {isOpen && <Files area={area} fabric={fabric} />}
      </details>
    </section>
  );
}

function lineOf(fabric: string, file: FileView, finding: FindingView | undefined): string | undefined {
  const resource = finding?.resource ?? file.resources[0];
  return resource ? lineHref(fabric, resource, finding?.line) : undefined;
}

interface LineProps {
  finding: FindingView;
  /** The resource whose text has its line. */
  resource: string | undefined;
  fabric: string;
}

function FindingLine({ finding, resource, fabric }: LineProps) {
  return (
    <div className={styles.finding}>
      <SeverityBadge severity={finding.severity} />
      <div>
        <FindingText finding={finding} fabric={fabric} />{" "}
        <span className="muted small">
          {finding.line > 0 && (
            <>
              <FindingPlace
                fabric={fabric}
                path={finding.path}
                line={finding.line}
                resource={resource}
                finding={finding}
              />{" "}
              ·{" "}
            </>
          )}
          {ruleTitle(finding.rule)}
        </span>
      </div>
    </div>
  );
}

const COLUMNS: Column<FileView>[] = [
  {
    id: "path",
    header: "File",
    width: "2fr",
    isMono: true,
    value: (file) => file.path,
    cell: (file) => <span title={file.path}>{file.path}</span>,
  },
  {
    id: "resources",
    header: "Resources",
    width: "1fr",
    isMono: true,
    isWide: true,
    value: (file) => file.resources.length,
    cell: (file) => <span title={file.resources.join(", ")}>{file.resources.join(", ")}</span>,
  },
  {
    id: "findings",
    header: "Findings",
    width: 90,
    isNumber: true,
    value: worstOf,
    cell: (file) => (file.findings.length > 0 ? number(file.findings.length) : <span className="muted">0</span>),
  },
];

function Files({ area, fabric }: { area: AreaFiles; fabric: FabricView }) {
  return (
    <DataTable
      label={`Files of ${fabric.fabric}, ${ABOUT[area.area].title}`}
      storeAs="files"
      rows={area.files}
      rowId={(file) => file.path}
      columns={COLUMNS}
      empty={null}
      isShort={area.files.length < 30}
    />
  );
}
