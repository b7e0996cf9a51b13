/** A file of a commit, as a link to it at the repository's host where that is known. */
import { fileAddress } from "~/lib/host";
import { useRemote } from "./useRemote";

interface Props {
  /** One that lives in the repository. */
  fabric: string;
  /** Nothing where it is not known: then there is no link. */
  commit: string | null | undefined;
  path: string;
  /** The line to start at. */
  line?: number | undefined;
  /** What is said of it. */
  children: string;
}

export function FileAtHost({ fabric, commit, path, line, children }: Props) {
  const remote = useRemote(fabric);
  const address = commit ? fileAddress(remote, commit, path, line) : undefined;
  if (!address) return <span className="mono">{children}</span>;
  return (
    <a
      href={address}
      target="_blank"
      rel="noreferrer"
      className="mono"
      title="Open the file at its host, in another tab"
    >
      {children}
    </a>
  );
}
