/** The app around its routes: look, words, cached answers, notes. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { CrashBoundary } from "./CrashBoundary";
import { followStale, makeQueryClient } from "./queries";
import { makeRouter } from "./routes";
import { cssVariables, styleNonce, theme } from "./theme";

export function App() {
  const [client] = useState(makeQueryClient);
  const [router] = useState(makeRouter);
  useEffect(() => followStale(client), [client]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <CrashBoundary>
        <QueryClientProvider client={client}>
          <Notifications position="bottom-center" limit={4} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CrashBoundary>
    </MantineProvider>
  );
}
