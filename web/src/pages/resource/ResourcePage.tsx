/** One resource: how it stands, its fields, its text, its history, what it refers to; and editing it. */
import { useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ResourceId } from "~/api/keys";
import { ProblemError } from "~/api/problem";
import { useActual } from "~/api/queries/drift";
import { useFabric } from "~/api/queries/fabrics";
import { useResource } from "~/api/queries/resources";
import type { ResourceDetail } from "~/api/types";
import { ButtonLink } from "~/components/Button";
import { Loaded, Loading } from "~/components/Loaded";
import { Lamps } from "~/components/lamps/Lamps";
import { resourceLamps } from "~/components/lamps/lamps";
import { PageHeader } from "~/components/PageHeader";
import { type Tab, TabLinks } from "~/components/TabLinks";
import { EditorPane } from "~/features/drafting/EditorPane";
import { TAB_OF, useLastEditor } from "~/features/drafting/editorView";
import { NoFabric } from "~/features/fabric/NoFabric";
import { useWhyNot } from "~/features/permissions/whyNot";
import { spokenName } from "~/features/resource/identity";
import { About } from "./About";
import { Deleted } from "./Deleted";
import { FieldsTab } from "./FieldsTab";
import { givenOut, THINGS } from "./free/capacity";
import { FreeTab } from "./free/FreeTab";
import { HistoryTab } from "./HistoryTab";
import { Needs } from "./Needs";
import { nextOf } from "./next";
import { OnlyInCluster } from "./OnlyInCluster";
import { ownLine } from "./ownLine";
import { ReferencesTab } from "./ReferencesTab";
import { ResourceMenu } from "./ResourceMenu";
import styles from "./ResourcePage.module.css";
import { referrerCount } from "./references";
import { YamlTab } from "./YamlTab";

const ROUTE = "/frame/fabrics/$fabric/resources/$kind/$namespace/$name";

export function ResourcePage() {
  const { fabric, kind, namespace, name } = useParams({ from: ROUTE });
  const id = useMemo(() => ({ fabric, kind, namespace, name }), [fabric, kind, namespace, name]);
  const resource = useResource(id);
  if (resource.error instanceof ProblemError && resource.error.status === 404) return <NotThere id={id} />;
  return (
    <Loaded query={resource} lines={12}>
      {({ data }) => <Resource key={JSON.stringify(id)} id={id} detail={data} asOf={resource.dataUpdatedAt} />}
    </Loaded>
  );
}

interface Props {
  id: ResourceId;
  detail: ResourceDetail;
  /** When the server answered it. */
  asOf: number;
}

function Resource({ id, detail, asOf }: Props) {
  const { tab = "fields", change, line, fileline } = useSearch({ from: ROUTE });
  const forbidden = useWhyNot("edit", id.fabric);
  const canEdit = detail.state !== "duplicate" && detail.state !== "unreadable";
  const mayEdit = canEdit && !forbidden;
  const last = useLastEditor();
  const view = !mayEdit ? undefined : tab === "form" ? "form" : tab === "edit" ? "yaml" : undefined;
  const given = givenOut(detail);
  const next = canEdit ? nextOf(detail) : [];
  const tabs: Tab[] = [
    { id: "fields", label: "Fields" },
    ...(given ? [{ id: "free", label: THINGS[given].label }] : []),
    // while it is edited both are of the draft
    { id: view ? TAB_OF.yaml : "yaml", label: "YAML" },
    ...(mayEdit ? [{ id: TAB_OF.form, label: "Form" }] : []),
    { id: "history", label: "History" },
    {
      id: "references",
      label: "References",
      count: referrerCount(detail),
      counts: referrerCount(detail) === 1 ? "resource refers to it" : "resources refer to it",
    },
  ];
  const inFile = { path: detail.path ?? "", line: Number(fileline) || 0 };
  const startAt = Number(line) > 0 ? Number(line) : ownLine(inFile, detail);
  return (
    <>
      <PageHeader
        title={<span className={styles.name}>{spokenName(detail)}</span>}
        name={spokenName(detail)}
        help="states"
        lamps={<Lamps view={resourceLamps(detail.state, detail.cluster, detail.path != null)} size={18} />}
        sentence={<About id={id} detail={detail} />}
        actions={
          !forbidden && (
            <>
              {view !== "yaml" &&
                next.map(({ label, search }) => (
                  <ButtonLink
                    key={label}
                    icon="plus"
                    to="/fabrics/$fabric/new"
                    params={{ fabric: id.fabric }}
                    search={{ ...search, change }}
                  >
                    {label}
                  </ButtonLink>
                ))}
              <ResourceMenu id={id} detail={detail} change={change} />
              {!view && canEdit && (
                <ButtonLink
                  look="primary"
                  icon="edit"
                  to="."
                  search={(before: Record<string, unknown>) => ({
                    tab: TAB_OF[tab === "yaml" ? "yaml" : last],
                    change: before.change as string | undefined,
                  })}
                >
                  Edit
                </ButtonLink>
              )}
            </>
          )
        }
      />
      <Needs id={id} detail={detail} isEditing={view !== undefined} />
      <TabLinks
        label="Views of the resource"
        tabs={tabs}
        current={tabs.some(({ id }) => id === tab) ? tab : "fields"}
      />
      {view ? (
        <EditorPane id={id} detail={detail} asOf={asOf} change={change} view={view} line={startAt} />
      ) : tab === "yaml" ? (
        <YamlTab detail={detail} line={startAt} />
      ) : tab === "history" ? (
        <HistoryTab id={id} of={detail} mayEdit={!forbidden} />
      ) : tab === "free" && given ? (
        <FreeTab id={id} what={given} whyNotEdit={forbidden} />
      ) : tab === "references" ? (
        <ReferencesTab fabric={id.fabric} detail={detail} />
      ) : (
        <FieldsTab id={id} detail={detail} whyNotEdit={forbidden} />
      )}
    </>
  );
}

function NotThere({ id }: { id: ResourceId }) {
  const fabric = useFabric(id.fabric);
  const hasCluster = Boolean(fabric.data?.cluster);
  const actual = useActual(id, { isWanted: hasCluster });
  if (actual.data) return <OnlyInCluster id={id} actual={actual.data} />;
  if (fabric.error instanceof ProblemError && fabric.error.status === 404) return <NoFabric fabric={id.fabric} />;
  if (actual.isLoading || fabric.isLoading) return <Loading lines={4} />;
  return <Deleted id={id} />;
}
