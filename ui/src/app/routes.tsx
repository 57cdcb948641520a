/** Every address of the window and the page it shows. */
import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from "@tanstack/react-router";
import { NotFound, PageProblem } from "./ErrorPage";
import { page } from "./page";
import { Shell } from "./Shell";

export type Search = Record<string, unknown>;

const anySearch = (search: Search): Search => search;

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/overview" });
  },
});

const overview = createRoute({
  getParentRoute: () => root,
  path: "/overview",
  component: page(() => import("../features/overview"), "OverviewPage"),
});

const connectors = createRoute({
  getParentRoute: () => root,
  path: "/connectors",
  validateSearch: anySearch,
  component: page(() => import("../features/connectors"), "ConnectorsPage"),
});

const connectorNew = createRoute({
  getParentRoute: () => root,
  path: "/connectors/new",
  validateSearch: anySearch,
  component: page(() => import("../features/connectors"), "ConnectorNewPage"),
});

const connectorImport = createRoute({
  getParentRoute: () => root,
  path: "/connectors/import",
  component: page(() => import("../features/connectors"), "ConnectorImportPage"),
});

const connector = createRoute({
  getParentRoute: () => root,
  path: "/connectors/$id",
  validateSearch: anySearch,
  component: page(() => import("../features/connectors"), "ConnectorPage"),
});

const connectorEdit = createRoute({
  getParentRoute: () => root,
  path: "/connectors/$id/edit",
  validateSearch: anySearch,
  component: page(() => import("../features/connectors"), "ConnectorEditPage"),
});

const browse = createRoute({
  getParentRoute: () => root,
  path: "/browse",
  validateSearch: anySearch,
  component: page(() => import("../features/browse"), "BrowsePage"),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: anySearch,
  component: page(() => import("../features/runs"), "RunsPage"),
});

const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$id",
  validateSearch: anySearch,
  component: page(() => import("../features/runs"), "RunPage"),
});

const findings = createRoute({
  getParentRoute: () => root,
  path: "/findings",
  validateSearch: anySearch,
  component: page(() => import("../features/findings"), "FindingsPage"),
});

const policies = createRoute({
  getParentRoute: () => root,
  path: "/policies",
  validateSearch: anySearch,
  component: page(() => import("../features/policies"), "PoliciesPage"),
});

const policy = createRoute({
  getParentRoute: () => root,
  path: "/policies/$id",
  validateSearch: anySearch,
  component: page(() => import("../features/policies"), "PolicyPage"),
});

const exports = createRoute({
  getParentRoute: () => root,
  path: "/exports",
  validateSearch: anySearch,
  component: page(() => import("../features/exports"), "ExportsPage"),
});

const exportNew = createRoute({
  getParentRoute: () => root,
  path: "/exports/new",
  validateSearch: anySearch,
  component: page(() => import("../features/exports"), "ExportNewPage"),
});

const exportOne = createRoute({
  getParentRoute: () => root,
  path: "/exports/$id",
  component: page(() => import("../features/exports"), "ExportPage"),
});

const exportCompare = createRoute({
  getParentRoute: () => root,
  path: "/exports/$id/compare",
  validateSearch: anySearch,
  component: page(() => import("../features/exports"), "ComparePage"),
});

const exportTrial = createRoute({
  getParentRoute: () => root,
  path: "/exports/preview",
  validateSearch: anySearch,
  component: page(() => import("../features/exports"), "TrialPage"),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: page(() => import("../features/settings"), "SettingsPage"),
});

const tree = root.addChildren([
  home,
  overview,
  connectors,
  connectorNew,
  connectorImport,
  connector,
  connectorEdit,
  browse,
  runs,
  run,
  findings,
  policies,
  policy,
  exports,
  exportNew,
  exportOne,
  exportCompare,
  exportTrial,
  settings,
]);

export function makeRouter() {
  return createRouter({
    routeTree: tree,
    history: createHashHistory(),
    defaultPreload: "intent",
    // Around each page, inside the frame: the rail stays usable when a page breaks.
    defaultErrorComponent: PageProblem,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
