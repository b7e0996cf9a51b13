/** The tabs of a page: links, so that each has an address of its own. */
import { Link } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { number } from "~/lib/words";
import styles from "./TabLinks.module.css";

export interface Tab {
  id: string;
  label: string;
  /** A number beside it, and what it counts. */
  count?: number | undefined;
  counts?: string;
}

interface Props {
  label: string;
  tabs: readonly Tab[];
  current: string;
}

/** For links that say themselves which one is current: the router would mark each whose address is a part of the present one. */
export const ONLY_AS_SAID = { exact: true, includeSearch: true, explicitUndefined: true } as const;

/** Goes to the same page with `?tab=`; the first one needs none. */
export function TabLinks({ label, tabs, current }: Props) {
  const nav = useRef<HTMLElement>(null);
  // on a phone not all fit: the current one is in sight
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another one, another place
  useLayoutEffect(() => {
    const { current: line } = nav;
    const tab = line?.querySelector<HTMLElement>('[aria-current="page"]');
    if (line && tab) line.scrollLeft = tab.offsetLeft - line.offsetLeft - (line.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <nav ref={nav} aria-label={label} className={styles.tabs}>
      {tabs.map((tab, at) => (
        <Link
          key={tab.id}
          to="."
          search={{ tab: at === 0 ? undefined : tab.id } as never}
          className={styles.tab}
          aria-current={tab.id === current ? "page" : undefined}
          resetScroll={false}
          activeOptions={ONLY_AS_SAID}
        >
          {tab.label}
          <Count value={tab.count} counts={tab.counts} />
        </Link>
      ))}
    </nav>
  );
}

function Count({ value, counts }: { value: number | undefined; counts: string | undefined }): ReactNode {
  if (!value) return null;
  return (
    <span className={styles.count} title={counts && `${number(value)} ${counts}`}>
      {number(value)}
      {counts && <span className="visually-hidden"> {counts}</span>}
    </span>
  );
}
