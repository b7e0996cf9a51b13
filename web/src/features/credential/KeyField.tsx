/** Where a private key is pasted: not shown, not remembered by the browser, gone with its form. */
import { TextArea } from "~/components/fields";

interface Props {
  value: string;
  onChange: (value: string) => void;
  placeholder: string;
  hint: string;
  error?: string | undefined;
}

/** A private key has lines, which a password field would join. */
export function KeyField(props: Props) {
  return (
    <TextArea
      {...props}
      label="Private key"
      isMono
      isMasked
      rows={6}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      data-1p-ignore
    />
  );
}
