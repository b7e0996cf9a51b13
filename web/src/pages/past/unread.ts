/** Which of the places that could not be read at a commit cannot be read at another point either, for the same reason. Pure. */
import type { FindingView, UnreadThen } from "~/api/types";

interface Split {
  /** Also at the other point. */
  both: UnreadThen[];
  /** Here alone. */
  alone: UnreadThen[];
}

/** The line may be another: what stands above it changes. */
export function splitUnread(places: readonly UnreadThen[], other: readonly Pick<UnreadThen, "path" | "why">[]): Split {
  const known = new Set(other.map(({ path, why }) => `${path}\n${why}`));
  const isBoth = ({ path, why }: UnreadThen) => known.has(`${path}\n${why}`);
  return { both: places.filter(isBoth), alone: places.filter((place) => !isBoth(place)) };
}

/** What is wrong now, as what could not be read. */
export function unreadNow(findings: readonly FindingView[]): Pick<UnreadThen, "path" | "why">[] {
  return findings.map(({ path, message }) => ({ path, why: message }));
}
