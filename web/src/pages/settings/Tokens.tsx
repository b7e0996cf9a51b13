/** API tokens: for programs that do what one may do oneself, or less. */
import { useState } from "react";
import { useRevokeToken, useTokens } from "~/api/queries/me";
import { useRoles } from "~/api/queries/roles";
import type { Me, TokenView } from "~/api/types";
import { Button } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { Badge } from "~/components/StateBadge";
import { Time, useNow } from "~/components/Time";
import { permissionWords } from "~/features/permissions/words";
import { list } from "~/lib/words";
import { MakeToken } from "./MakeToken";
import styles from "./Settings.module.css";

export function Tokens({ me }: { me: Me }) {
  const tokens = useTokens();
  const [isMaking, setMaking] = useState(false);
  return (
    <section className={styles.section} aria-labelledby="tokens">
      <h2 id="tokens">API tokens</h2>
      <p className="soft">
        For programs and the command line. What is done with one carries your name; it may do at most what you may,
        wherever you may.
      </p>
      <div>
        <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
          Create a token
        </Button>
      </div>
      <Loaded query={tokens}>
        {(all) =>
          all.length === 0 ? (
            <div className="panel">
              <EmptyState title="No token yet" command="export HEDGEROW_TOKEN=hgr_…">
                With one in its environment, the command line works as you.
              </EmptyState>
            </div>
          ) : (
            <ul className={`panel ${styles.list}`}>
              {all.map((token) => (
                <Token key={token.id} token={token} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {isMaking && <MakeToken me={me} onClose={() => setMaking(false)} />}
    </section>
  );
}

function Token({ token }: { token: TokenView }) {
  const [isRevoking, setRevoking] = useState(false);
  const revoke = useRevokeToken();
  const isOver = token.expires_at <= useNow();
  const roles = useRoles();
  return (
    <li>
      <div className={styles.what}>
        <strong>{token.name}</strong> {isOver && <Badge tone="aside">expired</Badge>}
        <p className="soft small">
          May {permissionWords(token.scopes, roles)}
          {token.fabrics && ` in ${list(token.fabrics)}`}.
        </p>
        <p className="muted small">
          Created <Time at={token.created_at} />; {isOver ? "expired" : "expires"} <Time at={token.expires_at} />;{" "}
          {token.used_at ? (
            <>
              used <Time at={token.used_at} />
              {token.used_from && ` from ${token.used_from}`}
            </>
          ) : (
            "never used"
          )}
        </p>
      </div>
      <Button onClick={() => setRevoking(true)}>{isOver ? "Remove token" : "Revoke token"}</Button>
      <ConfirmDialog
        isOpen={isRevoking}
        onClose={() => setRevoking(false)}
        title={`Revoke ${token.name}?`}
        action="Revoke token"
        isDangerous
        onConfirm={() => revoke.mutateAsync(token.id)}
      >
        Programs that use it are refused from now on.
      </ConfirmDialog>
    </li>
  );
}
