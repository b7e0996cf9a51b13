import { PageHeader } from "~/components/PageHeader";

export function ChangePage() {
  return <PageHeader title="Change" />;
}
