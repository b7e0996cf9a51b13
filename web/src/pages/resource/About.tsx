/** What the resource is, how it stands, and what that was concluded from. */
import { Link } from "@tanstack/react-router";
import type { ResourceId } from "~/api/keys";
import { useFabric } from "~/api/queries/fabrics";
import type { ResourceDetail } from "~/api/types";
import { Marked } from "~/components/Marked";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { exact } from "~/lib/time";
import { sentenceOf } from "./sentence";

export function About({ id, detail }: { id: ResourceId; detail: ResourceDetail }) {
  const { evidence, facts = [], agent } = detail;
  const branch = useFabric(id.fabric).data?.branch;
  return (
    <>
      {facts.length > 0 && (
        <>
          <span>{facts.map(({ name, value }) => `${name} ${value}`).join(" · ")}</span>
          <br />
        </>
      )}
      <span>{sentenceOf(detail)}</span>{" "}
      <span className="muted">
        In{" "}
        <Link to="/fabrics/$fabric" params={{ fabric: id.fabric }}>
          {id.fabric}
        </Link>
        {evidence.commit && (
          <>
            , from <CommitName commit={evidence.commit} fabric={id.fabric} />
            {branch && <> of {branch}</>}
          </>
        )}
        {evidence.looked_at && (
          <>
            , checked <Time at={evidence.looked_at} />
          </>
        )}
        .
      </span>
      {agent && (
        <>
          <br />
          <span
            className="soft"
            title={agent.unknown_since ? `unknown since ${exact(agent.unknown_since)}` : undefined}
          >
            On the switch: <Marked text={agent.sentence} />
            {agent.unknown_since ? ", as it was known last" : ""}.
          </span>
        </>
      )}
    </>
  );
}
