import { PageHeader } from "~/components/PageHeader";

export function PeoplePage() {
  return <PageHeader title="People" />;
}
