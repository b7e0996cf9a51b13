/** The address of the repository in which a fabric lives, as far as one may see it. */
import { useFabrics } from "~/api/queries/fabrics";
import { useRepositories } from "~/api/queries/repositories";

export function useRemote(fabric: string | undefined): string | undefined {
  const repository = useFabrics().data?.find((one) => one.fabric === fabric)?.repository;
  return useRepositories().data?.find(({ name }) => name === repository)?.url;
}
