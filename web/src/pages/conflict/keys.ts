/** The resolver's keys, wherever the focus is, as long as nobody types. */
import { useEffect, useRef } from "react";

interface Keys {
  /** 1 to 5. */
  choose: (key: number) => void;
  move: (by: 1 | -1) => void;
  undo: () => void;
  /** One side for all. */
  bulk: () => void;
  apply: () => void;
}

export function useResolverKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isTaken(event.target, event.key) || document.querySelector("[role=dialog]")) return;
      if (act(latest.current, event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

function act(keys: Keys, key: string): boolean {
  if (/^[1-5]$/.test(key)) keys.choose(Number(key));
  else if (key === "j") keys.move(1);
  else if (key === "k") keys.move(-1);
  else if (key === "u") keys.undo();
  else if (key === "b") keys.bulk();
  else if (key === "Enter") keys.apply();
  else return false;
  return true;
}

/** Whether a key means something else where the focus is. */
export function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement && target.type === "radio") return false;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return true;
  return key === "Enter" && target.closest("a, button, summary, [role=menuitem], [role=option]") !== null;
}
