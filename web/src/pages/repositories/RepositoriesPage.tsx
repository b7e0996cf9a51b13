/** The Git repositories behind the fabrics, and whether they answer. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useMay } from "~/api/queries/me";
import { useCredentials, useRepositories } from "~/api/queries/repositories";
import type { RepositoryView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { compileFilter } from "~/lib/filter/compile";
import { ConnectRepository } from "./ConnectRepository";
import { DisconnectRepository } from "./DisconnectRepository";
import { MoveRepository } from "./MoveRepository";
import styles from "./Repositories.module.css";
import { type RepositoryAction, RepositoryRow } from "./RepositoryRow";
import { RepositorySettings } from "./RepositorySettings";
import { hasProblem, REPOSITORY_FILTER, repositoriesSentence } from "./repository";
import { EditTransport } from "./transport/EditTransport";

export function RepositoriesPage() {
  const { new: isAdding } = useSearch({ from: "/frame/repositories" });
  const [q, setQ] = useAddressText("q");
  const navigate = useNavigate({ from: "/repositories" });
  const mayAdminister = useMay("administer");
  const repositories = useRepositories();
  const credentials = useCredentials({ isWanted: mayAdminister });
  const [open, setOpen] = useState<{ action: RepositoryAction; repository: RepositoryView }>();
  const filter = useMemo(() => compileFilter<RepositoryView>(q, REPOSITORY_FILTER), [q]);
  const connect = (isOpen: boolean) =>
    void navigate({ search: (before) => ({ ...before, new: isOpen ? "1" : undefined }), replace: !isOpen });

  return (
    <>
      <PageHeader
        title="Repositories"
        help="repositories"
        sentence={repositories.data && repositoriesSentence(repositories.data)}
        actions={
          mayAdminister && (
            <Button look="primary" icon="plus" onClick={() => connect(true)}>
              Connect a repository
            </Button>
          )
        }
      />
      <Loaded query={repositories}>
        {(all) => {
          // what has a problem stands first
          const shown = all.filter(filter.test).sort((a, b) => Number(hasProblem(b)) - Number(hasProblem(a)));
          return (
            <div className={styles.page}>
              {all.length > 1 && (
                <FilterBox
                  label="Filter repositories"
                  placeholder="name host:git.example.net fabric:dc-1"
                  value={q}
                  spec={REPOSITORY_FILTER}
                  rows={all}
                  onChange={setQ}
                >
                  <SavedFilters page="repositories" />
                </FilterBox>
              )}
              {shown.map((repository) => (
                <RepositoryRow
                  key={repository.name}
                  repository={repository}
                  credential={credentials.data?.find((one) => one.name === repository.credential)}
                  mayAdminister={mayAdminister}
                  onAct={(action) => setOpen({ action, repository })}
                />
              ))}
              {all.length === 0 && <Empty mayAdminister={mayAdminister} />}
              {all.length > 0 && shown.length === 0 && <EmptyState title="Nothing matches the filter" />}
            </div>
          );
        }}
      </Loaded>
      {isAdding && mayAdminister && <ConnectRepository onClose={() => connect(false)} />}
      {open?.action === "settings" && (
        <RepositorySettings repository={open.repository} onClose={() => setOpen(undefined)} />
      )}
      {open?.action === "transport" && (
        <EditTransport repository={open.repository} onClose={() => setOpen(undefined)} />
      )}
      {open?.action === "move" && <MoveRepository repository={open.repository} onClose={() => setOpen(undefined)} />}
      {open?.action === "disconnect" && (
        <DisconnectRepository repository={open.repository} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

function Empty({ mayAdminister }: { mayAdminister: boolean }) {
  if (!mayAdminister) {
    return (
      <EmptyState title="No repository that you may see">
        An administrator connects repositories and fabrics, and gives you a role in a fabric.
      </EmptyState>
    );
  }
  return (
    <div className="panel">
      <EmptyState title="Connect the first repository">
        Hedgerow reads and writes the Git repository that holds a fabric's YAML. Connecting changes nothing in it.
      </EmptyState>
    </div>
  );
}
