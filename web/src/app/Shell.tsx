/** The frame: navigation at the left (at the bottom on a phone), where one is and how the connection is on top. */
import { Outlet } from "@tanstack/react-router";
import { ChangeBar } from "~/features/drafting/bar/ChangeBar";
import { sessionEnded } from "~/lib/ended";
import { LiveProvider } from "~/live/LiveProvider";
import { SessionEnded } from "~/pages/login/SessionEnded";
import { Help } from "./help/Help";
import { BottomBar, SideBar } from "./Navigation";
import styles from "./Shell.module.css";
import { TopBar } from "./TopBar";
import { Tour } from "./tour/Tour";

export function Shell() {
  return (
    <LiveProvider onLoggedOut={sessionEnded}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <div className={styles.frame}>
        <SideBar />
        <div className={styles.right}>
          <TopBar />
          <ChangeBar />
          <main id="main" tabIndex={-1} className={styles.main}>
            <Outlet />
          </main>
          <Tour />
        </div>
        <BottomBar />
      </div>
      <Help />
      <SessionEnded />
    </LiveProvider>
  );
}
