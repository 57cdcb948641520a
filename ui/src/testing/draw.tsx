/** Draws a part of the window in a test, with look, words and cached answers around it. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { makeQueryClient } from "../app/queries";
import { cssVariables, theme } from "../app/theme";
import { LiveRegion } from "../kit/announce";
import { useShortcutKeys } from "../kit/shortcuts";

interface Options {
  /** Address, such as `/findings?severity=high`. Default `/`. */
  at?: string;
  /** The route that the part stands on, such as `/runs/$id`. Default: any address. */
  route?: string;
}

function Keys() {
  useShortcutKeys();
  return null;
}

/** Links and searches work; every other address shows `Elsewhere`. */
export function draw(children: ReactNode, { at = "/", route = "$" }: Options = {}) {
  const client = makeQueryClient();
  const root = createRootRoute();
  const here = createRoute({
    getParentRoute: () => root,
    path: route,
    component: () => <>{children}</>,
    validateSearch: (search) => search,
  });
  const rest = createRoute({
    getParentRoute: () => root,
    path: "$",
    component: () => <p>Elsewhere</p>,
    validateSearch: (search) => search,
  });
  const start = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: () => <>{children}</>,
    validateSearch: (search) => search,
  });
  const router = createRouter({
    routeTree: root.addChildren(route === "$" ? [start, here] : route === "/" ? [here, rest] : [start, here, rest]),
    history: createMemoryHistory({ initialEntries: [at] }),
  });
  const result = render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={client}>
        <Notifications />
        <RouterProvider router={router as never} />
        <Keys />
        <LiveRegion />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, client, router };
}
