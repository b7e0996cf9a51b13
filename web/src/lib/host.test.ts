import { expect, test } from "vitest";
import { commitAddress, fileAddress } from "./host";

const COMMIT = "4f2a000000000000000000000000000000000000";

test.each([
  ["https://github.com/acme/network.git", `https://github.com/acme/network/commit/${COMMIT}`],
  ["git@github.com:acme/network.git", `https://github.com/acme/network/commit/${COMMIT}`],
  ["ssh://git@github.com:22/acme/network", `https://github.com/acme/network/commit/${COMMIT}`],
  ["https://user:secret@github.com/acme/network", `https://github.com/acme/network/commit/${COMMIT}`],
  ["https://gitlab.example.org/net/core/fabric.git/", `https://gitlab.example.org/net/core/fabric/-/commit/${COMMIT}`],
  ["ssh://git@gitlab.example.org:2222/net/fabric.git", `https://gitlab.example.org/net/fabric/-/commit/${COMMIT}`],
  ["http://gitea.lab:3000/ops/fabric.git", `http://gitea.lab:3000/ops/fabric/commit/${COMMIT}`],
  ["https://codeberg.org/ops/fabric", `https://codeberg.org/ops/fabric/commit/${COMMIT}`],
  ["https://git.example.org/ops/fabric.git", undefined],
  ["https://notgithub.com/ops/fabric.git", undefined],
  ["https://github.com/only", undefined],
  ["https://github.com/a/../b", undefined],
  ["file:///srv/github/network.git", undefined],
  ["/srv/git/network.git", undefined],
  ["", undefined],
])("a commit of %s is shown at %s", (url, address) => {
  expect(commitAddress(url, COMMIT)).toBe(address);
});

test("a file is shown as the commit has it, at its line", () => {
  const file = (url: string) => fileAddress(url, COMMIT, "env/a b#.yaml", 12);
  expect(file("https://github.com/acme/network")).toBe(
    `https://github.com/acme/network/blob/${COMMIT}/env/a%20b%23.yaml#L12`,
  );
  expect(file("https://gitlab.com/acme/network")).toContain(`/-/blob/${COMMIT}/env/`);
  expect(file("https://gitea.com/acme/network")).toContain(`/src/commit/${COMMIT}/env/`);
  expect(fileAddress("https://github.com/a/b", COMMIT, "x.yaml", 0)).not.toContain("#");
  expect(fileAddress("https://github.com/a/b", COMMIT, "")).toBeUndefined();
  expect(commitAddress(undefined, COMMIT)).toBeUndefined();
  expect(commitAddress("https://github.com/a/b", "main")).toBeUndefined();
});
