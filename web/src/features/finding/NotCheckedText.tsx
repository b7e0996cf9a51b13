/** Why something could not be checked, with the rules by their titles; where that can be helped, the way there. */
import { AddressLink } from "~/components/AddressLink";
import { Marked } from "~/components/Marked";
import { capital } from "~/lib/words";
import { readNotChecked } from "./notChecked";

interface Props {
  fabric: string;
  text: string;
}

export function NotCheckedText({ fabric, text: sentence }: Props) {
  const { text, rules, lacksSettings } = readNotChecked(sentence);
  return (
    <>
      <Marked
        text={`${capital(text)}${rules.length > 0 ? `. ${rules.length === 1 ? "Rule" : "Rules"}: ${rules.join("; ")}` : ""}.`}
      />
      {lacksSettings && (
        <>
          {" "}
          <AddressLink href={`/fabrics/${encodeURIComponent(fabric)}?tab=rules`}>
            Enter the installation settings
          </AddressLink>
        </>
      )}
    </>
  );
}
