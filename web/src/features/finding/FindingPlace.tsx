/** Where a finding is: its file and line, which lead to the resource's text there, else to the file at the repository's host. */
import { useFabrics } from "~/api/queries/fabrics";
import { FileAtHost } from "~/features/commit/FileAtHost";
import { ResourceName } from "./FindingText";
import { placeWords } from "./words";

interface Props {
  fabric: string;
  path: string | null | undefined;
  line: number | null | undefined;
  /** The resource whose document is there; one of those in the file, where the file does not parse. */
  resource: string | null | undefined;
}

export function FindingPlace({ fabric, path, line, resource }: Props) {
  const words = placeWords(path, line);
  if (!words) return null;
  if (resource) {
    return (
      <ResourceName fabric={fabric} name={resource} fileLine={line}>
        {words}
      </ResourceName>
    );
  }
  return <AtHost fabric={fabric} path={path ?? ""} line={line ?? 0} words={words} />;
}

function AtHost({ fabric, path, line, words }: { fabric: string; path: string; line: number; words: string }) {
  const commit = useFabrics().data?.find((one) => one.fabric === fabric)?.commit;
  return (
    <FileAtHost fabric={fabric} commit={commit} path={path} line={line}>
      {words}
    </FileAtHost>
  );
}
