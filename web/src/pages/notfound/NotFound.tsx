/** An address that leads nowhere. */
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { usePageTitle } from "~/components/PageHeader";

export function NotFound() {
  usePageTitle("No such page");
  return (
    <EmptyState title="No page has this address" action={<ButtonLink to="/">Open overview</ButtonLink>}>
      It may have been mistyped, or what it showed no longer exists.
    </EmptyState>
  );
}
