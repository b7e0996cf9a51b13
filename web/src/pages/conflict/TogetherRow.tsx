/** Two resources that break a rule together: side by side, with the ways to change either, numbered as their keys. */
import { type ReactNode, useId } from "react";
import { useMe } from "~/api/queries/me";
import { useRowOf } from "~/api/queries/resources";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { ErrorView } from "~/components/ErrorView";
import { Time } from "~/components/Time";
import { CommitName } from "~/features/commit/CommitName";
import { type CrossResource, placeOf } from "~/features/conflict/set";
import { FindingText } from "~/features/finding/FindingText";
import { ruleTitle } from "~/features/finding/titles";
import { spokenName } from "~/features/resource/identity";
import { sentence, shortCommit } from "~/lib/words";
import { shownPath } from "~/lib/yaml/shownPath";
import pageStyles from "./ConflictPage.module.css";
import type { Choice, TypedField } from "./choices";
import type { RowProps } from "./FieldRow";
import { Lost } from "./Lost";
import { NextFree } from "./NextFree";
import { DraftOrigin } from "./Origin";
import styles from "./TogetherRow.module.css";
import { TypedValue } from "./TypedValue";
import { togetherPlace } from "./togetherPlace";
import { otherFile, type TogetherWay, togetherWays, whyNotOther } from "./togetherWays";
import { Value } from "./Value";
import { WayRow } from "./WayRow";

type Props = Omit<RowProps, "conflict"> & { conflict: CrossResource };

export function TogetherRow(props: Props) {
  const { conflict, lost, isCurrent, onCurrent } = props;
  const { fabric, together } = conflict;
  const [own, other] = [spokenName(conflict), spokenName(together.other)];
  const title = ruleTitle(together.rule);
  return (
    <fieldset className={`panel ${pageStyles.row}`} data-current={isCurrent} onFocus={onCurrent}>
      <legend className="visually-hidden">
        {placeOf(conflict)}: {title}, {own} and {other}
      </legend>
      <div className={pageStyles.head} aria-hidden="true">
        <span className={pageStyles.path}>{title}</span>
        <span className="soft small">
          {own} and {other} break one rule together
        </span>
      </div>
      <p>
        <FindingText finding={{ message: sentence(together.message), path: "", other }} fabric={fabric} isOwnPage />
      </p>
      <Lost lost={lost} conflict={conflict} />
      <div className={styles.sides}>
        <OwnSide {...props} />
        <OtherSide {...props} />
      </div>
    </fieldset>
  );
}

function OwnSide(props: Props) {
  const { conflict } = props;
  const { fabric, change } = conflict;
  const edit = `${resourceHref(fabric, conflict)}?tab=edit&change=${encodeURIComponent(change ?? "")}`;
  return (
    <Side
      of="own"
      title={
        <>
          <AddressLink href={resourceHref(fabric, conflict)} className="mono">
            {spokenName(conflict)}
          </AddressLink>{" "}
          in change{" "}
          <AddressLink href={`/changes/${encodeURIComponent(conflict.change_id ?? change ?? "")}`}>
            {change}
          </AddressLink>
        </>
      }
      origin={<DraftOrigin conflict={conflict} change={change ?? ""} lead="" />}
      path={conflict.path}
      value={conflict.draft}
      row={props}
    >
      {conflict.path === "" && (
        <p className="small soft">
          This is about the whole resource. <AddressLink href={edit}>Edit it in the change</AddressLink>, or drop the
          draft.
        </p>
      )}
    </Side>
  );
}

function OtherSide(props: Props) {
  const { conflict } = props;
  const { fabric, change, together } = conflict;
  const href = resourceHref(fabric, together.other);
  const whyNot = whyNotOther(conflict);
  const file = otherFile(conflict);
  return (
    <Side
      of="other"
      title={
        <>
          <AddressLink href={href} className="mono">
            {spokenName(together.other)}
          </AddressLink>{" "}
          in Git
        </>
      }
      origin={<GitOrigin conflict={conflict} file={file} href={href} />}
      path={together.other_path}
      value={together.other_value}
      row={props}
    >
      {whyNot && (
        <p className="small soft">
          {whyNot}
          {file && (
            <>
              {" "}
              <AddressLink href={`${href}?tab=edit&change=${encodeURIComponent(change ?? "")}`}>
                Edit it in the same change
              </AddressLink>
              .
            </>
          )}
        </p>
      )}
    </Side>
  );
}

/** The commit that brought the other resource, its file, and who wrote that commit as long as none came after it. */
function GitOrigin({ conflict, file, href }: { conflict: CrossResource; file: string | undefined; href: string }) {
  const me = useMe();
  const { data: row } = useRowOf(conflict.fabric, conflict.together.other);
  const last = row?.changed?.commit === conflict.git_commit ? row.changed : undefined;
  return (
    <>
      {last && (
        <>
          {last.by === me?.name ? "you" : last.by}, <Time at={last.at} />,{" "}
        </>
      )}
      commit{" "}
      <AddressLink href={`${href}?tab=history`} title={conflict.git_commit} className="mono">
        {shortCommit(conflict.git_commit)}
      </AddressLink>{" "}
      <CommitName commit={conflict.git_commit} fabric={conflict.fabric} isOnlyLink />
      {file && (
        <>
          {" "}
          ·{" "}
          <AddressLink href={`${href}?tab=yaml`} className="mono">
            {file}
          </AddressLink>
        </>
      )}
    </>
  );
}

interface SideProps {
  of: TypedField;
  title: ReactNode;
  /** Who, when, and where from. */
  origin: ReactNode;
  path: string;
  value: unknown;
  row: Props;
  children: ReactNode;
}

function Side({ of, title, origin, path, value, row, children }: SideProps) {
  const { conflict, choice, isDisabled, failure, onChoose } = row;
  const group = useId();
  const ways = togetherWays(conflict);
  const refused = failure && sideOf(ways, failure.choice) === of ? failure : undefined;
  return (
    <section className={styles.side} aria-labelledby={`${group}-title`}>
      <h3 id={`${group}-title`}>{title}</h3>
      <p className="small soft">{origin}</p>
      {path !== "" && (
        <p className={styles.field}>
          <code>{shownPath(path)}</code> <Value value={value} nothing="not there" />
        </p>
      )}
      {children}
      <div className={`${pageStyles.ways} ${pageStyles.narrow}`}>
        {ways.map((way, at) =>
          way.of === of ? (
            <WayRow
              key={JSON.stringify(way.choice)}
              name={`together-${conflict.id}`}
              number={at + 1}
              label={way.label}
              isChosen={isSame(choice, way.choice)}
              isDisabled={isDisabled}
              onChoose={() => onChoose(way.choice)}
              about={way.meaning}
            >
              <WayValue way={way} row={row} />
            </WayRow>
          ) : null,
        )}
      </div>
      {refused && <ErrorView error={refused.error} />}
    </section>
  );
}

function WayValue({ way, row }: { way: TogetherWay; row: Props }) {
  const { conflict, choice, typed, isActive, isDisabled, onType, onTyped } = row;
  if ("take" in way.choice) {
    if (conflict.path === "") return null;
    return <Value value={way.choice.take === "base" ? conflict.base : conflict.git} nothing="not there" />;
  }
  const field = way.choice.typed;
  const [named, path, value] =
    field === "own"
      ? [conflict, conflict.path, conflict.draft]
      : [conflict.together.other, conflict.together.other_path, conflict.together.other_value];
  return (
    <>
      <TypedValue
        label={`Another value for ${shownPath(path)} of ${spokenName(named)}, as YAML`}
        place={togetherPlace(conflict, field)}
        field={field}
        sides={[value]}
        text={typed[field] ?? ""}
        isChosen={isSame(choice, way.choice)}
        isDisabled={isDisabled}
        onType={(text) => onType(field, text)}
        onTyped={onTyped}
      />
      {isActive && (
        <NextFree conflict={conflict} field={field} isDisabled={isDisabled} onTake={(text) => onType(field, text)} />
      )}
    </>
  );
}

function isSame(chosen: Choice | undefined, choice: Choice): boolean {
  return chosen !== undefined && JSON.stringify(chosen) === JSON.stringify(choice);
}

/** Which of the two resources a choice changes. */
function sideOf(ways: readonly TogetherWay[], choice: Choice): TypedField {
  return ways.find((way) => isSame(choice, way.choice))?.of ?? "own";
}
