/** Ctrl-K: goes anywhere, finds anything, does what the menus do. */
import { useNavigate } from "@tanstack/react-router";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from "react";
import { useMe } from "~/api/queries/me";
import { useSearch } from "~/api/queries/search";
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { DENSITIES, THEMES, useTheme } from "../theme";
import { type Entry, entries } from "./entries";
import styles from "./Palette.module.css";

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Palette() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className={styles.trigger} aria-label="Search or run">
        <Icon name="search" />
        <span className={styles.words}>Search or run</span>
        <kbd className={styles.words}>{isMac ? "⌘K" : "Ctrl K"}</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.content} aria-describedby={undefined}>
          <Dialog.Title className="visually-hidden">Search or run</Dialog.Title>
          <Finder onDone={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useActions(): Entry[] {
  const { setTheme, setDensity } = useTheme();
  return [
    ...THEMES.map(({ value, label }) => ({
      id: `theme:${value}`,
      icon: "settings" as const,
      label: `Theme: ${label.toLowerCase()}`,
      group: "Do" as const,
      run: () => setTheme(value),
    })),
    ...DENSITIES.map(({ value, label }) => ({
      id: `density:${value}`,
      icon: "settings" as const,
      label: `Density: ${label.toLowerCase()}`,
      group: "Do" as const,
      run: () => setDensity(value),
    })),
  ];
}

function Finder({ onDone }: { onDone: () => void }) {
  const id = useId();
  const me = useMe();
  const navigate = useNavigate();
  const actions = useActions();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const search = useSearch(useDeferredValue(typed));
  const offered = entries(typed, me, typed.trim() ? (search.data?.items ?? []) : [], actions);
  const current = Math.min(chosen, offered.length - 1);

  const take = (entry: Entry | undefined) => {
    if (!entry) return;
    onDone();
    entry.run?.();
    if (entry.to) void navigate({ href: entry.to });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setChosen((current + 1) % Math.max(1, offered.length));
    else if (event.key === "ArrowUp") setChosen((current + offered.length - 1) % Math.max(1, offered.length));
    else if (event.key === "Enter") take(offered[current]);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);

  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Search fabrics, resources, changes, conflicts and runs, or run an action"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={`${id}-${current}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="Search resources, changes, runs; or go somewhere"
        className={styles.input}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      {search.error && <ErrorView error={search.error} />}
      <div id={`${id}-list`} role="listbox" aria-label="Results" className={styles.list}>
        {offered.map((entry, at) => (
          <div key={entry.id}>
            {entry.group !== offered[at - 1]?.group && (
              <div className={styles.group} role="presentation">
                {entry.group}
              </div>
            )}
            <div
              id={`${id}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === current}
              className={styles.entry}
              onMouseMove={() => setChosen(at)}
              onMouseDown={(event) => {
                event.preventDefault();
                take(entry);
              }}
            >
              <Icon name={entry.icon} />
              <span className="cut">{entry.label}</span>
              {entry.detail && <span className={`muted small cut ${styles.detail}`}>{entry.detail}</span>}
            </div>
          </div>
        ))}
        {offered.length === 0 && <p className={`soft ${styles.none}`}>Nothing of that name.</p>}
      </div>
    </>
  );
}
