/** How the fabric is installed, which some rules depend on: said, corrected or taken back. */
import { useState } from "react";
import { type TaggedRules, useInstall } from "~/api/queries/rules";
import { Button } from "~/components/Button";
import { ConfirmDialog } from "~/components/Dialog";
import { ErrorView } from "~/components/ErrorView";
import { Notice } from "~/components/Notice";
import { InstallationForm } from "./InstallationForm";
import { givenOf, labelOf, textOf } from "./installation";
import styles from "./RulesTab.module.css";

interface Props {
  fabric: string;
  tagged: TaggedRules;
  /** Why whoever looks may not say it. */
  why: string | undefined;
}

export function Installation({ fabric, tagged, why }: Props) {
  const { rules, etag } = tagged;
  const given = givenOf(rules);
  const install = useInstall(fabric);
  // what was looked at when the form was opened: others may save meanwhile
  const [editing, setEditing] = useState<TaggedRules>();
  const [isForgetting, setForgetting] = useState(false);
  const settings = rules.settings;
  return (
    <section aria-label="Installation settings" className={styles.section}>
      <h2>Installation settings</h2>
      <p className="soft">
        Some rules depend on how the fabric is installed: the <code>spec.config</code> of its <code>Fabricator</code>.
      </p>
      {rules.installation_problem && (
        <Notice tone="conflict" title="The settings count as not given">
          {rules.installation_problem}
        </Notice>
      )}
      {given === undefined ? (
        <p>They are not given, so those rules are not checked.</p>
      ) : (
        <Given settings={settings} given={given} />
      )}
      {install.error && !editing && <ErrorView error={install.error} />}
      {why !== undefined && <p className="soft small">{why}</p>}
      {why === undefined && !editing && (
        <div className="line">
          {given === undefined && (
            <Button look="primary" isBusy={install.isPending} onClick={() => install.mutate({ settings: {}, etag })}>
              Use the installer's defaults
            </Button>
          )}
          <Button onClick={() => setEditing(tagged)}>{given === undefined ? "Enter settings" : "Edit settings"}</Button>
          {given !== undefined && (
            <Button look="quiet" onClick={() => setForgetting(true)}>
              Forget settings
            </Button>
          )}
        </div>
      )}
      {editing && <InstallationForm fabric={fabric} looked={editing} onClose={() => setEditing(undefined)} />}
      <ConfirmDialog
        isOpen={isForgetting}
        onClose={() => setForgetting(false)}
        title="Forget the installation settings"
        action="Forget settings"
        onConfirm={async () => {
          await install.mutateAsync({ settings: undefined, etag });
        }}
      >
        Rules that depend on them are not checked from then on.
      </ConfirmDialog>
    </section>
  );
}

function Given({ settings, given }: { settings: TaggedRules["rules"]["settings"]; given: Record<string, unknown> }) {
  const differing = settings.filter(({ name }) => name in given);
  if (differing.length === 0) return <p>The fabric is installed with the installer's defaults.</p>;
  return (
    <>
      <p>The fabric is installed with the installer's defaults, but for:</p>
      <dl className={styles.given}>
        {differing.map(({ name }) => (
          <div key={name}>
            <dt>{labelOf(name)}</dt>
            <dd className="mono">{textOf(given[name]).replaceAll("\n", ", ")}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
