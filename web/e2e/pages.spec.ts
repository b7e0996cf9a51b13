import { expectAccessible } from "./support/axe";
import { setScene } from "./support/scene";
import { test } from "./support/test";

test("axe finds nothing grave on any page, in light and dark", async ({ world, open }) => {
  test.slow();
  const pages = await setScene(world);
  const page = await open("alice");
  for (const { name, path } of pages) {
    await test.step(name, () => expectAccessible(page, path));
  }
});

test("axe finds nothing grave before anybody is logged in", async ({ world, open }) => {
  const page = await open();
  await expectAccessible(page, "/setup");
  await world.person("alice", "admin");
  await expectAccessible(page, "/login");
});
