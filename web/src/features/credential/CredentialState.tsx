/** How a credential is: a word, when that was found, and what is wrong. */
import type { CredentialView } from "~/api/types";
import { Marked } from "~/components/Marked";
import { Badge, StateBadge } from "~/components/StateBadge";
import { Time, useNow } from "~/components/Time";
import { expiryOf } from "./credential";

/** What a cluster or a credential says of itself. */
type Checked = Pick<CredentialView, "state" | "checked_at" | "problem">;

export function CredentialState({ credential }: { credential: Checked }) {
  return (
    <>
      <StateBadge of="CredentialState" state={credential.state} />{" "}
      {credential.checked_at && (
        <span className="muted small">
          <Time at={credential.checked_at} />
        </span>
      )}
      {credential.problem && (
        <p className="soft small">
          <Marked text={credential.problem} />
        </p>
      )}
    </>
  );
}

export function Expiry({ credential }: { credential: Pick<CredentialView, "expires_at"> }) {
  const now = useNow();
  const expiry = expiryOf(credential, now);
  if (!credential.expires_at) return <span className="muted">unknown</span>;
  const time = <Time at={credential.expires_at} />;
  if (expiry === "over") return <Badge tone="conflict">expired</Badge>;
  return expiry === "soon" ? (
    <strong>
      <Badge tone="drift">soon</Badge> {time}
    </strong>
  ) : (
    time
  );
}
