/** Goes to a line once the editor is there. */
import { useEffect } from "react";
import type { EditorHandle } from "~/components/editor/YamlEditor";

interface Props {
  editor: { current: EditorHandle | null };
  /** Each object once. */
  place: { line: number } | undefined;
}

export function StartAt({ editor, place }: Props) {
  useEffect(() => {
    if (place === undefined) return;
    let tries = 0;
    const timer = setInterval(() => {
      tries += 1;
      if (editor.current || tries > 40) clearInterval(timer);
      editor.current?.goTo(place.line);
    }, 50);
    return () => clearInterval(timer);
  }, [editor, place]);
  return null;
}
