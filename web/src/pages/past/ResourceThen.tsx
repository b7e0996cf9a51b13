/** One resource as it was: its text, the way to what it is now, and back. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "~/api/queries/me";
import { useResourceAt } from "~/api/queries/past";
import type { PastPoint, PastResource } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Loaded } from "~/components/Loaded";
import { Badge, StateText } from "~/components/StateBadge";
import { addressOf, kindName, spokenName } from "~/features/resource/identity";
import { RestoreDialog } from "~/features/restore/RestoreDialog";
import styles from "./PastPage.module.css";
import { isRestorable, sinceWords } from "./words";

interface Props {
  fabric: string;
  point: PastPoint;
  row: PastResource;
}

export function ResourceThen({ fabric, point, row }: Props) {
  const id = addressOf(fabric, { ...row, kind: kindName(row) });
  const then = useResourceAt(id, point.commit);
  const mayEdit = useMay("edit", fabric);
  const navigate = useNavigate({ from: "/fabrics/$fabric/at" });
  const [isAsked, setAsked] = useState(false);
  const { words, tone } = sinceWords(row.since);
  const close = () => void navigate({ search: (before) => ({ ...before, resource: undefined }), resetScroll: false });
  return (
    <section className="panel" aria-label={`${spokenName(row)} as it was`}>
      <div className={styles.head}>
        <h2>{spokenName(row)}</h2>
        <Badge tone={tone}>{words}</Badge>
        {then.data && <CopyButton text={then.data.text} label="Copy the YAML" />}
        {row.since !== "gone" && (
          <ButtonLink to="/fabrics/$fabric/resources/$kind/$namespace/$name" params={id}>
            What it is now
          </ButtonLink>
        )}
        {mayEdit && isRestorable(row) && (
          <Button look="primary" onClick={() => setAsked(true)}>
            Restore…
          </Button>
        )}
        <Button look="quiet" icon="cross" isIconOnly onClick={close}>
          Close {spokenName(row)}
        </Button>
      </div>
      <Loaded query={then}>
        {({ text, standing }) => (
          <>
            {standing !== "live" && (
              <p className={`soft ${styles.fields}`}>
                It was <StateText of="Standing" state={standing} /> then.
              </p>
            )}
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
            <pre tabIndex={0} className={styles.text}>
              {text}
            </pre>
          </>
        )}
      </Loaded>
      {isAsked && (
        <RestoreDialog fabric={fabric} resource={row} drafts={[]} point={point} onClose={() => setAsked(false)} />
      )}
    </section>
  );
}
