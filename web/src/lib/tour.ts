/** Whether the tour of a demo was closed in this browser: the frame shows it, the documentation brings it back. */
import { useStored } from "./stored";

export const useTourClosed = () => useStored("tour.closed", false);
