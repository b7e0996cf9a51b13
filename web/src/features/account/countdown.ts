/** Seconds that are left of a wait that the server asked for. */
import { useEffect, useState } from "react";
import { asProblem } from "~/api/problem";

/** How many whole seconds are left; 0 when it may be tried again. Starts anew with each failure. */
export function useWait(error: unknown): number {
  const seconds = error ? (asProblem(error).retryAfter ?? 0) : 0;
  const [wait, setWait] = useState<{ error: unknown; left: number }>({ error: undefined, left: 0 });
  useEffect(() => {
    if (seconds === 0) return;
    const until = Date.now() + seconds * 1000;
    const tick = () => setWait({ error, left: Math.max(0, Math.ceil((until - Date.now()) / 1000)) });
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [error, seconds]);
  return wait.error === error ? wait.left : seconds;
}
