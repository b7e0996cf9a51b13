/** An address that leads nowhere. */
import { useRouterState } from "@tanstack/react-router";
import { ButtonLink } from "~/components/Button";
import { NotThere } from "~/components/NotThere";

export function NotFound() {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  return (
    <NotThere
      title={`No page has the address ${pathname}`}
      ways={
        <>
          <ButtonLink to="/" look="primary">
            Open overview
          </ButtonLink>
          <ButtonLink to="/fabrics">Show fabrics</ButtonLink>
        </>
      }
    >
      It may be mistyped, or a link of another version of Hedgerow. Search (Ctrl K) finds fabrics, resources, changes,
      conflicts and runs by their names.
    </NotThere>
  );
}
