/** The documentation of the very version that runs: the list of its pages, a page of it, and what is found in it. */

import { DOCS, VERSION } from "virtual:docs";
import { Link, useLocation, useParams } from "@tanstack/react-router";
import { use, useDeferredValue, useEffect } from "react";
import { useAddressText } from "~/app/useAddressText";
import { Button } from "~/components/Button";
import { TextField } from "~/components/fields";
import { Loading } from "~/components/Loaded";
import { Late } from "~/components/late/Late";
import { NotThere } from "~/components/NotThere";
import { PageHeader } from "~/components/PageHeader";
import { type Doc, textOf } from "~/lib/docs/doc";
import { useTourClosed } from "~/lib/tour";
import { count } from "~/lib/words";
import { DocBody } from "./DocBody";
import { allDocs, loaded, START } from "./docs";
import styles from "./Help.module.css";
import { helpTo } from "./helpTo";
import { HITS, search } from "./search";

export function HelpPage() {
  const { doc: name = START } = useParams({ strict: false });
  const [q, setQ] = useAddressText("q");
  const [isTourClosed, setTourClosed] = useTourClosed();
  const typed = useDeferredValue(q.trim());
  const entry = DOCS.find((doc) => doc.name === name);
  if (!entry) return <NoSuchPage name={name} />;
  return (
    <>
      <PageHeader
        title={entry.title}
        sentence={`Of Hedgerow ${VERSION}, which runs here.`}
        actions={isTourClosed && <Button onClick={() => setTourClosed(false)}>Show the tour of the demo</Button>}
      />
      <div className={styles.help}>
        <div className={styles.pages}>
          <TextField label="Search the documentation" type="search" value={q} onChange={setQ} />
          {name !== START && (
            <Link to="/help" className={styles.all}>
              All pages
            </Link>
          )}
          <Pages current={name} />
        </div>
        <Late meanwhile={<Loading />}>{typed ? <Found typed={typed} /> : <Page key={name} doc={loaded(entry)} />}</Late>
      </div>
    </>
  );
}

function NoSuchPage({ name }: { name: string }) {
  return (
    <NotThere title="There is no such page in the documentation" ways={<Link to="/help">All pages</Link>}>
      The documentation of this version has no page {name}.
    </NotThere>
  );
}

function Pages({ current }: { current: string }) {
  return (
    <nav aria-label="Pages of the documentation">
      <ul>
        {DOCS.map(({ name, title }) => (
          <li key={name}>
            <Link {...helpTo(name)} aria-current={name === current ? "page" : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Page({ doc }: { doc: Promise<Doc> }) {
  const { nodes } = use(doc);
  const hash = useLocation({ select: (location) => location.hash });
  // the part that was asked for is there only now
  useEffect(() => {
    if (hash) document.getElementById(hash)?.scrollIntoView({ block: "start" });
  }, [hash]);
  return (
    <article className={styles.page}>
      <Parts nodes={nodes} />
      <DocBody nodes={nodes} />
    </article>
  );
}

/** What stands on the page, where that is more than fits on a screen. */
function Parts({ nodes }: Pick<Doc, "nodes">) {
  const parts = nodes.flatMap((node) => {
    if (typeof node === "string" || node[0] !== "h2") return [];
    return [{ id: node[1].id ?? "", title: textOf(node).trim() }];
  });
  if (parts.length < 3) return null;
  return (
    <nav aria-label="On this page" className={styles.parts}>
      <ul>
        {parts.map(({ id, title }) => (
          <li key={id}>
            <Link to="." hash={id}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Found({ typed }: { typed: string }) {
  const hits = search(use(allDocs()), typed);
  return (
    <section aria-label="Results" className={styles.page}>
      <p className="soft" role="status">
        {hits.length === 0
          ? "No part of the documentation has all these words."
          : hits.length === HITS
            ? `The first ${count(HITS, "part")} with these words.`
            : `${count(hits.length, "part")} with these words.`}
      </p>
      <ul className={styles.hits}>
        {hits.map(({ doc, title, heading, at, excerpt }) => (
          <li key={`${doc}#${at ?? ""}`}>
            <Link {...helpTo(doc, at)}>{heading === undefined ? title : `${title}: ${heading}`}</Link>
            <p className="soft small">{excerpt}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
