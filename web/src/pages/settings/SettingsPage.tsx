/** One's own account, sessions, tokens, and how the pages look. */
import { useSearch } from "@tanstack/react-router";
import { useMe } from "~/api/queries/me";
import type { Me } from "~/api/types";
import { EmptyState } from "~/components/EmptyState";
import { PageHeader } from "~/components/PageHeader";
import { type Tab, TabLinks } from "~/components/TabLinks";
import { AccountForm } from "./AccountForm";
import { Appearance } from "./Appearance";
import { PasswordForm } from "./PasswordForm";
import { Rights } from "./Rights";
import { Sessions } from "./Sessions";
import styles from "./Settings.module.css";
import { Tokens } from "./Tokens";

const TABS: readonly Tab[] = [
  { id: "account", label: "Account" },
  { id: "sessions", label: "Sessions" },
  { id: "tokens", label: "API tokens" },
  { id: "appearance", label: "Appearance" },
];

export function SettingsPage() {
  const { tab = "account" } = useSearch({ from: "/frame/settings" });
  const me = useMe();
  return (
    <>
      <PageHeader title="Settings" help="account" sentence={me && <>You are {who(me)}.</>}>
        <TabLinks label="Settings" tabs={TABS} current={tab} />
      </PageHeader>
      <div className={styles.page}>{me && <Content tab={tab} me={me} />}</div>
    </>
  );
}

function who(me: Me): string {
  if (me.kind === "administrator") return "the holder of the installation's own token";
  return `${me.name}, logged in as ${me.login}`;
}

function Content({ tab, me }: { tab: string; me: Me }) {
  if (tab === "appearance") return <Appearance />;
  if (me.kind !== "user") {
    return (
      <EmptyState title="There is no account behind a token">
        Names, passwords, sessions and tokens belong to people: log in with an account to see yours.
      </EmptyState>
    );
  }
  if (tab === "sessions") return <Sessions />;
  if (tab === "tokens") return <Tokens me={me} />;
  return (
    <>
      <AccountForm key={`${me.name}\n${me.email}`} me={me} />
      <PasswordForm login={me.login} />
      <Rights me={me} />
    </>
  );
}
