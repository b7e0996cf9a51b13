/**
 * A text that is kept in the address, such as a filter. It holds at once; the address follows when the typing rests, because
 * every step of the router costs more than filtering ten thousand rows.
 */
import { useRouter, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";

const REST_MS = 250;

export function useAddressText(name: string): [string, (text: string) => void] {
  const router = useRouter();
  const inAddress = useSearch({ strict: false, select: (search: Record<string, unknown>) => search[name] });
  const written = typeof inAddress === "string" ? inAddress : "";
  const [text, setText] = useState(written);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef<string>(undefined);

  // somebody went back, or followed a link
  useEffect(() => {
    if (pending.current === undefined) setText(written);
    else if (pending.current === written) pending.current = undefined;
  }, [written]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const set = useCallback(
    (next: string) => {
      setText(next);
      pending.current = next;
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
