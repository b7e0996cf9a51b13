/** What every test has: a server and a repository of its own, and browsers that let no complaint pass. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { Api } from "./api";
import { Cluster } from "./cluster";
import { FABRIC } from "./fabric";
import { type Files, Repository } from "./git";
import { Guard } from "./guard";
import { Program } from "./program";

export type Role = "viewer" | "editor" | "publisher" | "admin";

/** What everybody's password is: long enough, and made up here. */
export const PASSWORD = "correct horse battery staple";

/** A server that serves, and what stands around it. */
export class World {
  /** The cluster in which the fabric lives, once it does. */
  private lives: Cluster | undefined;
  /** The fabric's name, which is its directory's as well. */
  private named = "env";

  constructor(
    readonly program: Program,
    readonly repository: Repository,
  ) {}

  get url(): string {
    return this.program.ready.url;
  }

  get api(): Api {
    return Api.withToken(this.url, this.program.ready.token);
  }

  /** The API as somebody who has logged in. */
  as(login: string): Promise<Api> {
    return Api.logIn(this.url, login, PASSWORD);
  }

  /** Pushes files and connects the directory of the fabric's name; `at`: when the commit claims to be made. */
  async fabric(files: Files = FABRIC, name = "env", at?: Date): Promise<void> {
    this.named = name;
    this.repository.push("The network as it is", files, at);
    await this.api.post("/repositories", { name: "network", url: this.repository.url, branch: "main" });
    await this.api.post("/fabrics", { name, repository: "network", directory: name, layout: "in-place" });
    await this.api.post(`/fabrics/${name}/sync`);
  }

  get cluster(): Cluster {
    if (!this.lives) throw new Error("the fabric lives in no cluster: `inCluster` comes first");
    return this.lives;
  }

  /** A fabric in a cluster that has all of it as Git wants it, known and followed. */
  async inCluster(files: Files = FABRIC, name = "env", at?: Date): Promise<Cluster> {
    await this.fabric(files, name, at);
    const fabric = `/fabrics/${name}`;
    const cluster = await Cluster.start();
    this.lives = cluster;
    await this.api.post("/clusters", { name: "lab", kubeconfig: cluster.kubeconfig });
    await this.api.put(`${fabric}/cluster`, { cluster: "lab" });
    const now = () => this.api.get<FabricNow>(fabric);
    await expect.poll(async () => (await now()).cluster?.known).toBe(true);
    const { items } = await this.api.get<{ items: Named[] }>(`${fabric}/drift?limit=1000`);
    const resources = items.map(({ kind, name }) => `${kind}/${name}`);
    // one request names two hundred at most
    for (let at = 0; at < resources.length; at += 200) {
      await this.api.post(`${fabric}/drift/reapply`, { resources: resources.slice(at, at + 200) });
    }
    await expect.poll(async () => (await now()).state).toBe("in sync");
    return cluster;
  }

  /** How a resource drifted, once it has. */
  async drifted(name: string): Promise<void> {
    const all = () => this.api.get<{ items: Named[] }>(`/fabrics/${this.named}/drift?name=${name}`);
    await expect.poll(async () => (await all()).items.length).toBeGreaterThan(0);
  }

  /** The number of the open conflict of the fabric, once there is one. */
  async conflict(): Promise<number> {
    const all = () => this.api.get<{ items: { id: number }[] }>(`/conflicts?fabric=${this.named}&state=open`);
    await expect.poll(async () => (await all()).items.length).toBeGreaterThan(0);
    return (await all()).items[0]?.id ?? 0;
  }

  end(): void {
    this.lives?.stop();
  }

  /** The same, where a change needs the approval of another person. */
  async fourEyes(): Promise<void> {
    await this.fabric();
    await this.api.patch("/fabrics/env", { four_eyes: true });
  }

  /** Saves an edit of one VLAN as somebody, in a change, and gives the change's id. */
  async draft(login: string, change: string, vlan: number, resource = "VPC/web"): Promise<string> {
    const edits = [{ op: "set", resource, fields: [`spec.subnets.default.vlan=${vlan}`] }];
    const api = await this.as(login);
    return (await api.post<{ id: string }>("/fabrics/env/drafts", { change, edits })).id;
  }

  /** Somebody who may log in, with a role on all fabrics. */
  async person(login: string, role: Role): Promise<void> {
    const name = `${login[0]?.toUpperCase()}${login.slice(1)} Example`;
    const email = `${login}@example.org`;
    await this.api.post("/users", { login, name, email, password: PASSWORD, roles: [{ role }] });
  }
}

interface FabricNow {
  state: string;
  cluster?: { known: boolean };
}

interface Named {
  kind: string;
  name: string;
}

interface Fixtures {
  world: World;
  guard: Guard;
  /** A browser of its own: logged in as somebody, or as nobody. */
  open: (login?: string, options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  world: async ({}, use, info) => {
    const folder = mkdtempSync(join(tmpdir(), "hedgerow-e2e-"));
    const program = new Program(folder);
    const world = new World(program, new Repository(folder));
    try {
      await program.start();
      await use(world);
      if (info.status !== info.expectedStatus) {
        await info.attach("server.log", { path: program.log, contentType: "text/plain" });
      }
    } finally {
      await program.stop();
      world.end();
      rmSync(folder, { recursive: true, force: true });
    }
  },

  guard: async ({}, use) => {
    const guard = new Guard();
    await use(guard);
    expect(guard.complaints, "what the browser complained of").toEqual([]);
  },

  open: async ({ browser, contextOptions, world, guard }, use) => {
    const opened: Page[] = [];
    await use(async (login, options) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: world.url, ...options });
      await guard.watch(context);
      if (login !== undefined) {
        const answer = await context.request.post("/api/v1/session", { data: { login, password: PASSWORD } });
        expect(answer.status(), await answer.text()).toBe(200);
      }
      const page = await context.newPage();
      opened.push(page);
      return page;
    });
    for (const page of opened) {
      // what a page still asks for when its test is over is nobody's failure: an answer in the making ends with the page
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await page.context().close();
    }
  },
});

/** Remembers the page as it is loaded now; what is given back insists that it was not loaded again. */
export async function unloaded(page: Page): Promise<() => Promise<void>> {
  const mark = `mark-${Math.random()}`;
  await page.evaluate((mark) => {
    document.documentElement.dataset.mark = mark;
  }, mark);
  return async () => expect(await page.evaluate(() => document.documentElement.dataset.mark)).toBe(mark);
}

export { expect } from "@playwright/test";
