import { PageHeader } from "~/components/PageHeader";

export function LoginPage() {
  return <PageHeader title="Log in" />;
}
