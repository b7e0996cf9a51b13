/** Asks for the next page when the end comes into sight; a button where the browser cannot tell. */
import { useEffect, useRef } from "react";
import { Button } from "~/components/Button";

interface Props {
  hasMore: boolean;
  isBusy: boolean;
  onMore: () => void;
}

export function More({ hasMore, isBusy, onMore }: Props) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  latest.current = onMore;
  useEffect(() => {
    const element = end.current;
    if (!element || !hasMore || isBusy || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) latest.current();
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, isBusy]);
  if (!hasMore) return null;
  return (
    <div ref={end}>
      <Button look="quiet" isBusy={isBusy} onClick={onMore}>
        {isBusy ? "Loading more runs" : "Load more runs"}
      </Button>
    </div>
  );
}
