/** One repository: where it is, how it is reached, who uses it, its branches in use and what is wrong with them. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { asProblem } from "~/api/problem";
import { useTestRepository } from "~/api/queries/repositories";
import type { CredentialView, QueueView, RepositoryView } from "~/api/types";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { ErrorView } from "~/components/ErrorView";
import { Icon } from "~/components/Icon";
import { Marked } from "~/components/Marked";
import { Menu, MenuItem, MenuLine } from "~/components/Menu";
import { Notice } from "~/components/Notice";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import { useToast } from "~/components/Toasts";
import { CommitName } from "~/features/commit/CommitName";
import { CredentialState, Expiry } from "~/features/credential/CredentialState";
import { hostOf } from "~/features/credential/credential";
import { sentence } from "~/lib/words";
import styles from "./Repositories.module.css";
import { lastContact, wayOf } from "./repository";
import { hasParts, partsOf } from "./transport/draft";
import { TransportFacts } from "./transport/TransportFacts";
import { isOfTransport } from "./transport/words";

/** What is done in a dialog. */
export type RepositoryAction = "settings" | "transport" | "move" | "disconnect";

interface Props {
  repository: RepositoryView;
  /** As far as whoever looks may know of it. */
  credential: CredentialView | undefined;
  mayAdminister: boolean;
  onAct: (action: RepositoryAction) => void;
}

export function RepositoryRow({ repository, credential, mayAdminister, onAct }: Props) {
  const { name, url, branch, fabrics, queues, transport } = repository;
  const test = useTestRepository(name);
  const toast = useToast();
  const [failure, setFailure] = useState<{ error: unknown; way: string }>();
  const way = wayOf(repository);
  const contact = lastContact(repository);
  const mayHaveTransport = hasParts(partsOf(url, transport));

  const runTest = async () => {
    setFailure(undefined);
    try {
      await test.mutateAsync();
      toast(`${name}: the connection works.`);
    } catch (error) {
      setFailure({ error, way });
    }
  };

  return (
    <section className={`panel ${styles.repository}`} aria-label={name}>
      <div className={styles.head}>
        <h2>{name}</h2>
        <span className={styles.url}>
          <code>{url}</code>
          <CopyButton text={url} label="Copy the URL" />
        </span>
        {mayAdminister && (
          <div className={styles.actions}>
            <Button isBusy={test.isPending} onClick={() => void runTest()}>
              Test repository
            </Button>
            <Menu
              button={
                <Button look="quiet" icon="more" isIconOnly aria-label={`More for ${name}`}>
                  More
                </Button>
              }
            >
              <MenuItem icon="credentials" onSelect={() => onAct("settings")}>
                Edit credential and branch
              </MenuItem>
              {mayHaveTransport && (
                <MenuItem icon="lock" onSelect={() => onAct("transport")}>
                  Edit certificates and proxy
                </MenuItem>
              )}
              <MenuItem icon="edit" onSelect={() => onAct("move")}>
                Move to another URL
              </MenuItem>
              <MenuLine />
              <MenuItem icon="trash" isDangerous onSelect={() => onAct("disconnect")}>
                Disconnect repository
              </MenuItem>
            </Menu>
          </div>
        )}
      </div>
      {failure?.way === way && (
        <ErrorView error={failure.error}>
          {mayHaveTransport && isOfTransport(asProblem(failure.error).problem.code ?? undefined) && (
            <p>
              <Button icon="lock" onClick={() => onAct("transport")}>
                Edit certificates and proxy
              </Button>
            </p>
          )}
        </ErrorView>
      )}
      {transport?.warnings?.map((warning) => (
        <Notice key={warning} tone="drift" title={<Marked text={sentence(warning)} />} />
      ))}
      <dl className={styles.facts}>
        <dt>Host</dt>
        <dd>{hostOf(url)}</dd>
        <dt>Used by</dt>
        <dd>
          {fabrics.length === 0 && <span className="muted">no fabric yet</span>}
          {fabrics.map((fabric, at) => (
            <span key={fabric}>
              {at > 0 && ", "}
              <Link to="/fabrics/$fabric" params={{ fabric }}>
                {fabric}
              </Link>
            </span>
          ))}
        </dd>
        <dt>Last contact</dt>
        <dd>{contact ? <Time at={contact} /> : <span className="muted">never</span>}</dd>
        <dt>Credential</dt>
        <dd>
          <CredentialOf repository={repository} credential={credential} />
        </dd>
        {transport && <TransportFacts transport={transport} />}
        <dt>Branch</dt>
        <dd>
          <code>{branch}</code> <span className="muted">the default for new fabrics</span>
        </dd>
      </dl>
      {queues.length > 0 && <Queues queues={queues} fabric={repository.fabrics[0]} />}
    </section>
  );
}

function CredentialOf({ repository, credential }: Pick<Props, "repository" | "credential">) {
  if (!repository.credential) return <span className="muted">none</span>;
  if (!credential) return <>{repository.credential}</>;
  return (
    <div className={styles.credential}>
      <Link to="/credentials">{credential.name}</Link>
      <CredentialState credential={credential} />
      {credential.expires_at && (
        <span className="small">
          expires <Expiry credential={credential} />
        </span>
      )}
    </div>
  );
}

function Queues({ queues, fabric }: { queues: QueueView[]; fabric: string | undefined }) {
  return (
    <ul className={styles.queues} aria-label="Branches in use">
      {queues.map((queue) => (
        <li key={queue.branch}>
          <span className={queue.problem ? styles.bad : styles.good}>
            <Icon name={queue.problem ? "error" : "check"} size={14} />
          </span>
          <code>{queue.branch}</code>
          {queue.problem ? (
            <>
              <Badge tone="conflict">problem</Badge>
              <span className={styles.problem}>
                <Marked text={queue.problem} />
              </span>
            </>
          ) : (
            <span className="soft">
              {queue.head ? (
                <>
                  at <CommitName commit={queue.head} fabric={fabric} />
                </>
              ) : (
                "not read yet"
              )}
              {queue.looked_at && (
                <>
                  , checked <Time at={queue.looked_at} />
                </>
              )}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
