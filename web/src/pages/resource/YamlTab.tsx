/** Git's text of a resource with its comments, and what is wrong at its lines. */
import { useEffect, useMemo, useRef } from "react";
import type { ResourceDetail } from "~/api/types";
import { CopyButton } from "~/components/CopyButton";
import { EmptyState } from "~/components/EmptyState";
import { type EditorHandle, YamlEditor } from "~/components/editor/YamlEditor";
import { spokenName } from "~/features/resource/identity";
import { ownLine } from "./ownLine";

export function YamlTab({ detail, line }: { detail: ResourceDetail; line: number | undefined }) {
  const editor = useRef<EditorHandle>(null);
  const findings = useMemo(
    () =>
      detail.findings.flatMap((finding) => {
        const at = ownLine(finding, detail);
        return at === undefined ? [] : [{ ...finding, line: at }];
      }),
    [detail],
  );
  useEffect(() => {
    if (line === undefined) return;
    // the editor is loaded when it is first shown
    const timer = setInterval(() => {
      if (!editor.current) return;
      clearInterval(timer);
      editor.current.goTo(line);
    }, 50);
    return () => clearInterval(timer);
  }, [line]);

  if (typeof detail.text !== "string" || detail.path === null) {
    return (
      <EmptyState title="Git does not have it yet">
        {spokenName(detail)} is a draft of a change that is not published. Edit it to see its text.
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      <div className="line small soft">
        <span className="mono">
          {detail.path}
          {typeof detail.line === "number" && `:${detail.line}`}
        </span>
        <CopyButton text={detail.text} label="Copy the text" />
      </div>
      <YamlEditor
        ref={editor}
        label={`YAML of ${spokenName(detail)}, as Git has it`}
        value={detail.text}
        isReadOnly
        findings={findings}
      />
    </div>
  );
}
