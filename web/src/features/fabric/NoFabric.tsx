/** An address names a fabric that is not there. */
import { ButtonLink } from "~/components/Button";
import { NotThere } from "~/components/NotThere";

export function NoFabric({ fabric }: { fabric: string }) {
  return (
    <NotThere
      title={`Fabric ${fabric} does not exist`}
      ways={
        <ButtonLink to="/fabrics" look="primary">
          Show fabrics
        </ButtonLink>
      }
    >
      It may have been disconnected, it may have another name, or you have no role in it. An administrator gives roles
      under People.
    </NotThere>
  );
}
