/** What is set of how a remote is reached, for the list of a repository's facts: never a secret. */
import type { CertificateView, TransportView } from "~/api/types";
import { CopyButton } from "~/components/CopyButton";
import { Badge } from "~/components/StateBadge";
import { Time, useNow } from "~/components/Time";
import { expiryOf } from "~/features/credential/credential";
import styles from "./Transport.module.css";

export function TransportFacts({ transport }: { transport: TransportView }) {
  const { authorities = [], client_certificate: client, proxy, proxy_password, no_proxy } = transport;
  return (
    <>
      {authorities.length > 0 && (
        <>
          <dt>Authority</dt>
          <dd>
            {authorities.map((authority) => (
              <Certificate key={authority.sha256} certificate={authority} />
            ))}
          </dd>
        </>
      )}
      {client && (
        <>
          <dt>Client certificate</dt>
          <dd>
            <Certificate certificate={client} note="its key is stored sealed" />
          </dd>
        </>
      )}
      {proxy && (
        <>
          <dt>Proxy</dt>
          <dd>
            <code>{proxy}</code>{" "}
            {proxy_password && <span className="muted">with a password, which is stored sealed</span>}
          </dd>
        </>
      )}
      {no_proxy && (
        <>
          <dt>Without the proxy</dt>
          <dd>
            <code>{no_proxy}</code>
          </dd>
        </>
      )}
    </>
  );
}

/** In one line; opened, all that is known of it. */
function Certificate({ certificate, note }: { certificate: CertificateView; note?: string }) {
  const { subject, issuer, sha256, valid_from, expires_at } = certificate;
  return (
    <details className={styles.certificate}>
      <summary>
        {subject} <Ends at={expires_at} /> {note && <span className="muted">{note}</span>}
      </summary>
      <dl>
        <dt>Signed by</dt>
        <dd>{issuer === subject ? "itself" : issuer}</dd>
        <dt>Valid from</dt>
        <dd>
          <Time at={valid_from} />
        </dd>
        <dt>Expires</dt>
        <dd>
          <Time at={expires_at} />
        </dd>
        <dt>SHA-256</dt>
        <dd>
          <code>{sha256}</code> <CopyButton text={sha256} label="Copy the fingerprint" />
        </dd>
      </dl>
    </details>
  );
}

function Ends({ at }: { at: number }) {
  const expiry = expiryOf({ expires_at: at }, useNow());
  if (expiry === "over") return <Badge tone="conflict">expired</Badge>;
  return (
    <span className="small">
      {expiry === "soon" && <Badge tone="drift">soon</Badge>} expires <Time at={at} />
    </span>
  );
}
