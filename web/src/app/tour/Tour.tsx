/** The tour of a demo, at the foot of every page until it is closed. Other servers have none, and load nothing of it. */
import { lazy } from "react";
import { useTour } from "~/api/queries/tour";
import { Late } from "~/components/late/Late";
import { late } from "~/lib/late/late";
import { useTourClosed } from "~/lib/tour";

const TourPanel = lazy(late(() => import("./TourPanel")));

export function Tour() {
  const [isClosed, setClosed] = useTourClosed();
  const tour = useTour(!isClosed);
  if (isClosed || !tour.data) return null;
  return (
    <Late meanwhile={null}>
      <TourPanel tour={tour.data} onClose={() => setClosed(true)} />
    </Late>
  );
}
