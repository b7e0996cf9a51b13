/** A field whose value is one of the fabric's: it is searched for while it is typed. */
import { useState } from "react";
import { Combobox } from "~/components/Combobox";
import type { Step } from "~/lib/yaml/values";
import type { Source } from "./arrangement";
import type { FieldIds } from "./FieldFrame";
import { useSuggestions } from "./useSuggestions";

interface Props {
  of: { source: Source; steps: readonly Step[] };
  ids: FieldIds & { "data-path"?: string };
  value: string;
  onChange: (value: string) => void;
  onEnter?: () => void;
}

export function Suggested({ of, ids, value, onChange, onEnter }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { suggestions, note } = useSuggestions(of.source, of.steps, value, isOpen);
  return (
    <Combobox
      {...ids}
      value={value}
      onChange={onChange}
      suggestions={suggestions}
      note={note}
      onOpen={setOpen}
      onKeyDown={(event) => {
        if (event.key === "Enter" && onEnter && !event.currentTarget.getAttribute("aria-activedescendant")) {
          event.preventDefault();
          onEnter();
        }
      }}
    />
  );
}
