import "./lib/nonce";
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { whenLoggedOut } from "./api/client";
import { keys } from "./api/keys";
import { meQuery } from "./api/queries/me";
import { App } from "./app/App";
import { askAhead, loadAhead } from "./app/ahead";
import { makeQueries } from "./app/queries";
import { makeRouter } from "./app/routes";
import { applyStoredTheme } from "./app/theme";
import { sessionEnded } from "./lib/ended";

applyStoredTheme();

const queries = makeQueries();
const router = makeRouter(queries);

whenLoggedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname === "/login" || pathname === "/setup") return;
  // under an open page: it stays, with what was typed into it
  if (queries.getQueryData(keys.me)) return sessionEnded();
  void router.navigate({ to: "/login", search: href === "/" ? {} : { next: href } });
});

// before the code of the page: a browser has six connections to a server
askAhead(queries, meQuery);
setTimeout(() => loadAhead(router));

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App queries={queries} router={router} />
    </StrictMode>,
  );
}
