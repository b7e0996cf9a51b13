import { expectAccessible } from "./support/axe";
import { setScene } from "./support/scene";
import { test } from "./support/test";

/** In how many tests the pages are looked at, each well within its time. */
const PARTS = 3;

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing grave before somebody has logged in, ${colorScheme}`, async ({ world, open }) => {
    const nobody = await open(undefined, { colorScheme });
    await expectAccessible(nobody, "/setup");
    await world.person("alice", "admin");
    await expectAccessible(nobody, "/login");
  });

  for (let part = 0; part < PARTS; part++) {
    test(`axe finds nothing grave on any page, ${colorScheme}, ${part + 1} of ${PARTS}`, async ({ world, open }) => {
      test.slow();
      const pages = (await setScene(world)).filter((_, at) => at % PARTS === part);
      const page = await open("alice", { colorScheme });
      for (const { name, path } of pages) await test.step(name, () => expectAccessible(page, path));
    });
  }
}
