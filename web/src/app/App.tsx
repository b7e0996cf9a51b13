/** The application around its pages. */
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { TipProvider } from "~/components/Tip";
import { ToastProvider } from "~/components/Toasts";
import type { makeRouter } from "./routes";

interface Props {
  queries: QueryClient;
  router: ReturnType<typeof makeRouter>;
}

export function App({ queries, router }: Props) {
  return (
    <QueryClientProvider client={queries}>
      <TipProvider delayDuration={400}>
        <ToastProvider>
          <RouterProvider router={router} />
        </ToastProvider>
      </TipProvider>
    </QueryClientProvider>
  );
}
