import { expectAccessible } from "./support/axe";
import { setScene } from "./support/scene";
import { visit } from "./support/settled";
import { test } from "./support/test";

test("axe finds nothing grave on any page, in light and dark", async ({ world, open }) => {
  test.slow();
  const pages = await setScene(world);
  const page = await open("alice");
  for (const { name, path } of pages) {
    await test.step(name, async () => {
      await visit(page, path);
      await expectAccessible(page);
    });
  }
});

test("axe finds nothing grave before anybody is logged in", async ({ world, open }) => {
  const page = await open();
  await visit(page, "/setup");
  await expectAccessible(page);
  await world.person("alice", "admin");
  await visit(page, "/login");
  await expectAccessible(page);
});
