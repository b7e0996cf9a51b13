import { expect, test } from "vitest";
import type { CredentialView } from "~/api/types";
import { credentialsSentence, endOfDay, expiryOf, hostOf } from "./credential";

const DAY = 86_400_000;
const one: CredentialView = { name: "deploy", kind: "token", source: "sealed", repositories: [], state: "works" };

test("the sentence names what needs somebody", () => {
  expect(credentialsSentence([], 0)).toBe("None is stored.");
  expect(credentialsSentence([one], 0)).toBe("1 credential: all work.");
  expect(credentialsSentence([{ ...one, state: "untested" }], 0)).toBe("1 credential: none was used yet.");
  expect(
    credentialsSentence(
      [one, { ...one, name: "old", state: "failed" }, { ...one, name: "key", expires_at: 6 * DAY }],
      0,
    ),
  ).toBe("3 credentials: old does not work, key expires in 6 days.");
});

test("an expiry is near two weeks ahead", () => {
  expect(expiryOf(one, 0)).toBe("none");
  expect(expiryOf({ expires_at: 15 * DAY }, 0)).toBe("later");
  expect(expiryOf({ expires_at: 13 * DAY }, 0)).toBe("soon");
  expect(expiryOf({ expires_at: 1 }, 2)).toBe("over");
});

test("a day means all of it", () => {
  expect(endOfDay("2026-11-30")).toBe(new Date("2026-11-30T23:59:59").getTime());
  expect(endOfDay("")).toBeUndefined();
});

test("hosts are found in every form of a URL", () => {
  expect(hostOf("https://git.example.net:8443/a.git")).toBe("git.example.net:8443");
  expect(hostOf("git@git.example.net:net.git")).toBe("git.example.net");
  expect(hostOf("ssh://git@git.example.net/net.git")).toBe("git.example.net");
  expect(hostOf("/srv/git/net.git")).toBe("this machine");
  expect(hostOf("file:///srv/net.git")).toBe("this machine");
});
