/** A fabric: how it is, its resources, its directory, its rules and policy, what was done, how it is set up. */
import { useParams, useSearch } from "@tanstack/react-router";
import { useFabric, useSync } from "~/api/queries/fabrics";
import { useMay } from "~/api/queries/me";
import type { FabricView } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { ErrorView } from "~/components/ErrorView";
import type { HelpPlace } from "~/components/help/places";
import { Loaded } from "~/components/Loaded";
import { Marked } from "~/components/Marked";
import { PageHeader } from "~/components/PageHeader";
import { TabLinks } from "~/components/TabLinks";
import { useToast } from "~/components/Toasts";
import { NoFabric } from "~/features/fabric/NoFabric";
import { AsOfButton } from "~/features/past/AsOfButton";
import { ActivityTab } from "./activity/ActivityTab";
import { DirectoryTab } from "./directory/DirectoryTab";
import { DriftTab } from "./drift/DriftTab";
import { FabricState } from "./FabricState";
import { FindingsTab } from "./findings/FindingsTab";
import { PolicyTab } from "./policy/PolicyTab";
import { ResourcesTab } from "./resources/ResourcesTab";
import { RulesTab } from "./rules/RulesTab";
import { SettingsTab } from "./settings/SettingsTab";
import { syncWords } from "./words";

const TABS = ["resources", "drift", "findings", "directory", "rules", "policy", "activity", "settings"] as const;
type TabName = (typeof TABS)[number];

/** What explains each part. */
const EXPLAINED: Record<TabName, HelpPlace> = {
  resources: "states",
  drift: "drift",
  findings: "rules",
  directory: "layout",
  rules: "rules",
  policy: "policies",
  activity: "publishing",
  settings: "clusters",
};

export function FabricPage() {
  const { fabric: name } = useParams({ from: "/frame/fabrics/$fabric" });
  const fabric = useFabric(name);
  return (
    <Loaded query={fabric} missing={<NoFabric fabric={name} />}>
      {(view) => <Fabric key={name} fabric={view} />}
    </Loaded>
  );
}

function Fabric({ fabric }: { fabric: FabricView }) {
  const search = useSearch({ from: "/frame/fabrics/$fabric" });
  const tab: TabName = TABS.find((one) => one === search.tab) ?? "resources";
  const sync = useSync(fabric.fabric);
  const toast = useToast();
  const mayEdit = useMay("edit", fabric.fabric);
  const syncNow = () => sync.mutate(undefined, { onSuccess: (report) => toast(syncWords(report)) });
  const problems = fabric.errors + fabric.warnings;
  return (
    <>
      <PageHeader
        title={fabric.fabric}
        help={EXPLAINED[tab]}
        sentence={<Marked text={`${fabric.sentence}.`} />}
        actions={
          <>
            {fabric.commit && <AsOfButton fabric={fabric.fabric}>As of …</AsOfButton>}
            {mayEdit && (
              <>
                <Button icon="sync" isBusy={sync.isPending} onClick={syncNow}>
                  Sync now
                </Button>
                <ButtonLink to="/changes" search={{ new: "1", fabric: fabric.fabric }} look="primary" icon="plus">
                  New change
                </ButtonLink>
              </>
            )}
          </>
        }
      >
        <div className="stack">
          <FabricState fabric={fabric} />
          {sync.error && <ErrorView error={sync.error} onRetry={syncNow} />}
        </div>
      </PageHeader>
      <TabLinks
        label="Parts of the fabric"
        current={tab}
        tabs={[
          { id: "resources", label: "Resources" },
          ...(fabric.cluster
            ? [{ id: "drift", label: "Drift", count: fabric.cluster.drifted, counts: "drifted" }]
            : []),
          {
            id: "findings",
            label: "Findings",
            count: problems,
            counts: problems === 1 ? "error or warning" : "errors and warnings",
          },
          { id: "directory", label: "Directory" },
          { id: "rules", label: "Rules" },
          { id: "policy", label: "Policy", count: fabric.policy_file ? 1 : undefined, counts: "to look at" },
          { id: "activity", label: "Activity" },
          { id: "settings", label: "Settings" },
        ]}
      />
      {tab === "resources" && <ResourcesTab fabric={fabric} />}
      {tab === "drift" && <DriftTab fabric={fabric} />}
      {tab === "findings" && <FindingsTab fabric={fabric} />}
      {tab === "directory" && <DirectoryTab fabric={fabric} />}
      {tab === "rules" && <RulesTab fabric={fabric} />}
      {tab === "policy" && <PolicyTab fabric={fabric.fabric} />}
      {tab === "activity" && <ActivityTab fabric={fabric.fabric} />}
      {tab === "settings" && <SettingsTab fabric={fabric} />}
    </>
  );
}
