/** The text of a file as Git has it, at the line that is meant; for files of which no resource can be shown. */
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { fileAt } from "~/api/queries/past";
import { CopyButton } from "~/components/CopyButton";
import { Dialog } from "~/components/Dialog";
import type { EditorFinding } from "~/components/editor/findings";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { FileAtHost } from "~/features/commit/FileAtHost";
import { StartAt } from "~/features/drafting/StartAt";
import { shortCommit } from "~/lib/words";

export interface FileTextProps {
  fabric: string;
  path: string;
  /** From 1; 0 for the whole file. */
  line: number;
  /** What is said of it. */
  finding?: EditorFinding | undefined;
  onClose: () => void;
}

export default function FileText({ fabric, path, line, finding, onClose }: FileTextProps) {
  const commit = useFabrics().data?.find((one) => one.fabric === fabric)?.commit ?? undefined;
  const file = useQuery(fileAt(fabric, path, commit));
  const editor = useRef<EditorHandle>(null);
  const place = useMemo(() => (line > 0 ? { line } : undefined), [line]);
  const findings = useMemo(() => (finding ? [finding] : []), [finding]);
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={path}
      description={
        finding ? (
          <>
            Line {line}: <Marked text={finding.message} />
          </>
        ) : (
          "As Git has it."
        )
      }
    >
      <Loaded query={file} lines={8}>
        {({ text }) => (
          <div className="stack">
            <div className="line small soft">
              <FileAtHost fabric={fabric} commit={commit} path={path} line={line}>
                {commit ? `at ${shortCommit(commit)}` : "now"}
              </FileAtHost>
              <CopyButton text={text} label="Copy the text" />
            </div>
            <YamlEditor ref={editor} label={`${path}, as Git has it`} value={text} isReadOnly findings={findings} />
            <StartAt editor={editor} place={place} />
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
