/** Why something could not be checked, with the rules by their titles; where that can be helped, the way there. */
import { may } from "~/api/queries/me";
import { AddressLink } from "~/components/AddressLink";
import { Marked } from "~/components/Marked";
import { useWho, whoMay } from "~/features/permissions/whyNot";
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
      {lacksSettings && <EnterSettings fabric={fabric} />}
    </>
  );
}

/** The way to the settings for those who may enter them, and who that is for the others. */
function EnterSettings({ fabric }: { fabric: string }) {
  const { me, roles } = useWho();
  const admin = whoMay(roles, "manage", fabric);
  if (!may(me, "manage", fabric)) return admin && ` ${capital(admin)} can enter them.`;
  return (
    <>
      {" "}
      <AddressLink href={`/fabrics/${encodeURIComponent(fabric)}?tab=rules`}>
        Enter the installation settings
      </AddressLink>
    </>
  );
}
