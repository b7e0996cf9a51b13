/** One cluster: where it is, who asks, which fabrics live in it, and what a test found that the login may do there. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTestCluster } from "~/api/queries/clusters";
import type { ClusterTest, ClusterView, HeldView } from "~/api/types";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { ErrorView } from "~/components/ErrorView";
import { Icon, type IconName } from "~/components/Icon";
import { Menu, MenuItem, MenuLine } from "~/components/Menu";
import { Time } from "~/components/Time";
import { CredentialState, Expiry } from "~/features/credential/CredentialState";
import { count } from "~/lib/words";
import styles from "./Clusters.module.css";
import { type HeldWords, heldWords, loginWords, wayOf } from "./cluster";

/** What is done in a dialog. */
export type ClusterAction = "rotate" | "remove";

interface Props {
  cluster: ClusterView;
  onAct: (action: ClusterAction) => void;
  onManifest: (fabric: string) => void;
}

export function ClusterRow({ cluster, onAct, onManifest }: Props) {
  const { name, server, version, fabrics, state } = cluster;
  const test = useTestCluster(name);
  const [found, setFound] = useState<{ test?: ClusterTest; error?: unknown; way: string }>();

  const runTest = async () => {
    setFound(undefined);
    try {
      const answer = await test.mutateAsync();
      setFound({ test: answer, way: wayOf(answer) });
    } catch (error) {
      setFound({ error, way: wayOf(cluster) });
    }
  };
  // what was found of another login says nothing of this one
  const holds = found?.way === wayOf(cluster) ? found : undefined;

  return (
    <section className={`panel ${styles.cluster}`} aria-label={name}>
      <div className={styles.head}>
        <h2>{name}</h2>
        <span className={styles.server}>
          <code>{server}</code>
          <CopyButton text={server} label="Copy the address" />
        </span>
        <div className={styles.actions}>
          <Button isBusy={test.isPending} onClick={() => void runTest()}>
            Test cluster
          </Button>
          <Menu
            button={
              <Button look="quiet" icon="more" isIconOnly aria-label={`More for ${name}`}>
                More
              </Button>
            }
          >
            <MenuItem icon="sync" onSelect={() => onAct("rotate")}>
              Rotate login
            </MenuItem>
            {fabrics.map((fabric) => (
              <MenuItem key={fabric} icon="file" onSelect={() => onManifest(fabric)}>
                Manifest for {fabric}
              </MenuItem>
            ))}
            <MenuLine />
            <MenuItem icon="trash" isDangerous onSelect={() => onAct("remove")}>
              Remove cluster
            </MenuItem>
          </Menu>
        </div>
      </div>
      <dl className={styles.facts}>
        <dt>State</dt>
        <dd>
          <CredentialState credential={cluster} />
        </dd>
        <dt>Version</dt>
        <dd>{version ?? <span className="muted">not told</span>}</dd>
        <dt>Login</dt>
        <dd>
          {loginWords(cluster)}
          {cluster.expires_at && (
            <>
              , expires <Expiry credential={cluster} />
            </>
          )}
          <span className="muted">
            ; {cluster.rotated_at ? "rotated " : `added by ${cluster.created_by} `}
            <Time at={cluster.rotated_at ?? cluster.created_at} />
          </span>
        </dd>
        <dt>Fabrics</dt>
        <dd>
          {fabrics.length === 0 && <span className="muted">none lives in it: choose it on a fabric's Settings</span>}
          {fabrics.map((fabric, at) => (
            <span key={fabric}>
              {at > 0 && ", "}
              <Link to="/fabrics/$fabric" params={{ fabric }}>
                {fabric}
              </Link>
            </span>
          ))}
        </dd>
        {/* one that does not answer was only asked */}
        <dt>{state === "works" ? "Last answer" : "Last asked"}</dt>
        <dd>{cluster.checked_at ? <Time at={cluster.checked_at} /> : <span className="muted">never</span>}</dd>
      </dl>
      {holds?.error !== undefined && <ErrorView error={holds.error} />}
      {holds?.test && <Found test={holds.test} onManifest={onManifest} />}
    </section>
  );
}

function Found({ test, onManifest }: { test: ClusterTest; onManifest: (fabric: string) => void }) {
  return (
    <section className={styles.found} aria-label={`What the test of ${test.name} found`} role="status">
      {test.state === "works" && test.permissions.length === 0 && (
        <p className="soft">It answers. No fabric lives in it, so nothing was asked of permissions.</p>
      )}
      {test.state !== "works" && <p className="soft">It did not answer as it should; what is wrong stands above.</p>}
      {test.permissions.map((held) => (
        <Held key={`${held.fabric} ${held.namespace}`} held={held} onManifest={onManifest} />
      ))}
    </section>
  );
}

const ICONS: Record<HeldWords["tone"], IconName> = { sync: "check", drift: "warning", conflict: "error" };

function Held({ held, onManifest }: { held: HeldView; onManifest: (fabric: string) => void }) {
  const { tone, words } = heldWords(held);
  return (
    <div className={styles.held}>
      <span className={styles[tone]}>
        <Icon name={ICONS[tone]} size={14} />
      </span>
      <div>
        <strong>{held.fabric}</strong> <span className="soft">in namespace {held.namespace || "(none)"}:</span> {words}
        <Missing label="missing to follow it" names={held.missing} />
        <Missing label="missing to re-apply" names={held.missing_to_apply} />
      </div>
      <Button onClick={() => onManifest(held.fabric)}>Show manifest</Button>
    </div>
  );
}

function Missing({ label, names }: { label: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <details open={names.length <= 6}>
      <summary className="small soft">
        {count(names.length, "permission")} {label}
      </summary>
      <ul className={`mono small ${styles.missing}`}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </details>
  );
}
