/**
 * A text that is kept in the address, such as a filter. It holds at once; the address follows when the typing rests, because
 * every step of the router costs more than filtering ten thousand rows.
 */
import { type ParsedLocation, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

const REST_MS = 250;

/** What was typed and is not in the address yet, and where that was. */
type Typed = { text: string; from: ParsedLocation };

export function useAddressText(name: string): [string, (text: string) => void] {
  const router = useRouter();
  const written = useSearch({ strict: false, select: (search: Record<string, unknown>) => textIn(search, name) });
  const [text, setText] = useState(written);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef<Typed>(undefined);

  // somebody went back, or followed a link
  useEffect(() => {
    if (pending.current === undefined) setText(written);
    else if (pending.current.text === written) pending.current = undefined;
  }, [written]);

  // a link was followed before the typing rested: what was typed belongs to the place that was left
  useEffect(() => {
    const unsubscribe = router.subscribe("onBeforeNavigate", ({ toLocation }) => {
      const typed = pending.current;
      const there = textIn(toLocation.search, name);
      if (typed === undefined || there === typed.text || !isLeft(typed.from, toLocation)) return;
      clearTimeout(timer.current);
      pending.current = undefined;
      setText(there);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer.current);
    };
  }, [router, name]);

  const set = useCallback(
    (next: string) => {
      setText(next);
      pending.current = { text: next, from: router.latestLocation };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const search = (before: Record<string, unknown>) => ({ ...before, [name]: next || undefined });
        void router.navigate({ to: ".", search: search as never, replace: true, resetScroll: false });
      }, REST_MS);
    },
    [router, name],
  );
  return [text, set];
}

function textIn(search: object, name: string): string {
  const text = (search as Record<string, unknown>)[name];
  return typeof text === "string" ? text : "";
}

/** Whether a step of the router leads away; another filter of the same page does not, so what was typed joins it. */
function isLeft(from: ParsedLocation, to: ParsedLocation): boolean {
  return from.pathname !== to.pathname || from.hash !== to.hash || from.href === to.href;
}
