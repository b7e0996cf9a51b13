/** Connects a directory of a repository as a fabric. Reads it; writes nothing. */
import { useRepositories } from "~/api/queries/repositories";
import { ButtonLink } from "~/components/Button";
import { Dialog, DialogActions } from "~/components/Dialog";
import { Loaded } from "~/components/Loaded";
import { ConnectForm } from "./ConnectForm";

interface Props {
  isOpen: boolean;
  /** The repository that was connected just now. */
  repository?: string | undefined;
  onClose: () => void;
}

export function ConnectFabric({ isOpen, repository, onClose }: Props) {
  const repositories = useRepositories();
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title="Connect a fabric"
      description="Its directory is read at once. Nothing is written to Git until somebody publishes."
    >
      <Loaded query={repositories}>
        {(found) =>
          found.length === 0 ? (
            <>
              <p className="soft">A fabric is a directory of a repository, and no repository is connected yet.</p>
              <DialogActions>
                <ButtonLink to="/repositories" search={{ new: "1" }} look="primary">
                  Connect a repository
                </ButtonLink>
              </DialogActions>
            </>
          ) : (
            <ConnectForm repositories={found} first={repository} onClose={onClose} />
          )
        }
      </Loaded>
    </Dialog>
  );
}
