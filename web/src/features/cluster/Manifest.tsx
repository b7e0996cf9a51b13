/** The manifest that allows what a fabric needs in its cluster, to copy. */
import { useState } from "react";
import { useClusterManifest } from "~/api/queries/clusters";
import { Button } from "~/components/Button";
import { CopyButton } from "~/components/CopyButton";
import { Dialog, DialogActions } from "~/components/Dialog";
import { CheckField } from "~/components/fields";
import { Loaded } from "~/components/Loaded";
import styles from "./Manifest.module.css";

interface Props {
  fabric: string;
  onClose: () => void;
}

export function Manifest({ fabric, onClose }: Props) {
  const [apply, setApply] = useState(true);
  const manifest = useClusterManifest(fabric, apply);
  const command = `hedgerow cluster manifest ${fabric}${apply ? " --apply" : ""} | kubectl apply -f -`;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isWide
      title={`What ${fabric} needs in its cluster`}
      description="A service account that may do this and no more. Somebody who administers the cluster applies it."
    >
      <CheckField
        label="Applying too"
        hint="Without it, the cluster is only looked at."
        isChecked={apply}
        onChange={setApply}
      />
      <Loaded query={manifest}>
        {(text) => (
          <div className={styles.manifest}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
            <section className={styles.text} tabIndex={0} aria-label="Manifest">
              <pre>{text}</pre>
            </section>
            <div className={styles.copy}>
              <CopyButton text={text} label="Copy the manifest" />
            </div>
          </div>
        )}
      </Loaded>
      <p className={styles.command}>
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </p>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}
