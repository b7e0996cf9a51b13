import { expectAccessible } from "./support/axe";
import { setScene } from "./support/scene";
import { test } from "./support/test";

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing grave on any page, ${colorScheme}`, async ({ world, open }) => {
    test.slow();
    const nobody = await open(undefined, { colorScheme });
    await expectAccessible(nobody, "/setup");
    const pages = await setScene(world);
    await expectAccessible(nobody, "/login");
    const page = await open("alice", { colorScheme });
    for (const { name, path } of pages) await test.step(name, () => expectAccessible(page, path));
  });
}
