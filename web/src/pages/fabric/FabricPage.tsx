import { PageHeader } from "~/components/PageHeader";

export function FabricPage() {
  return <PageHeader title="Fabric" />;
}
