import { expect, test } from "vitest";
import type { RepositoryView } from "~/api/types";
import { hasSecret, lastContact, nameFor, repositoriesSentence, urlProblem, wayOf } from "./repository";

const one: RepositoryView = {
  name: "net",
  url: "https://git.example.net/net.git",
  branch: "main",
  fabrics: [],
  queues: [],
};

test("the sentence names what has a problem", () => {
  const answers = { ...one, queues: [{ branch: "main", looked_at: 5 }] };
  const silent = { ...one, name: "old", queues: [{ branch: "main", problem: "authentication failed" }] };
  expect(repositoriesSentence([])).toBe("No repository is connected.");
  expect(repositoriesSentence([answers])).toBe("1 repository: it can be reached.");
  expect(repositoriesSentence([answers, silent])).toBe("2 repositories: old has a problem.");
  expect(repositoriesSentence([one])).toBe("1 repository: no fabric uses a branch of it yet.");
});

test("the last contact is the newest of all branches", () => {
  expect(lastContact({ ...one, queues: [{ branch: "a", looked_at: 5 }, { branch: "b" }] })).toBe(5);
  expect(lastContact(one)).toBeUndefined();
});

test("what a test found holds until the repository is reached in another way", () => {
  expect(wayOf({ ...one, fabrics: ["env"], queues: [{ branch: "main" }] })).toBe(wayOf(one));
  for (const more of [{ url: "/srv/a" }, { branch: "x" }, { credential: "a" }, { transport: { proxy_password: true } }])
    expect(wayOf({ ...one, ...more })).not.toBe(wayOf(one));
});

test("a name is proposed from the URL", () => {
  expect(nameFor("https://git.example.net/team/net work.git")).toBe("net-work");
  expect(nameFor("git@git.example.net:net.git")).toBe("net");
  expect(nameFor("/srv/git/fabrics.git/")).toBe("fabrics");
});

test("a URL with a password in it is told from one with a user name", () => {
  expect(hasSecret("https://bob:hunter2@git.example.net/a.git")).toBe(true);
  expect(hasSecret("ssh://git@git.example.net:2222/a.git")).toBe(false);
  expect(hasSecret("https://git.example.net/a@b:c")).toBe(false);
  expect(hasSecret("socks5h://bob:hunter2@proxy.example.net:1080")).toBe(true);
});

test("a password in a URL is told at once, a missing URL once it was tried", () => {
  expect(urlProblem("https://me:secret@git.example.net/net.git", false)).toMatch(/^there is a password in it/);
  expect(urlProblem(" ", false)).toBeUndefined();
  expect(urlProblem(" ", true)).toBe("the URL is needed");
  expect(urlProblem("https://git.example.net/net.git", true)).toBeUndefined();
});
