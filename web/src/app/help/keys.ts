/** Every key that does something beside those of the browser, by where it does. */
export interface Keys {
  where: string;
  keys: readonly (readonly [keys: readonly string[], does: string])[];
}

export const KEYS: readonly Keys[] = [
  {
    where: "Everywhere",
    keys: [
      [["Ctrl K"], "search, go somewhere, run an action"],
      [["Ctrl K", "Tab"], "in the search: the actions on what was found"],
      [["?"], "these keys, the words for states, and the way to the documentation"],
      [["Escape"], "close what is open"],
    ],
  },
  {
    where: "Tables",
    keys: [
      [["j", "k", "↓", "↑"], "next and previous row"],
      [["Home", "End"], "first and last row"],
      [["Enter"], "open the row"],
      [["x"], "select the row, or take it out"],
      [["Shift j", "Shift k"], "select rows on the way"],
      [["Escape"], "select nothing"],
    ],
  },
  {
    where: "Filters",
    keys: [
      [["↓", "↑"], "go through what is offered"],
      [["Enter", "Tab"], "take what is offered"],
      [["Escape"], "close what is offered, then clear the filter"],
    ],
  },
  {
    where: "Deciding conflicts",
    keys: [
      [["1", "2", "3", "4", "5"], "choose a side, or type another value"],
      [["j", "k"], "next and previous field"],
      [["u"], "undo the last choice"],
      [["b"], "choose one side for all"],
      [["Enter"], "apply what is chosen"],
    ],
  },
  {
    where: "Editing text",
    keys: [
      [["Ctrl S"], "save"],
      [["Ctrl Space"], "offer keys and values"],
      [["Ctrl F"], "find"],
      [["Ctrl Z", "Ctrl Y"], "undo, redo"],
      [["Tab", "Shift Tab"], "indent more, indent less"],
      [["Escape", "Tab"], "one after the other: leave the editor"],
    ],
  },
  {
    where: "Editing one field",
    keys: [
      [["Enter"], "save"],
      [["Escape"], "leave it as it was"],
    ],
  },
  { where: "Rules of a policy", keys: [[["Alt ↑", "Alt ↓"], "move the rule up or down"]] },
];
