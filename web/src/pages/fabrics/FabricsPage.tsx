/** Every fabric, with a filter; connects another one. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useFabrics } from "~/api/queries/fabrics";
import { may, useMe } from "~/api/queries/me";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { FABRIC_FILTER, FabricTable } from "~/features/fabric/FabricTable";
import { NoFabrics } from "~/features/fabric/NoFabrics";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { count } from "~/lib/words";
import { ConnectFabric } from "./ConnectFabric";

export function FabricsPage() {
  const search = useSearch({ from: "/frame/fabrics" });
  const navigate = useNavigate({ from: "/fabrics" });
  const [q, setFilter] = useAddressText("q");
  const fabrics = useFabrics();
  const mayConnect = may(useMe(), "administer");
  const inSync = fabrics.data?.filter((fabric) => fabric.state === "in sync" && !fabric.problem).length ?? 0;
  const setNew = (isOpen: boolean) => navigate({ search: (before) => ({ ...before, new: isOpen ? "1" : undefined }) });
  return (
    <>
      <PageHeader
        title="Fabrics"
        help="concepts"
        sentence={fabrics.data && `${count(fabrics.data.length, "fabric")}, ${inSync} in sync.`}
        actions={
          mayConnect && (
            <Button look="primary" icon="plus" onClick={() => setNew(true)}>
              Connect a fabric
            </Button>
          )
        }
      />
      <Loaded query={fabrics}>
        {(rows) =>
          rows.length === 0 ? (
            <NoFabrics mayConnect={mayConnect} />
          ) : (
            <FabricTable
              rows={rows}
              filter={q}
              toolbar={
                <FilterBox
                  label="Filter fabrics"
                  placeholder="state:attention name:lab text"
                  value={q}
                  onChange={setFilter}
                  spec={FABRIC_FILTER}
                  rows={rows}
                >
                  <SavedFilters page="fabrics" />
                </FilterBox>
              }
            />
          )
        }
      </Loaded>
      {mayConnect && (
        <ConnectFabric isOpen={search.new !== undefined} repository={search.new} onClose={() => setNew(false)} />
      )}
    </>
  );
}
