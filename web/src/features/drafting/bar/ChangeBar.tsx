/** One's open change, in one line on every page: what is in it, whether it can go, the way on and the way back. */
import { Link, useRouterState } from "@tanstack/react-router";
import { lazy, useEffect, useRef, useState } from "react";
import { useChange, useDropEmpty, useOwnChanges, useUndoSave } from "~/api/queries/changes";
import { usePreviewDiff } from "~/api/queries/diff";
import { useMe } from "~/api/queries/me";
import type { ChangeView } from "~/api/types";
import { Button, ButtonLink } from "~/components/Button";
import { Icon } from "~/components/Icon";
import { Late } from "~/components/late/Late";
import { useToast } from "~/components/Toasts";
import { reviewLabel } from "~/features/change/review";
import { isEditable } from "~/features/change/states";
import { useLastDecided } from "~/features/conflict/lastDecided";
import { useTakeBack } from "~/features/conflict/useTakeBack";
import { late } from "~/lib/late/late";
import { count, number } from "~/lib/words";
import { usePinned } from "../pinned";
import { chooseTarget, openChanges, type Target, useStanding } from "../target";
import styles from "./ChangeBar.module.css";
import { type BarDialog, ChangeMenu } from "./ChangeMenu";
import { type Followed, nextFollowed } from "./followed";
import { barWords, CHECKED_AT_ONCE, fabricIn } from "./words";

const OnItsWay = lazy(late(() => import("./OnItsWay")));
const Dialogs = lazy(late(() => import("./Dialogs")));

const NONE: ChangeView[] = [];

export function ChangeBar() {
  const bars = useRef<HTMLDivElement>(null);
  // what sticks below it needs to know how high it is
  useEffect(() => {
    if (!bars.current) return;
    const { style } = document.documentElement;
    const watch = new ResizeObserver(([entry]) => {
      style.setProperty("--change-bar", `${entry?.borderBoxSize[0]?.blockSize ?? 0}px`);
    });
    watch.observe(bars.current);
    return () => {
      watch.disconnect();
      style.removeProperty("--change-bar");
    };
  }, []);
  return (
    <div ref={bars} className={styles.bars}>
      <FollowedChange />
      <OwnChange />
    </div>
  );
}

/** One's change that is on its way stays until it is there, and says so. */
function FollowedChange() {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const own = useOwnChanges().data ?? NONE;
  const [followed, follow] = useState<Followed>();
  const now = useChange(followed?.id ?? "", followed !== undefined).data;
  useEffect(() => {
    const next = nextFollowed(followed, own, now, pathname);
    if (JSON.stringify(next) !== JSON.stringify(followed)) follow(next);
  }, [followed, own, now, pathname]);
  // its own page says it all
  if (!now || now.id !== followed?.id || isEditable(now.state) || pathname === `/changes/${now.id}`) return null;
  return (
    <Late meanwhile={null}>
      <OnItsWay change={now} onDismiss={() => follow(undefined)} />
    </Late>
  );
}

function OwnChange() {
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const own = useOwnChanges().data ?? [];
  const fabric = fabricIn(pathname);
  if (fabric !== undefined) return <OfFabric key={fabric} fabric={fabric} />;
  // nowhere in particular: the one that was edited last
  const last = openChanges(own)[0];
  if (!last || pathname === `/changes/${last.id}`) return null;
  return <OfChange key={last.id} row={last} others={openChanges(own, last.fabric)} isFabricNamed />;
}

function OfFabric({ fabric }: { fabric: string }) {
  const { standing, open, isPending } = useStanding(fabric);
  const pinned = usePinned();
  const target = pinned?.fabric === fabric ? pinned.target : standing;
  // where nothing takes edits, what was discarded last can be undone: the one that was edited last is the first
  const isNext = target.name === "" && target.isNew;
  const row = open.find(({ change, drafts }) => (isNext ? drafts.length === 0 : change === target.name));
  if (row) return <OfChange key={row.id} row={row} others={open} />;
  // until one's own are known, none is taken for another person's
  if (target.name === "" || isPending) return null;
  return target.isNew ? <Begun fabric={fabric} target={target} /> : <OfAnother key={target.name} name={target.name} />;
}

/** A change that is named and has no edit yet: it is opened with its first. */
function Begun({ fabric, target }: { fabric: string; target: Target }) {
  return (
    <Frame>
      <span className={styles.words}>
        Your change <strong>{target.name}</strong>: it begins with your next edit
      </span>
      <Button look="quiet" onClick={() => chooseTarget(fabric, { name: "", isNew: true })}>
        Cancel
      </Button>
    </Frame>
  );
}

/** Another person's change that one edits in. */
function OfAnother({ name }: { name: string }) {
  const change = useChange(name).data;
  if (!change || !isEditable(change.state)) return null;
  return (
    <Frame>
      <span className={styles.words}>
        <span className="soft">{change.author.name}'s change </span>
        <strong>{change.change}</strong>
        <State change={change} />
      </span>
      <Review change={change} />
    </Frame>
  );
}

interface OfChangeProps {
  row: ChangeView;
  /** One's open changes of the fabric. */
  others: readonly ChangeView[];
  isFabricNamed?: boolean;
}

function OfChange({ row, others, isFabricNamed = false }: OfChangeProps) {
  // a list does not say what can be undone
  const change = useChange(row.id).data ?? row;
  const undo = useUndoSave();
  const decided = useLastDecided(change.id);
  const taking = useTakeBack();
  const say = useToast();
  const [dialog, setDialog] = useState<BarDialog>();
  const save = change.last_save;
  return (
    <Frame>
      <span className={styles.words}>
        <span className={styles.your}>Your change </span>
        <Link to="/changes/$change" params={{ change: change.id }} className={styles.name}>
          {change.change}
        </Link>
        {isFabricNamed && <span className="soft"> in {change.fabric}</span>}
        <State change={change} />
      </span>
      <Review change={change} />
      {save && (
        <Button
          isBusy={undo.isPending}
          title={`Undo what was saved last: ${save.resource}${save.more > 0 ? ` and ${number(save.more)} more` : ""}`}
          onClick={() =>
            undo.mutate(
              { change: change.id, save: save.id },
              {
                onSuccess: () => say(`The last save of ${change.change} is undone.`),
                onError: ({ message }) => say(message),
              },
            )
          }
        >
          Undo
        </Button>
      )}
      {decided.length > 0 && (
        <Button
          isBusy={taking.isBusy}
          title={`Undo ${count(decided.length, "decision")} of this change`}
          onClick={() => void taking.takeBack(decided).then(say)}
        >
          Undo decision
        </Button>
      )}
      <DropEmpty change={change} />
      <ChangeMenu change={change} others={others} onOpen={setDialog} />
      {dialog && (
        <Late meanwhile={null}>
          <Dialogs dialog={dialog} change={change} others={others} onClose={() => setDialog(undefined)} />
        </Late>
      )}
    </Frame>
  );
}

/** A change without edits is discarded in one go, unless it got one in the meantime. */
function DropEmpty({ change }: { change: ChangeView }) {
  const drop = useDropEmpty(change.id);
  const say = useToast();
  if (change.drafts.length > 0) return null;
  return (
    <Button
      look="quiet"
      isBusy={drop.isPending}
      onClick={() => drop.mutate(undefined, { onError: ({ message }) => say(message) })}
    >
      Discard
    </Button>
  );
}

function Frame({ children }: { children: React.ReactNode }) {
  return (
    <section aria-label="Your change" className={styles.bar}>
      <span className={styles.mark}>
        <Icon name="edit" size={14} />
      </span>
      {children}
    </section>
  );
}

function State({ change }: { change: ChangeView }) {
  const isWanted = change.drafts.length > 0 && change.drafts.length <= CHECKED_AT_ONCE && change.conflicts === 0;
  const diff = usePreviewDiff(change, isWanted);
  const said = barWords(change, diff.isPlaceholderData ? undefined : diff.data);
  return (
    <span role="status">
      :{" "}
      {said.map(({ text, isHeld }, at) => (
        <span key={text}>
          {at > 0 && " · "}
          {isHeld ? <WhatHolds change={change}>{text}</WhatHolds> : text}
        </span>
      ))}
    </span>
  );
}

/** To where it is decided, or told in full. */
function WhatHolds({ change, children }: { change: ChangeView; children: React.ReactNode }) {
  if (change.conflicts === 0) {
    return (
      <Link to="/changes/$change" params={{ change: change.id }} className={styles.held}>
        {children}
      </Link>
    );
  }
  return (
    <Link to="/conflicts" search={{ fabric: change.fabric, change: change.change }} className={styles.held}>
      {children}
    </Link>
  );
}

function Review({ change }: { change: ChangeView }) {
  const me = useMe();
  if (change.drafts.length === 0) return null;
  return (
    <ButtonLink look="primary" to="/changes/$change" params={{ change: change.id }}>
      {reviewLabel(change, me)}
    </ButtonLink>
  );
}
