/** Where a person is in a text, kept while it is shown as a form or as YAML in turns. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export interface Place {
  line: number;
}

export function usePlace(line: number | undefined) {
  const first = useMemo(() => (line === undefined ? undefined : { line }), [line]);
  const [place, setPlace] = useState<Place | undefined>(first);
  useEffect(() => setPlace(first), [first]);
  const inForm = useRef<() => number | undefined>(undefined);
  const noteLine = useCallback((at: () => number | undefined) => {
    inForm.current = at;
  }, []);
  return {
    /** Where to go as soon as that can be shown; each object once. */
    place,
    goTo: (at: number | undefined) => setPlace(at === undefined ? undefined : { line: at }),
    /** The field that has the focus, by how to find its line. */
    noteLine,
    lineInForm: () => inForm.current?.(),
  };
}
