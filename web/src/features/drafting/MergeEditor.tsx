/** Their text beside one's own, which stays editable; parts of theirs can be taken over. Loaded when it is needed. */
import { MergeView } from "@codemirror/merge";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { setup } from "~/components/editor/setup";
import styles from "./MergeEditor.module.css";

export interface MergeEditorProps {
  theirs: string;
  mine: string;
  onChange: (mine: string) => void;
  onSave: () => void;
}

export default function MergeEditor(props: MergeEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const { theirs } = props;
  useEffect(() => {
    if (!frame.current) return;
    const view = new MergeView({
      parent: frame.current,
      a: { doc: theirs, extensions: setup({ isReadOnly: true, label: "Their text" }) },
      b: {
        doc: latest.current.mine,
        extensions: [
          setup({ isReadOnly: false, label: "Your text" }),
          keymap.of([
            {
              key: "Mod-s",
              run: () => {
                latest.current.onSave();
                return true;
              },
            },
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      },
      revertControls: "a-to-b",
      collapseUnchanged: { margin: 3, minSize: 6 },
    });
    return () => view.destroy();
  }, [theirs]);
  return <div ref={frame} className={styles.merge} />;
}
