import { expect, test } from "vitest";
import { splitUnread, unreadNow } from "./unread";

const lab = { path: "env/lab.yaml", line: 3, why: "a key is missing" };
const web = { path: "env/web.yaml", line: null, why: "it is not UTF-8 text" };

test("a place that cannot be read at both points for one reason is told apart, on whatever line it is", () => {
  expect(splitUnread([lab, web], [{ ...lab, line: 9 } as typeof lab])).toEqual({ both: [lab], alone: [web] });
  expect(splitUnread([lab], [{ ...lab, why: "a `{` is not closed" }])).toEqual({ both: [], alone: [lab] });
});

test("a finding of now is the same where its file and its message are", () => {
  const finding = { path: lab.path, line: 4, column: 1, severity: "error", rule: "yaml", message: lab.why } as const;
  expect(splitUnread([lab], unreadNow([finding])).both).toEqual([lab]);
});
