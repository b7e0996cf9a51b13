import { PageHeader } from "~/components/PageHeader";

export function ConflictPage() {
  return <PageHeader title="Conflict" />;
}
