/** Every address, and the page that is loaded for it. A page's own state in the address (`?q=`, `?tab=`) is text. */

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ProblemError } from "~/api/problem";
import { fabricQuery } from "~/api/queries/fabric";
import { meQuery } from "~/api/queries/me";
import { resourceQuery } from "~/api/queries/resource";
import { lastCommitsQuery, rowsQuery } from "~/api/queries/rows";
import { ErrorView } from "~/components/ErrorView";
import { Loading } from "~/components/Loaded";
import { LateFailed } from "~/components/late/LateFailed";
import { LateError, late } from "~/lib/late/late";
import { NotFound } from "~/pages/notfound/NotFound";
import { askAhead } from "./ahead";
import { Shell } from "./Shell";

interface Context {
  queries: QueryClient;
}

/** What a page keeps in its address: the named parameters, as text. */
function texts<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [name in Name]?: string } => {
    const kept: { [name in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value !== "") kept[name] = value;
      else if (typeof value === "number" || typeof value === "boolean") kept[name] = String(value);
    }
    return kept;
  };
}

/** A page that is loaded when it is opened. The router would reload once whatever is typed and whether the server answers or not. */
function latePage<Module extends { [name in Name]: () => ReactNode }, Name extends string>(
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(late(load), name);
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound });

/** Pages without the frame: nobody is logged in there. */
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: texts("next"),
  component: latePage(() => import("~/pages/login/LoginPage"), "LoginPage"),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: latePage(() => import("~/pages/setup/SetupPage"), "SetupPage"),
});

/** Everything else is inside the frame, for people who are logged in. */
const frame = createRoute({
  getParentRoute: () => root,
  id: "frame",
  component: Shell,
  errorComponent: ({ error }) => <ErrorView error={error} onRetry={() => location.reload()} />,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.ensureQueryData(meQuery);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401) {
        throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
      }
      throw error;
    }
  },
});

const overview = createRoute({
  getParentRoute: () => frame,
  path: "/",
  component: latePage(() => import("~/pages/overview/OverviewPage"), "OverviewPage"),
});

const fabrics = createRoute({
  getParentRoute: () => frame,
  path: "/fabrics",
  validateSearch: texts("q", "new"),
  component: latePage(() => import("~/pages/fabrics/FabricsPage"), "FabricsPage"),
});

const fabric = createRoute({
  getParentRoute: () => frame,
  path: "/fabrics/$fabric",
  validateSearch: texts("tab", "q"),
  loader: ({ context: { queries }, params: { fabric }, location, preload }) => {
    // a link that is only pointed at brings the code alone
    if (preload) return;
    askAhead(queries, fabricQuery(fabric));
    if (new URLSearchParams(location.searchStr).has("tab")) return;
    askAhead(queries, rowsQuery(fabric));
    askAhead(queries, lastCommitsQuery(fabric));
  },
  component: latePage(() => import("~/pages/fabric/FabricPage"), "FabricPage"),
});

const past = createRoute({
  getParentRoute: () => frame,
  path: "/fabrics/$fabric/at",
  validateSearch: texts("commit", "time", "to", "totime", "tab", "resource", "q"),
  component: latePage(() => import("~/pages/past/PastPage"), "PastPage"),
});

const resource = createRoute({
  getParentRoute: () => frame,
  path: "/fabrics/$fabric/resources/$kind/$namespace/$name",
  validateSearch: texts("tab", "change", "all", "setby", "line", "fileline", "field"),
  loader: ({ context: { queries }, params, preload }) => {
    if (preload) return;
    askAhead(queries, fabricQuery(params.fabric));
    askAhead(queries, resourceQuery(params));
  },
  component: latePage(() => import("~/pages/resource/ResourcePage"), "ResourcePage"),
});

const newResource = createRoute({
  getParentRoute: () => frame,
  path: "/fabrics/$fabric/new",
  validateSearch: texts("kind", "change", "view", "from", "template", "set"),
  component: latePage(() => import("~/pages/new-resource/NewResourcePage"), "NewResourcePage"),
});

const changes = createRoute({
  getParentRoute: () => frame,
  path: "/changes",
  validateSearch: texts("q", "fabric", "state", "new"),
  component: latePage(() => import("~/pages/changes/ChangesPage"), "ChangesPage"),
});

const change = createRoute({
  getParentRoute: () => frame,
  path: "/changes/$change",
  validateSearch: texts("tab", "resource"),
  component: latePage(() => import("~/pages/change/ChangePage"), "ChangePage"),
});

const conflicts = createRoute({
  getParentRoute: () => frame,
  path: "/conflicts",
  validateSearch: texts("q", "fabric", "change", "state", "kind", "sort", "assignee"),
  component: latePage(() => import("~/pages/conflicts/ConflictsPage"), "ConflictsPage"),
});

const conflict = createRoute({
  getParentRoute: () => frame,
  path: "/conflicts/$conflict",
  component: latePage(() => import("~/pages/conflict/ConflictPage"), "ConflictPage"),
});

const activity = createRoute({
  getParentRoute: () => frame,
  path: "/activity",
  validateSearch: texts("q", "fabric", "kind"),
  component: latePage(() => import("~/pages/activity/ActivityPage"), "ActivityPage"),
});

const run = createRoute({
  getParentRoute: () => frame,
  path: "/runs/$run",
  component: latePage(() => import("~/pages/run/RunPage"), "RunPage"),
});

const repositories = createRoute({
  getParentRoute: () => frame,
  path: "/repositories",
  validateSearch: texts("q", "new"),
  component: latePage(() => import("~/pages/repositories/RepositoriesPage"), "RepositoriesPage"),
});

const clusters = createRoute({
  getParentRoute: () => frame,
  path: "/clusters",
  validateSearch: texts("q", "new"),
  component: latePage(() => import("~/pages/clusters/ClustersPage"), "ClustersPage"),
});

const drift = createRoute({
  getParentRoute: () => frame,
  path: "/drift",
  validateSearch: texts("q", "by", "fabric"),
  component: latePage(() => import("~/pages/drift/DriftPage"), "DriftPage"),
});

const policies = createRoute({
  getParentRoute: () => frame,
  path: "/policies",
  validateSearch: texts("fabric"),
  component: latePage(() => import("~/pages/policies/PoliciesPage"), "PoliciesPage"),
});

const credentials = createRoute({
  getParentRoute: () => frame,
  path: "/credentials",
  validateSearch: texts("q", "new"),
  component: latePage(() => import("~/pages/credentials/CredentialsPage"), "CredentialsPage"),
});

const audit = createRoute({
  getParentRoute: () => frame,
  path: "/audit",
  validateSearch: texts("action", "actor", "fabric", "outcome", "subject", "since", "until", "entry"),
  component: latePage(() => import("~/pages/audit/AuditPage"), "AuditPage"),
});

const people = createRoute({
  getParentRoute: () => frame,
  path: "/people",
  validateSearch: texts("q", "person", "new"),
  component: latePage(() => import("~/pages/people/PeoplePage"), "PeoplePage"),
});

const settings = createRoute({
  getParentRoute: () => frame,
  path: "/settings",
  validateSearch: texts("tab"),
  component: latePage(() => import("~/pages/settings/SettingsPage"), "SettingsPage"),
});

const help = createRoute({
  getParentRoute: () => frame,
  path: "/help",
  validateSearch: texts("q"),
  component: latePage(() => import("~/pages/help/HelpPage"), "HelpPage"),
});

const helpPage = createRoute({
  getParentRoute: () => frame,
  path: "/help/$doc",
  validateSearch: texts("q"),
  component: latePage(() => import("~/pages/help/HelpPage"), "HelpPage"),
});

/** Any other address, inside the frame too. */
const unknown = createRoute({ getParentRoute: () => frame, path: "$", component: NotFound });

const tree = root.addChildren([
  login,
  setup,
  frame.addChildren([
    overview,
    fabrics,
    fabric,
    past,
    resource,
    newResource,
    changes,
    change,
    conflicts,
    conflict,
    drift,
    activity,
    run,
    repositories,
    clusters,
    policies,
    credentials,
    audit,
    people,
    settings,
    help,
    helpPage,
    unknown,
  ]),
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: Loading,
    defaultPendingMs: 300,
    defaultErrorComponent: ({ error, reset }) =>
      error instanceof LateError ? <LateFailed /> : <ErrorView error={error} onRetry={reset} />,
    scrollRestoration: true,
    // text stays text: a name such as 0644 is no number
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const written = new URLSearchParams();
      for (const [name, value] of Object.entries(search)) if (value !== undefined) written.set(name, String(value));
      const query = written.toString();
      return query ? `?${query}` : "";
    },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
