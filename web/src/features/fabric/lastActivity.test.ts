import { expect, test } from "vitest";
import { lastActivity } from "./lastActivity";

const run = (fabric: string, started_at: number, ended_at?: number) => ({ fabrics: [fabric], started_at, ended_at });

test("the newest of what moved here and of the fabric's runs", () => {
  expect(lastActivity({ fabric: "a", last_activity: 5 }, [])).toBe(5);
  expect(lastActivity({ fabric: "a" }, [run("a", 6, 7), run("a", 1, 2), run("b", 90, 99)])).toBe(7);
  expect(lastActivity({ fabric: "a", last_activity: 9 }, [run("a", 6, 7)])).toBe(9);
  expect(lastActivity({ fabric: "a" }, [run("a", 6)])).toBe(6);
});

test("nothing where nothing ever happened", () => {
  expect(lastActivity({ fabric: "a" }, [run("b", 1)])).toBeUndefined();
});
