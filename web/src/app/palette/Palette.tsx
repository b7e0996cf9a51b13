/** Ctrl-K: goes anywhere, finds anything, does what the menus do, and what can be done with what was found. */
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { CommandGroup, CommandInput, CommandItem, CommandList, CommandRoot } from "cmdk";
import { Dialog } from "radix-ui";
import { useDeferredValue, useEffect, useState } from "react";
import { useFabrics } from "~/api/queries/fabrics";
import { useFilters } from "~/api/queries/filters";
import { useMe } from "~/api/queries/me";
import { useSearch } from "~/api/queries/search";
import type { Found } from "~/api/types";
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { fabricIn } from "~/features/drafting/bar/words";
import { groupBy } from "~/lib/group";
import { openHelp } from "~/lib/help";
import { DENSITIES, THEMES, useTheme } from "../theme";
import { Acts } from "./Acts";
import { actsOn } from "./acts";
import { type Entry, entries } from "./entries";
import { explaining } from "./explaining";
import { focus } from "./focus";
import { making } from "./making";
import styles from "./Palette.module.css";

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Palette() {
  const [isOpen, setOpen] = useState(false);
  // what is typed stays while the actions on what it found are looked at
  const [typed, setTyped] = useState("");
  const [of, setOf] = useState<Found>();
  const change = (next: boolean) => {
    setOpen(next);
    setTyped("");
    setOf(undefined);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((before) => !before);
      setTyped("");
      setOf(undefined);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Dialog.Root open={isOpen} onOpenChange={change}>
      <Dialog.Trigger className={styles.trigger} aria-label="Search or run">
        <Icon name="search" />
        <span className={styles.words}>Search or run</span>
        <kbd className={styles.words}>{isMac ? "⌘K" : "Ctrl K"}</kbd>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content
          className={styles.content}
          aria-describedby={undefined}
          onEscapeKeyDown={(event) => {
            if (!of) return;
            event.preventDefault();
            setOf(undefined);
          }}
        >
          <Dialog.Title className="visually-hidden">Search or run</Dialog.Title>
          {of ? (
            <Acts hit={of} onBack={() => setOf(undefined)} onDone={() => change(false)} />
          ) : (
            <Finder typed={typed} onType={setTyped} onActs={setOf} onDone={() => change(false)} />
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function useActions(): Entry[] {
  const { setTheme, setDensity } = useTheme();
  return [
    { id: "help", icon: "info", label: "Help: the documentation", group: "Actions", to: "/help" },
    { id: "keys", icon: "info", label: "Keys", group: "Actions", run: () => openHelp("keys") },
    { id: "states", icon: "info", label: "Words for states", group: "Actions", run: () => openHelp("states") },
    ...THEMES.map(({ value, label }) => ({
      id: `theme:${value}`,
      icon: "settings" as const,
      label: `Theme: ${label.toLowerCase()}`,
      group: "Actions" as const,
      run: () => setTheme(value),
    })),
    ...DENSITIES.map(({ value, label }) => ({
      id: `density:${value}`,
      icon: "settings" as const,
      label: `Density: ${label.toLowerCase()}`,
      group: "Actions" as const,
      run: () => setDensity(value),
    })),
  ];
}

interface FinderProps {
  typed: string;
  onType: (typed: string) => void;
  /** Shows the actions on what was found. */
  onActs: (hit: Found) => void;
  onDone: () => void;
}

function Finder({ typed, onType, onActs, onDone }: FinderProps) {
  const me = useMe();
  const navigate = useNavigate();
  const actions = useActions();
  const [chosen, setChosen] = useState("");
  const search = useSearch(useDeferredValue(typed));
  const filters = useFilters(typed.trim() !== "").data;
  const fabrics = useFabrics().data ?? [];
  const here = useRouterState({ select: ({ location }) => fabricIn(location.pathname) });
  const made = [...making(typed, me, fabrics, here), ...explaining(typed)];
  const offered = entries(typed, me, typed.trim() ? (search.data?.items ?? []) : [], actions, filters, made);
  const first = offered[0]?.id ?? "";
  const hit = offered.find(({ id }) => id === chosen)?.hit;
  const withActs = hit && actsOn(hit, me).length > 0 ? hit : undefined;

  // what is found comes first, and is what Enter means
  useEffect(() => setChosen(first), [first]);

  const take = ({ run, to }: Entry) => {
    onDone();
    run?.();
    if (to) void navigate({ href: to });
  };

  return (
    // what stands in the list is decided by `entries` and the server; Ctrl-K closes and is no key to go up
    <CommandRoot
      label="Search fabrics, resources, changes, conflicts and runs, or run an action"
      shouldFilter={false}
      vimBindings={false}
      loop
      value={chosen}
      onValueChange={setChosen}
      className={styles.finder}
      onKeyDown={(event) => {
        if (event.key !== "Tab" || event.shiftKey || !withActs || event.target instanceof HTMLButtonElement) return;
        event.preventDefault();
        onActs(withActs);
      }}
    >
      <CommandInput
        ref={focus}
        placeholder="Search resources, changes, runs, an address, a VLAN; or go somewhere"
        className={styles.input}
        value={typed}
        onValueChange={onType}
      />
      {search.error && <ErrorView error={search.error} />}
      <CommandList label="Results" className={styles.list}>
        {[...groupBy(offered, ({ group }) => group)].map(([group, entries]) => (
          <CommandGroup key={group} heading={group} className={styles.group}>
            {entries.map((entry) => (
              <CommandItem key={entry.id} value={entry.id} onSelect={() => take(entry)} className={styles.entry}>
                <Icon name={entry.icon} />
                <span className={styles.label}>{entry.label}</span>
                {entry.where && <span className={`muted small ${styles.where}`}>{entry.where}</span>}
                {entry.detail && <span className={`soft small ${styles.detail}`}>{entry.detail}</span>}
              </CommandItem>
            ))}
          </CommandGroup>
        ))}
        {offered.length === 0 && <p className={`soft ${styles.none}`}>No results.</p>}
      </CommandList>
      {withActs && (
        <button type="button" className={styles.foot} onClick={() => onActs(withActs)}>
          <kbd>Tab</kbd> Actions on {withActs.label}
        </button>
      )}
    </CommandRoot>
  );
}
