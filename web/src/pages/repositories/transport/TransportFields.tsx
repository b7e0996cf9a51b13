/** How a repository's remote is reached: whom TLS trusts there, what it shows, and the proxy. */
import type { TransportView } from "~/api/types";
import { FileChoice } from "~/components/FileChoice";
import { CheckField, RadioField, TextField } from "~/components/fields";
import { KeyField } from "~/features/credential/KeyField";
import type { Parts, Problems, TransportDraft } from "./draft";
import { pemProblem, sizeProblem } from "./file";
import { PemField } from "./PemField";
import styles from "./Transport.module.css";
import { authorityOptions, clientOptions, passwordHint } from "./words";

interface Props {
  draft: TransportDraft;
  /** What is set already. */
  before?: TransportView | null | undefined;
  parts: Parts;
  /** What is wrong; nothing before it was tried. */
  problems: Problems;
  onChange: (draft: TransportDraft) => void;
}

export function TransportFields({ parts, ...rest }: Props) {
  return (
    <div className={styles.fields}>
      {parts.authority && <AuthorityFields {...rest} />}
      {parts.client && <ClientFields {...rest} />}
      {parts.proxy && <ProxyFields {...rest} />}
    </div>
  );
}

type PartProps = Omit<Props, "parts">;

function AuthorityFields({ draft, before, problems, onChange }: PartProps) {
  return (
    <>
      <RadioField
        label="Certificate authority"
        value={draft.authority}
        options={authorityOptions(before)}
        onChange={(authority) => onChange({ ...draft, authority })}
      />
      {draft.authority === "set" && (
        <PemField
          label="Certificates of the authority"
          hint="PEM, one or several: only these are trusted for this repository. For an https:// proxy, also that of its authority."
          value={draft.ca}
          onChange={(ca) => onChange({ ...draft, ca })}
          error={problems.ca}
        />
      )}
    </>
  );
}

function ClientFields({ draft, before, problems, onChange }: PartProps) {
  const known = before?.client_certificate;
  const setKey = (key: string) => onChange({ ...draft, key });
  return (
    <>
      <RadioField
        label="Client certificate"
        value={draft.client}
        options={clientOptions(before)}
        onChange={(client) => onChange({ ...draft, client })}
      />
      {draft.client === "set" && (
        <>
          <PemField
            label="Certificate"
            hint="PEM; behind it those that lead to its authority."
            value={draft.certificate}
            onChange={(certificate) => onChange({ ...draft, certificate })}
            error={problems.certificate}
          />
          <div className={styles.pem}>
            <KeyField
              value={draft.key}
              onChange={setKey}
              placeholder="-----BEGIN PRIVATE KEY-----"
              hint={
                known
                  ? "If left empty, the stored key is kept: for a certificate that was renewed for it. Stored sealed, and never shown again."
                  : "PEM, without a passphrase. Stored sealed, and never shown again."
              }
              error={problems.key}
            />
            <FileChoice label="Private key" onText={setKey} sizeProblem={sizeProblem} textProblem={pemProblem} />
          </div>
        </>
      )}
    </>
  );
}

function ProxyFields({ draft, before, problems, onChange }: PartProps) {
  const isSet = draft.proxy.trim() !== "";
  return (
    <>
      <TextField
        label="Proxy"
        isMono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="http://proxy.example.net:3128"
        hint={
          before?.proxy && !isSet
            ? "The proxy is removed, with its password and its list of hosts."
            : "http://, https:// or socks5h://, with the port; http://USER@HOST:PORT where it requires a login. If left empty: none."
        }
        error={problems.proxy}
        value={draft.proxy}
        onChange={(proxy) => onChange({ ...draft, proxy })}
      />
      {isSet && (
        <>
          <TextField
            label="Password of the proxy's user"
            type="password"
            autoComplete="off"
            spellCheck={false}
            data-1p-ignore
            hint={passwordHint(before)}
            value={draft.password}
            onChange={(password) => onChange({ ...draft, password })}
          />
          {before?.proxy_password && draft.password === "" && (
            <CheckField
              label="Remove the stored password"
              isChecked={draft.isPasswordRemoved}
              onChange={(isPasswordRemoved) => onChange({ ...draft, isPasswordRemoved })}
            />
          )}
          <TextField
            label="Hosts without the proxy"
            isMono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="example.org,10.0.0.0/8"
            hint="Separated by commas: names (and all below them), addresses, networks, or *."
            value={draft.noProxy}
            onChange={(noProxy) => onChange({ ...draft, noProxy })}
          />
        </>
      )}
    </>
  );
}
