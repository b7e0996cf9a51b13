import { PageHeader } from "~/components/PageHeader";

export function ConflictsPage() {
  return <PageHeader title="Conflicts" />;
}
