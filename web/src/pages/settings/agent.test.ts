import { expect, test } from "vitest";
import { agentWords } from "./agent";

test("browsers are called what people call them", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  expect(agentWords(`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/140.0 Safari/537.36`)).toBe("Chrome on Linux");
  expect(agentWords(`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`)).toBe(
    "Edge on Windows",
  );
  expect(agentWords("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe(
    "Firefox on macOS",
  );
  expect(agentWords("curl/8.5.0")).toBe("curl/8.5.0");
  expect(agentWords(undefined)).toBe("an unknown program");
});
