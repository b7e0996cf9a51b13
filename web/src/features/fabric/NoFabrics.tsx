/** What a server without fabrics teaches. */
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";

export function NoFabrics({ mayConnect }: { mayConnect: boolean }) {
  return (
    <div className="panel">
      <EmptyState
        title="No fabric is connected"
        action={
          mayConnect && (
            <ButtonLink to="/fabrics" search={{ new: "1" }} look="primary" icon="plus">
              Connect a fabric
            </ButtonLink>
          )
        }
      >
        {mayConnect
          ? "A fabric is a directory of YAML files in a Git repository. Connecting one reads it and writes nothing."
          : "None is connected, or you have no role in those that are. An administrator gives roles under People."}
      </EmptyState>
    </div>
  );
}
