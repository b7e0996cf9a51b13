/** A part of the application did not load: it comes by itself when the server answers again, or says what to do. */
import { useEffect, useState } from "react";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { page, reloadedAt, reloadOnce } from "~/lib/late/late";
import { nextStep } from "~/lib/late/step";
import { hasUnsaved } from "~/lib/late/unsaved";

const EVERY_MS = 5000;

export function LateFailed() {
  const [isAsked, setAsked] = useState(false);
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const isAnswering = await page.isAnswering(end.signal);
      if (end.signal.aborted) return;
      const now = Date.now();
      const step = nextStep({ isAnswering, hasUnsaved: hasUnsaved(), reloadedAt: reloadedAt(), now });
      setAway(!isAnswering);
      setAsked(step === "ask" || (step === "reload" && !reloadOnce(now)));
      timer = setTimeout(look, EVERY_MS);
    };
    void look();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, []);
  return (
    <div role="alert">
      <Notice
        tone="drift"
        title="This part of the page was not loaded."
        action={<Button onClick={() => page.reload()}>Reload the page</Button>}
      >
        <p>{wordsOf(isAway, isAsked)}</p>
      </Notice>
    </div>
  );
}

function wordsOf(isAway: boolean, isAsked: boolean): string {
  if (isAway) return "The server does not answer. It is asked again every 5 seconds, and the page continues then.";
  if (isAsked) {
    return "Hedgerow may have been upgraded since this page was opened. Reload it to continue; save first what you typed.";
  }
  return "The server is being asked for it again.";
}
