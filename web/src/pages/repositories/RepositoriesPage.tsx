import { PageHeader } from "~/components/PageHeader";

export function RepositoriesPage() {
  return <PageHeader title="Repositories" />;
}
