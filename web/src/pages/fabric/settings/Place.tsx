/** Where a fabric's files are, and moving it to where they went. */
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { FabricView } from "~/api/types";
import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { MoveFabric } from "./MoveFabric";
import styles from "./SettingsTab.module.css";

interface Props {
  fabric: FabricView;
  /** Why whoever looks may not move it. */
  why: string | undefined;
}

export function Place({ fabric, why }: Props) {
  const [isMoving, setMoving] = useState(false);
  const rows: [string, string][] = [
    ["Repository", fabric.repository],
    ["Branch", fabric.branch],
    ["Directory", fabric.directory || "/"],
    ["Layout", fabric.layout],
  ];
  return (
    <section aria-label="Place in Git">
      <h2>Place in Git</h2>
      <dl className={styles.where}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      {fabric.problem && why === undefined && <Gone repository={fabric.repository} />}
      {why === undefined ? (
        <div className="line">
          <Button onClick={() => setMoving(true)}>Move fabric</Button>
        </div>
      ) : (
        <p className="soft small">A fabric can be moved to another repository, branch or directory. {why}</p>
      )}
      {isMoving && <MoveFabric fabric={fabric} onClose={() => setMoving(false)} />}
    </section>
  );
}

/** The ways on when the remote went elsewhere, or for good. What is wrong with it stands at the top of the page. */
function Gone({ repository }: { repository: string }) {
  return (
    <Notice tone="drift" title="If the remote has moved or is gone">
      <p>
        If the repository has another URL now,{" "}
        <Link to="/repositories" search={{ q: repository }}>
          move repository {repository}
        </Link>
        . If the files are in another repository, branch or directory, move the fabric. If they are gone for good,
        disconnect it: its drafts are listed first.
      </p>
    </Notice>
  );
}
