/** What a policy settled at once, when it was saved. */
import type { PolicyView } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { count } from "~/lib/words";

interface Props {
  fabric: string | null;
  settled: NonNullable<PolicyView["settled"]>;
}

export function Settled({ fabric, settled: { decided, left } }: Props) {
  return (
    <Notice
      tone="sync"
      title={`Saved. It decided ${count(decided, "open conflict")} and left ${count(left, "conflict")} to people.`}
      action={
        decided + left > 0 && (
          <ButtonLink
            to="/conflicts"
            search={{ ...(fabric !== null && { fabric }), ...(decided > 0 && { state: "resolved" }) }}
          >
            Show conflicts
          </ButtonLink>
        )
      }
    />
  );
}
