/** What was decided about the same disagreement before, to be taken again. */
import type { ConflictView, EarlierDecision } from "~/api/types";
import { Button } from "~/components/Button";
import { Time } from "~/components/Time";
import { decisionOf, placeOf } from "~/features/conflict/set";
import { nameIn } from "~/lib/person";
import styles from "./ConflictPage.module.css";
import { Value } from "./Value";

interface Props {
  conflict: ConflictView;
  earlier: EarlierDecision;
  isDisabled: boolean;
  onTake: () => void;
}

export function Earlier({ conflict, earlier, isDisabled, onTake }: Props) {
  const words = decisionOf({ ...conflict, decision: earlier.decision });
  return (
    <div className={`line small ${styles.earlier}`}>
      <span>
        The same was decided before: {words?.label}
        {words && "value" in words && conflict.path !== "" && (
          <>
            {" "}
            (<Value value={words.value} nothing="removed" />)
          </>
        )}
        {earlier.by && <>, by {nameIn(earlier.by)}</>}
        {typeof earlier.at === "number" && (
          <>
            , <Time at={earlier.at} />
          </>
        )}
        {earlier.why && <>: “{earlier.why}”</>}
      </span>
      <Button
        disabled={isDisabled}
        aria-label={`Take the earlier decision about ${placeOf(conflict)}`}
        onClick={onTake}
      >
        Take it
      </Button>
    </div>
  );
}
