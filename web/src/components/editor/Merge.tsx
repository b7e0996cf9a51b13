/** Two texts side by side; use `YamlMerge`, which loads it when it is needed. */
import { MergeView } from "@codemirror/merge";
import { useEffect, useRef } from "react";
import { setup } from "./setup";
import type { YamlMergeProps } from "./YamlEditor";

export default function Merge({ before, after, label }: YamlMergeProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!frame.current) return;
    const view = new MergeView({
      parent: frame.current,
      a: { doc: before, extensions: setup({ isReadOnly: true, label: `${label}, before` }) },
      b: { doc: after, extensions: setup({ isReadOnly: true, label: `${label}, after` }) },
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div ref={frame} />;
}
