/** The host keys that are trusted with an SSH key. */
import { TextArea } from "~/components/fields";

interface Props {
  host: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | undefined;
}

export function HostKeys({ host, value, onChange, hint, error }: Props) {
  return (
    <TextArea
      label="Host keys"
      isMono
      rows={3}
      spellCheck={false}
      autoComplete="off"
      placeholder={`${host || "git.example.net"} ssh-ed25519 AAAA…`}
      hint={
        <>
          {hint ?? "Pinned: a host with another key is refused."} What <code>ssh-keyscan {host || "HOST"}</code> prints,
          compared with what the host publishes.
        </>
      }
      error={error}
      value={value}
      onChange={onChange}
    />
  );
}
