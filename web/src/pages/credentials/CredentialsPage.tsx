import { PageHeader } from "~/components/PageHeader";

export function CredentialsPage() {
  return <PageHeader title="Credentials" />;
}
