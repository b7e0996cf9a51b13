/** The form of the installation settings: each with the installer's default, which is offered where it differs. */
import { type FormEvent, useState } from "react";
import { asProblem } from "~/api/problem";
import { type TaggedRules, useInstall } from "~/api/queries/rules";
import type { InstallationSetting } from "~/api/types";
import { Button } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import { SelectField, TextArea, TextField } from "~/components/fields";
import { useToast } from "~/components/Toasts";
import { sentence } from "~/lib/words";
import { givenOf, labelOf, namedIn, type Texts, textOf, textsOf, toSend } from "./installation";
import styles from "./RulesTab.module.css";

interface Props {
  fabric: string;
  looked: TaggedRules;
  onClose: () => void;
}

export function InstallationForm({ fabric, looked, onClose }: Props) {
  const { settings } = looked.rules;
  const [texts, setTexts] = useState(() => textsOf(settings, givenOf(looked.rules)));
  const [isTried, setTried] = useState(false);
  const install = useInstall(fabric);
  const toast = useToast();
  const { body, errors } = toSend(settings, texts);
  const problem = install.error ? asProblem(install.error) : undefined;
  const refused = namedIn(problem?.detail, settings);
  const errorOf = (name: string) => {
    if (isTried && errors[name]) return errors[name];
    return refused === name && problem?.detail ? sentence(problem.detail.replaceAll("`", "")) : undefined;
  };
  const change = (name: string, text: string) => {
    install.reset();
    setTexts((before: Texts) => ({ ...before, [name]: text }));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(errors).length > 0) return;
    install.mutate(
      { settings: body, etag: looked.etag },
      {
        onSuccess: () => {
          toast("Saved. The fabric and its open changes were checked again.");
          onClose();
        },
      },
    );
  };
  return (
    <form onSubmit={save} className={styles.form} aria-label="Installation settings">
      <div className={styles.fields}>
        {settings.map((setting) => (
          <Field
            key={setting.name}
            setting={setting}
            text={texts[setting.name] ?? ""}
            error={errorOf(setting.name)}
            onChange={(text) => change(setting.name, text)}
          />
        ))}
      </div>
      {install.error && !refused && <ErrorView error={install.error} />}
      <div className="line">
        <Button type="submit" look="primary" isBusy={install.isPending}>
          Save settings
        </Button>
        <Button onClick={() => setTexts(textsOf(settings, undefined))}>Fill in the defaults</Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

interface FieldProps {
  setting: InstallationSetting;
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
}

function Field({ setting, text, error, onChange }: FieldProps) {
  const usual = textOf(setting.default);
  const isUsual = text.trim() === usual;
  const hint = isUsual ? setting.meaning : `${setting.meaning} Default: ${usual.replaceAll("\n", ", ")}.`;
  const common = { label: labelOf(setting.name), hint, error, value: text, onChange };
  const options = (words: readonly string[], label = (word: string) => word) =>
    words.map((value) => ({ value, label: label(value) }));
  switch (setting.form) {
    case "choice":
      return <SelectField {...common} options={options(setting.choices ?? [])} />;
    case "flag":
      return (
        <SelectField {...common} options={options(["false", "true"], (word) => (word === "true" ? "Yes" : "No"))} />
      );
    case "networks":
    case "vlan-ranges":
      return <TextArea {...common} isMono spellCheck={false} />;
    case "number":
      return <TextField {...common} isMono inputMode="numeric" autoComplete="off" />;
    default:
      return <TextField {...common} isMono autoComplete="off" spellCheck={false} />;
  }
}
