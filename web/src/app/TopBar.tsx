/** Where one is, search, how the connection is, who one is. */

import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { Fragment } from "react";
import { useKnownChangeName } from "~/api/queries/change";
import { forgetSession, useLogOut, useMe } from "~/api/queries/me";
import { Button } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "~/components/Menu";
import { openHelp } from "~/lib/help";
import { ConnectionState } from "./ConnectionState";
import { changeIn, crumbs } from "./navigation";
import { Palette } from "./palette/Palette";
import styles from "./TopBar.module.css";
import { DENSITIES, THEMES, useTheme } from "./theme";

export function TopBar() {
  return (
    <header className={styles.bar}>
      <Crumbs />
      <Palette />
      <ConnectionState />
      <Link to="/help" className={styles.help} aria-label="Help: the documentation" title="Help: the documentation">
        <Icon name="help" size={18} />
      </Link>
      <UserMenu />
    </header>
  );
}

function Crumbs() {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const change = useKnownChangeName(changeIn(pathname));
  return (
    <nav aria-label="Where you are" className={styles.crumbs}>
      <ol>
        {crumbs(pathname, change).map((crumb, at) => (
          <Fragment key={crumb.to ?? "here"}>
            {at > 0 && <li aria-hidden="true">/</li>}
            <li className={crumb.isMono ? "mono cut" : "cut"} aria-current={crumb.to ? undefined : "page"}>
              {crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

function UserMenu() {
  const me = useMe();
  const { theme, setTheme, density, setDensity } = useTheme();
  const logOut = useLogOut();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const name = me?.name || me?.login || "You";
  const leave = async () => {
    await logOut.mutateAsync();
    await navigate({ to: "/login", search: {} });
    forgetSession(queries);
  };
  return (
    <Menu
      button={
        <Button look="quiet" className={styles.user} aria-label={`${name}: account and appearance`}>
          <span className={styles.avatar} aria-hidden="true">
            {initials(name)}
          </span>
          <span className={styles.username}>{name}</span>
        </Button>
      }
    >
      <MenuLabel>{me?.kind === "user" ? me.email : name}</MenuLabel>
      {me?.kind === "user" && (
        <MenuItem asChild>
          <Link to="/settings">Account and tokens</Link>
        </MenuItem>
      )}
      <MenuLine />
      <MenuChoice label="Theme" value={theme} options={THEMES} onChange={setTheme} />
      <MenuLine />
      <MenuChoice label="Density" value={density} options={DENSITIES} onChange={setDensity} />
      <MenuLine />
      <MenuItem asChild>
        <Link to="/help">Documentation</Link>
      </MenuItem>
      <MenuItem onSelect={() => openHelp("keys")}>Keys</MenuItem>
      <MenuItem onSelect={() => openHelp("states")}>Words for states</MenuItem>
      {me?.kind === "user" && (
        <>
          <MenuLine />
          <MenuItem onSelect={() => void leave()}>Log out</MenuItem>
        </>
      )}
    </Menu>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  const letters = parts.length > 1 ? [parts[0]?.[0], parts.at(-1)?.[0]] : [parts[0]?.slice(0, 2)];
  return letters.join("").toUpperCase();
}
