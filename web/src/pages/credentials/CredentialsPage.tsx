/** What repositories are reached with. No secret is ever shown, and none is kept by the page. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "~/api/queries/me";
import { useCredentials } from "~/api/queries/repositories";
import type { CredentialView } from "~/api/types";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { useNow } from "~/components/Time";
import { AddCredential } from "~/features/credential/AddCredential";
import { credentialsSentence } from "~/features/credential/credential";
import { CredentialTable } from "./CredentialTable";
import { EditCredential } from "./EditCredential";
import { RemoveCredential } from "./RemoveCredential";
import { RotateCredential } from "./RotateCredential";

export type CredentialAction = "rotate" | "edit" | "remove";

export function CredentialsPage() {
  const { new: isAdding } = useSearch({ from: "/frame/credentials" });
  const navigate = useNavigate({ from: "/credentials" });
  const mayAdminister = useMay("administer");
  const credentials = useCredentials();
  const now = useNow();
  const [open, setOpen] = useState<{ action: CredentialAction; credential: CredentialView }>();
  const add = (isOpen: boolean) => void navigate({ search: { new: isOpen ? "1" : undefined }, replace: !isOpen });
  const close = () => setOpen(undefined);

  if (!mayAdminister) return <NotYours />;
  return (
    <>
      <PageHeader
        title="Credentials"
        help="credentials"
        sentence={credentials.data && credentialsSentence(credentials.data, now)}
        actions={
          <Button look="primary" icon="plus" onClick={() => add(true)}>
            Add a credential
          </Button>
        }
      />
      <Loaded query={credentials}>
        {(all) =>
          all.length === 0 ? (
            <Empty />
          ) : (
            <CredentialTable credentials={all} onAct={(action, credential) => setOpen({ action, credential })} />
          )
        }
      </Loaded>
      {isAdding && <AddCredential onClose={() => add(false)} />}
      {open?.action === "rotate" && <RotateCredential credential={open.credential} onClose={close} />}
      {open?.action === "edit" && <EditCredential credential={open.credential} onClose={close} />}
      {open?.action === "remove" && <RemoveCredential credential={open.credential} onClose={close} />}
    </>
  );
}

function NotYours() {
  return (
    <>
      <PageHeader title="Credentials" />
      <EmptyState title="Only administrators see credentials">
        Somebody who is admin of all fabrics can store, test and rotate them. Repositories shows which one a repository
        uses.
      </EmptyState>
    </>
  );
}

function Empty() {
  return (
    <div className="panel">
      <EmptyState title="No credential is stored">
        Repositories on this machine and public ones need none. A token or an SSH key is stored sealed: encrypted with a
        key that is not in the database, and never shown again.
      </EmptyState>
    </div>
  );
}
