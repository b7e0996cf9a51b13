/** The frame: navigation at the left (at the bottom on a phone), where one is and how the connection is on top. */
import { Outlet, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { LiveProvider } from "~/live/LiveProvider";
import { BottomBar, SideBar } from "./Navigation";
import styles from "./Shell.module.css";
import { TopBar } from "./TopBar";

export function Shell() {
  const router = useRouter();
  const onLoggedOut = useCallback(() => {
    // the router asks who is logged in, and leads to the log-in page when nobody is
    router.options.context.queries.removeQueries({ queryKey: ["me"] });
    void router.invalidate();
  }, [router]);
  return (
    <LiveProvider onLoggedOut={onLoggedOut}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <div className={styles.frame}>
        <SideBar />
        <div className={styles.right}>
          <TopBar />
          <main id="main" tabIndex={-1} className={styles.main}>
            <Outlet />
          </main>
        </div>
        <BottomBar />
      </div>
    </LiveProvider>
  );
}
