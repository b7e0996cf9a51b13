import { PageHeader } from "~/components/PageHeader";

export function SetupPage() {
  return <PageHeader title="Set up Hedgerow" />;
}
