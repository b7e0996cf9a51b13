/** The credentials, each with what may be done with it. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTestCredential } from "~/api/queries/repositories";
import type { CredentialView } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { Menu, MenuItem, MenuLine } from "~/components/Menu";
import { stateWord } from "~/components/state/words";
import { Time } from "~/components/Time";
import { useToast } from "~/components/Toasts";
import { CredentialState, Expiry } from "~/features/credential/CredentialState";
import { expiryOf, KIND_WORDS } from "~/features/credential/credential";
import styles from "./Credentials.module.css";
import type { CredentialAction } from "./CredentialsPage";

interface Props {
  credentials: CredentialView[];
  onAct: (action: CredentialAction, credential: CredentialView) => void;
}

export function CredentialTable({ credentials, onAct }: Props) {
  const sorted = [...credentials].sort(
    (a, b) => Number(isFine(a)) - Number(isFine(b)) || a.name.localeCompare(b.name, "en", { numeric: true }),
  );
  return (
    <ul className="panel" aria-label="Credentials">
      {sorted.map((credential) => (
        <Row key={credential.name} credential={credential} onAct={(action) => onAct(action, credential)} />
      ))}
    </ul>
  );
}

/** What does not work or is about to end stands first. */
function isFine(credential: CredentialView): boolean {
  const expiry = expiryOf(credential, Date.now());
  return stateWord("CredentialState", credential.state).tone !== "conflict" && expiry !== "over" && expiry !== "soon";
}

function Row({ credential, onAct }: { credential: CredentialView; onAct: (action: CredentialAction) => void }) {
  const test = useTestCredential(credential.name);
  const toast = useToast();
  const [failure, setFailure] = useState<unknown>();
  const isSealed = credential.source === "sealed";

  const runTest = async () => {
    setFailure(undefined);
    try {
      const { state } = await test.mutateAsync();
      toast(state === "works" ? `${credential.name} works.` : `${credential.name}: ${state}.`);
    } catch (error) {
      setFailure(error);
    }
  };

  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong>{credential.name}</strong>
        <p className="soft small">
          {KIND_WORDS[credential.kind]}
          {credential.user && (
            <>
              {" "}
              of <code>{credential.user}</code>
            </>
          )}
        </p>
      </div>
      <div className={styles.state}>
        <CredentialState credential={credential} />
      </div>
      <dl className={styles.facts}>
        <dt>Host</dt>
        <dd>
          {credential.host ? <code>{credential.host}</code> : <span className="muted">of its first repository</span>}
        </dd>
        <dt>Used by</dt>
        <dd>
          {credential.repositories.length === 0 ? (
            <span className="muted">no repository</span>
          ) : (
            credential.repositories.map((repository, at) => (
              <span key={repository}>
                {at > 0 && ", "}
                <Link to="/repositories" search={{ q: repository }}>
                  {repository}
                </Link>
              </span>
            ))
          )}
        </dd>
        <dt>Expires</dt>
        <dd>
          <Expiry credential={credential} />
        </dd>
        <dt>Stored</dt>
        <dd>
          <Origin credential={credential} />
        </dd>
      </dl>
      <div className={styles.actions}>
        <Button isBusy={test.isPending} onClick={() => void runTest()}>
          Test credential
        </Button>
        {isSealed && (
          <Menu
            button={
              <Button look="quiet" icon="more" isIconOnly aria-label={`More for ${credential.name}`}>
                More
              </Button>
            }
          >
            <MenuItem icon="sync" onSelect={() => onAct("rotate")}>
              Rotate secret
            </MenuItem>
            <MenuItem icon="edit" onSelect={() => onAct("edit")}>
              Edit description
            </MenuItem>
            <MenuLine />
            <MenuItem icon="trash" isDangerous onSelect={() => onAct("remove")}>
              Remove credential
            </MenuItem>
          </Menu>
        )}
      </div>
      {failure !== undefined && (
        <div className={styles.failure}>
          <ErrorView error={failure} />
        </div>
      )}
    </li>
  );
}

function Origin({ credential }: { credential: CredentialView }) {
  if (credential.source === "configuration")
    return <span title="It is changed there">in the server's configuration</span>;
  return (
    <>
      sealed
      {credential.created_by && ` by ${credential.created_by}`}
      {credential.created_at && (
        <>
          , <Time at={credential.created_at} />
        </>
      )}
      {credential.rotated_at && (
        <>
          ; rotated <Time at={credential.rotated_at} />
        </>
      )}
    </>
  );
}
