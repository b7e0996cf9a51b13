/** The actions on one thing that the palette found. */
import { useNavigate } from "@tanstack/react-router";
import { CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot } from "cmdk";
import { useState } from "react";
import { useMe } from "~/api/queries/me";
import type { Found } from "~/api/types";
import { Icon } from "~/components/Icon";
import { useToast } from "~/components/Toasts";
import { copy } from "~/lib/copy";
import { type Act, actsOn } from "./acts";
import { holds } from "./entries";
import { focus } from "./focus";
import styles from "./Palette.module.css";

interface Props {
  hit: Found;
  onBack: () => void;
  onDone: () => void;
}

export function Acts({ hit, onBack, onDone }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  const toast = useToast();
  const [typed, setTyped] = useState("");
  const acts = actsOn(hit, me).filter(({ label }) => holds(label, typed));
  const heading = `Actions on ${hit.label}`;

  const take = async ({ to, copies }: Act) => {
    // before the dialog goes, which takes the focus along
    const isCopied = copies !== undefined && (await copy(copies));
    onDone();
    if (to) void navigate({ href: to });
    else toast(isCopied ? `Copied \`${copies}\`.` : "The browser blocked copying.");
  };

  return (
    <CommandRoot
      label={heading}
      shouldFilter={false}
      vimBindings={false}
      loop
      className={styles.finder}
      onKeyDown={(event) => {
        const isBack = (event.key === "Tab" && event.shiftKey) || (event.key === "Backspace" && typed === "");
        if (!isBack || event.target instanceof HTMLButtonElement) return;
        event.preventDefault();
        onBack();
      }}
    >
      <CommandInput ref={focus} placeholder={heading} className={styles.input} value={typed} onValueChange={setTyped} />
      <CommandList label="Actions" className={styles.list}>
        <CommandGroup heading={heading} className={styles.group}>
          {acts.map((act) => (
            <CommandItem key={act.id} value={act.id} onSelect={() => void take(act)} className={styles.entry}>
              <Icon name={act.icon} />
              <span className={styles.label}>{act.label}</span>
              {act.copies && <span className={`mono soft small ${styles.detail}`}>{act.copies}</span>}
            </CommandItem>
          ))}
        </CommandGroup>
        {acts.length === 0 && <p className={`soft ${styles.none}`}>No results.</p>}
      </CommandList>
      <button type="button" className={styles.foot} onClick={onBack}>
        <kbd>Esc</kbd> Back to the results
      </button>
    </CommandRoot>
  );
}
