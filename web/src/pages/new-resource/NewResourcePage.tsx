import { PageHeader } from "~/components/PageHeader";

export function NewResourcePage() {
  return <PageHeader title="New resource" />;
}
