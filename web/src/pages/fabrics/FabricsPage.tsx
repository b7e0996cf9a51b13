import { PageHeader } from "~/components/PageHeader";

export function FabricsPage() {
  return <PageHeader title="Fabrics" />;
}
