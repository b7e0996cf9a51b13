/** Everybody with an account, and what they may do. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useMay } from "~/api/queries/me";
import { useUsers } from "~/api/queries/people";
import type { UserView } from "~/api/types";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { FilterBox } from "~/components/filter/FilterBox";
import { Loaded } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { Badge } from "~/components/StateBadge";
import { Time } from "~/components/Time";
import type { Column } from "~/components/table/column";
import { DataTable } from "~/components/table/DataTable";
import { SavedFilters } from "~/features/filters/SavedFilters";
import { compileFilter, type FilterSpec } from "~/lib/filter/compile";
import { count } from "~/lib/words";
import { AddPerson } from "./AddPerson";
import { EditPerson } from "./EditPerson";
import { grantWords } from "./grants";

const COLUMNS: readonly Column<UserView>[] = [
  { id: "login", header: "Login", cell: (user) => user.login, value: (user) => user.login, width: "3fr" },
  { id: "name", header: "Name", cell: (user) => user.name, value: (user) => user.name, width: "4fr" },
  {
    id: "email",
    header: "E-mail address",
    cell: (user) => user.email,
    value: (user) => user.email,
    width: "6fr",
    isWide: true,
  },
  {
    id: "roles",
    header: "Roles",
    cell: (user) => <span title={grantWords(user.roles)}>{grantWords(user.roles)}</span>,
    value: (user) => grantWords(user.roles),
    width: "5fr",
  },
  {
    id: "active",
    header: "State",
    cell: (user) => (user.active ? "active" : <Badge tone="aside">deactivated</Badge>),
    value: (user) => (user.active ? 0 : 1),
    width: 116,
    isWide: true,
  },
  {
    id: "seen",
    header: "Last seen",
    cell: (user) => (user.seen_at ? <Time at={user.seen_at} /> : <span className="muted">never</span>),
    value: (user) => user.seen_at ?? 0,
    width: 156,
    isWide: true,
  },
];

const SPEC: FilterSpec<UserView> = {
  keys: [
    { key: "role", label: "a role", of: (user) => user.roles.map((grant) => grant.role) },
    {
      key: "fabric",
      label: "a fabric they have a role in",
      of: (user) => user.roles.map((grant) => grant.fabric ?? "all"),
    },
    { key: "state", label: "active or deactivated", of: (user) => (user.active ? "active" : "deactivated") },
  ],
  text: (user) => `${user.login} ${user.name} ${user.email}`,
};

export function PeoplePage() {
  const { person, new: isAdding } = useSearch({ from: "/frame/people" });
  const [q, setQ] = useAddressText("q");
  const navigate = useNavigate({ from: "/people" });
  const mayAdminister = useMay("administer");
  const users = useUsers();
  const filter = useMemo(() => compileFilter<UserView>(q, SPEC).test, [q]);
  const close = () => void navigate({ search: ({ q }) => ({ q }) });

  if (!mayAdminister) return <NotYours />;
  return (
    <>
      <PageHeader
        title="People"
        help="people"
        sentence={users.data && sentence(users.data)}
        actions={
          <Button look="primary" icon="plus" onClick={() => void navigate({ search: ({ q }) => ({ q, new: "1" }) })}>
            Add a person
          </Button>
        }
      />
      <Loaded query={users}>
        {(all) => (
          <DataTable
            label="People"
            storeAs="people"
            rows={all}
            filter={filter}
            rowId={(user) => user.login}
            columns={COLUMNS}
            href={(user) => `/people?${new URLSearchParams({ ...(q ? { q } : {}), person: user.login })}`}
            firstSort={{ column: "login", isDescending: false }}
            empty={<Empty />}
            toolbar={
              <FilterBox
                label="Filter people"
                placeholder="name role:admin fabric:dc-1"
                value={q}
                spec={SPEC}
                rows={all}
                onChange={setQ}
              >
                <SavedFilters page="people" />
              </FilterBox>
            }
          />
        )}
      </Loaded>
      {isAdding && <AddPerson onClose={close} />}
      {person && <EditPerson key={person} login={person} onClose={close} />}
    </>
  );
}

function sentence(users: readonly UserView[]): string {
  const off = users.filter((user) => !user.active).length;
  const admins = users.filter(
    (user) => user.active && user.roles.some((grant) => grant.role === "admin" && !grant.fabric),
  ).length;
  const without = users.filter((user) => user.active && user.roles.length === 0).length;
  const parts = [
    `${count(admins, "administrator")} of the server`,
    without > 0 && `${without} without a role`,
    off > 0 && `${off} deactivated`,
  ].filter(Boolean);
  return `${count(users.length, "person", "people")}: ${parts.join(", ")}.`;
}

function NotYours() {
  return (
    <>
      <PageHeader title="People" />
      <EmptyState title="Only administrators see people">
        Somebody who is admin of all fabrics creates accounts and gives roles. Your own account is under Settings.
      </EmptyState>
    </>
  );
}

function Empty() {
  return (
    <EmptyState title="Nobody has an account yet">
      The installation token allows everything. Accounts are for people: what they do carries their name, in commits and
      in the audit.
    </EmptyState>
  );
}
