import "./lib/nonce";
import "./styles/tokens.css";
import "./styles/base.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { whenLoggedOut } from "./api/client";
import { keys } from "./api/keys";
import { ProblemError } from "./api/problem";
import { makeRouter } from "./app/routes";
import { applyStoredTheme } from "./app/theme";
import { TipProvider } from "./components/Tip";
import { ToastProvider } from "./components/Toasts";
import { sessionEnded } from "./pages/login/ended";

applyStoredTheme();

/** The live connection tells what became old; asking again on each look would only cost. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 15 * 60_000,
      refetchOnWindowFocus: false,
      // an answer with a reason will not change by asking again
      retry: (failures, error) => error instanceof ProblemError && error.isUnreached && failures < 3,
    },
  },
});

const router = makeRouter(queries);

whenLoggedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname === "/login" || pathname === "/setup") return;
  // under an open page: it stays, with what was typed into it
  if (queries.getQueryData(keys.me)) return sessionEnded();
  void router.navigate({ to: "/login", search: href === "/" ? {} : { next: href } });
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TipProvider delayDuration={400}>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </TipProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
