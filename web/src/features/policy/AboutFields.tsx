/** What a rule, an owner or a severity is about: a field with all that is below, of a kind. */
import { TextField } from "~/components/fields";

interface PathProps {
  hint: string;
  error?: string | undefined;
  path: string;
  onChange: (path: string) => void;
}

export function PathField({ hint, error, path, onChange }: PathProps) {
  return (
    <TextField
      label="Field"
      hint={hint}
      isMono
      spellCheck={false}
      autoCapitalize="none"
      value={path}
      error={error}
      onChange={(text) => onChange(text.trim())}
    />
  );
}

interface KindProps {
  kind: string | null | undefined;
  onChange: (kind: string | null) => void;
}

export function KindField({ kind, onChange }: KindProps) {
  return (
    <TextField
      label="Kind"
      hint="As in VPC or VPC.vpc.githedgehog.com; empty for every kind."
      isMono
      spellCheck={false}
      autoCapitalize="none"
      value={kind ?? ""}
      onChange={(text) => onChange(text.trim() || null)}
    />
  );
}
