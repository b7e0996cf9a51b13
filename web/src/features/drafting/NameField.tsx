/** What a change is called. What is wrong with it is shown once it was tried. */
import { TextField } from "~/components/fields";
import { nameProblem } from "./target";

interface Props {
  label?: string;
  hint?: string;
  name: string;
  isTried: boolean;
  onChange: (name: string) => void;
}

export function NameField({ label = "Name of the change", hint, name, isTried, onChange }: Props) {
  return (
    <TextField
      label={label}
      hint={hint}
      value={name}
      onChange={onChange}
      error={isTried ? nameProblem(name) : undefined}
      maxLength={200}
      autoComplete="off"
    />
  );
}
