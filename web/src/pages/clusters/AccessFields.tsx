/** How a cluster is reached and who asks: a kubeconfig, pasted or read from a file, or the cluster that the server runs in. */
import { FileChoice } from "~/components/FileChoice";
import { RadioField, SelectField, TextArea, TextField } from "~/components/fields";
import { type AccessDraft, accessProblem, contextsOf, fileProblem, sizeProblem } from "./access";
import styles from "./Clusters.module.css";

const WAYS: { value: AccessDraft["way"]; label: string }[] = [
  { value: "kubeconfig", label: "With a kubeconfig" },
  { value: "in-cluster", label: "It is the cluster in which this server runs" },
];

interface Props {
  access: AccessDraft;
  onChange: (access: AccessDraft) => void;
  /** What is missing is said once it was tried. */
  isTried: boolean;
}

export function AccessFields({ access, onChange, isTried }: Props) {
  // another kubeconfig has other contexts
  const setKubeconfig = (kubeconfig: string) => onChange({ ...access, kubeconfig, context: "" });
  return (
    <>
      <RadioField
        label="How it is reached"
        value={access.way}
        options={WAYS}
        onChange={(way) => onChange({ ...access, way })}
        hint={access.way === "in-cluster" && "It is asked with the service account of the server's pod."}
      />
      {access.way === "kubeconfig" && (
        <>
          <div className={styles.with}>
            <TextArea
              label="Kubeconfig"
              isMono
              isMasked
              rows={4}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="none"
              data-1p-ignore
              placeholder="apiVersion: v1"
              hint="Paste it, or choose the file. Stored sealed, and never shown again. Commands in it are not run: it needs a token or a client certificate."
              error={isTried ? accessProblem(access) : undefined}
              value={access.kubeconfig}
              onChange={setKubeconfig}
            />
            <FileChoice label="Kubeconfig" onText={setKubeconfig} sizeProblem={sizeProblem} textProblem={fileProblem} />
          </div>
          <Context access={access} onChange={(context) => onChange({ ...access, context })} />
        </>
      )}
    </>
  );
}

function Context({ access, onChange }: { access: AccessDraft; onChange: (context: string) => void }) {
  const { names, current } = contextsOf(access.kubeconfig);
  if (names.length === 0) {
    return (
      <TextField
        label="Context"
        isMono
        autoComplete="off"
        spellCheck={false}
        hint="The kubeconfig's current one when left out."
        value={access.context}
        onChange={onChange}
      />
    );
  }
  const first = current ? `${current} (the current one)` : "none is current: choose one";
  return (
    <SelectField
      label="Context"
      value={access.context}
      options={[
        { value: "", label: first },
        ...names.filter((name) => name !== current).map((name) => ({ value: name, label: name })),
      ]}
      onChange={onChange}
    />
  );
}
