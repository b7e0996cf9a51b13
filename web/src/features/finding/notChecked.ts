/** What could not be checked, as the server says it: its reason, and the rules by their titles instead of their ids. Pure. */
import { ruleTitle } from "./titles";

export interface NotChecked {
  /** Why, without the rules. */
  text: string;
  /** Titles of the rules; none where the sentence names none. */
  rules: string[];
  /** The fabric's installation settings are missing: they can be entered. */
  lacksSettings: boolean;
}

const IDS = /^(.*): ([a-z0-9]+(?:-[a-z0-9]+)*(?:, [a-z0-9]+(?:-[a-z0-9]+)*)*)$/s;

export function readNotChecked(sentence: string): NotChecked {
  const lacksSettings = /\binstallation settings are not given\b/.test(sentence);
  const found = /^not checked for /i.test(sentence) ? IDS.exec(sentence) : null;
  if (!found) return { text: sentence, rules: [], lacksSettings };
  return { text: found[1] ?? "", rules: (found[2] ?? "").split(", ").map(ruleTitle), lacksSettings };
}
