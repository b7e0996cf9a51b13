/** A resource that is not there yet: its kind, its name, its first text; saved as a draft of a change. */

import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { ProblemError } from "~/api/problem";
import { useKinds } from "~/api/queries/fabrics";
import { useKindSchema, useRows } from "~/api/queries/resources";
import type { KindView } from "~/api/types";
import { resourceHref } from "~/app/navigation";
import { AddressLink } from "~/components/AddressLink";
import { ButtonLink } from "~/components/Button";
import { EmptyState } from "~/components/EmptyState";
import { ErrorView } from "~/components/ErrorView";
import { SelectField, TextField } from "~/components/fields";
import { Loaded, Loading } from "~/components/Loaded";
import { PageHeader } from "~/components/PageHeader";
import { useToast } from "~/components/Toasts";
import { keptOf } from "~/features/drafting/kept";
import { asSchema } from "~/features/drafting/schema";
import { useTarget } from "~/features/drafting/target";
import { NoFabric } from "~/features/fabric/NoFabric";
import { namedFrom } from "~/features/forms/domain/names";
import { templatesOf } from "~/features/forms/domain/templates";
import { useFilled } from "~/features/forms/useFilled";
import { schemaWords } from "~/features/kinds/words";
import { useWhyNot } from "~/features/permissions/whyNot";
import { kindName, spokenName } from "~/features/resource/identity";
import { toYaml } from "~/lib/yaml/emit";
import { NAMELESS } from "./duplicate";
import { FirstText } from "./FirstText";
import { sortKinds } from "./kinds";
import styles from "./NewResource.module.css";
import { renamed } from "./renamed";
import { nameProblem, template } from "./template";
import { useDuplicate } from "./useDuplicate";
import { placeOfFirst } from "./useFirstText";

const ROUTE = "/frame/fabrics/$fabric/new";

export function NewResourcePage() {
  const { fabric } = useParams({ from: ROUTE });
  const { from } = useSearch({ from: ROUTE });
  const kinds = useKinds(fabric);
  const forbidden = useWhyNot("edit", fabric);
  if (kinds.error instanceof ProblemError && kinds.error.status === 404) return <NoFabric fabric={fabric} />;
  return (
    <>
      <PageHeader
        title={from ? `New resource like ${from.split("/").at(-1)}` : "New resource"}
        sentence={`In ${fabric}; a draft of a change, in Git once that is published.`}
        name={`New resource in ${fabric}`}
      />
      {forbidden ? (
        <EmptyState title="You may look at it, not edit">{forbidden}</EmptyState>
      ) : (
        <Loaded query={kinds}>
          {(rows) =>
            rows.length === 0 ? <NoKinds fabric={fabric} /> : <Form fabric={fabric} kinds={sortKinds(rows)} />
          }
        </Loaded>
      )}
    </>
  );
}

function Form({ fabric, kinds }: { fabric: string; kinds: KindView[] }) {
  const search = useSearch({ from: ROUTE });
  const say = useToast();
  const navigate = useNavigate({ from: "/fabrics/$fabric/new" });
  const chosen = kinds.find((one) => kindName(one) === search.kind || one.kind === search.kind);
  const [typed, setTyped] = useState<string>();
  const [proposal, propose] = useState<string>();
  const name = typed ?? proposal ?? "";
  const [namespace, setNamespace] = useState("default");
  const [isTouched, setTouched] = useState(false);
  const schema = useKindSchema(fabric, chosen ? kindName(chosen) : "", chosen !== undefined);
  const choice = useTarget(fabric, { address: search.change });
  const taken = useTaken(fabric, chosen?.kind, namespace);
  const known = useMemo(() => asSchema(schema.data), [schema.data]);
  const like = useDuplicate(fabric, chosen, search.from, search.change);

  const templates = chosen ? templatesOf(chosen) : [];
  const started = templates.find(({ title }) => title === search.template);
  const problem = taken.has(name) ? `${fabric} has a ${chosen?.kind} of this name already.` : nameProblem(name);
  const value = useMemo(() => {
    if (!chosen || search.from) return undefined;
    return template({ ...chosen, name: name || NAMELESS, namespace: namespace.trim() }, known, {
      spec: started?.spec,
      set: search.set,
    });
  }, [chosen, name, namespace, known, search.from, search.set, started]);
  const filled = useFilled({ fabric, kind: chosen, schema: known, value });
  const text = useMemo(() => {
    if (search.from)
      return like.data === undefined ? undefined : renamed(like.data, name, namespace.trim() || "default");
    return filled === undefined ? undefined : `${toYaml(filled)}\n`;
  }, [name, namespace, search.from, like.data, filled]);
  const startedFrom = [search.from ?? started?.title ?? "", search.set].filter(Boolean).join(" ");
  const look = (next: { template?: string; view?: string; set?: undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false });
  return (
    <div className="stack">
      <div className={styles.form}>
        {!search.from && (
          <SelectField
            label="Kind"
            value={chosen ? kindName(chosen) : ""}
            options={[
              { value: "", label: "choose …" },
              ...kinds.map((one) => ({ value: kindName(one), label: `${one.kind} (${one.group || one.version})` })),
            ]}
            onChange={(kind) => {
              propose(undefined);
              void navigate({
                search: ({ template: _, set: __, ...before }) => ({ ...before, kind: kind || undefined }),
                replace: true,
              });
            }}
          />
        )}
        <TextField
          label="Name"
          isMono
          value={name}
          onChange={(next) => {
            setTyped(next);
            setTouched(true);
          }}
          hint={
            chosen && taken.has(name) ? (
              <AddressLink href={resourceHref(fabric, { ...chosen, namespace, name })}>
                Open {spokenName({ kind: chosen.kind, namespace, name })}
              </AddressLink>
            ) : (
              chosen && nameHint(namedFrom(chosen), typed, proposal)
            )
          }
          error={isTouched ? problem : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          label="Namespace"
          isMono
          value={namespace}
          onChange={setNamespace}
          autoComplete="off"
          spellCheck={false}
        />
        {!search.from && templates.length > 0 && (
          <SelectField
            label="Start with"
            hint="What the form has in it at first. You can change all of it."
            value={started?.title ?? ""}
            options={[
              { value: "", label: "the required fields, empty" },
              ...templates.map(({ title }) => ({ value: title, label: title })),
            ]}
            // what was set belongs to what it started with
            onChange={(title) => {
              if (chosen && keptOf(placeOfFirst(fabric, chosen, startedFrom), ""))
                say(
                  `What you typed is kept: choose ${started ? `“${started.title}”` : "what you had"} again to have it back.`,
                );
              look({ template: title, set: undefined });
            }}
          />
        )}
      </div>
      {search.from && (
        <p className="soft">What no two resources may have alike is left out: it is asked for again below.</p>
      )}
      {chosen?.about && <p className="soft">{chosen.about}</p>}
      {chosen?.in_cluster && <p className="soft small">Schema: {schemaWords(chosen)}.</p>}
      {like.error && <ErrorView error={like.error} onRetry={like.retry} />}
      {!chosen ? (
        <EmptyState title="Which kind?">
          The form begins with the fields that this kind requires. You add the others, in the form or as YAML.
        </EmptyState>
      ) : text === undefined || schema.isPending || choice.isPending ? (
        !like.error && <Loading lines={8} />
      ) : (
        <FirstText
          key={`${kindName(chosen)} ${startedFrom}`}
          fabric={fabric}
          kind={chosen}
          name={name}
          namespace={namespace.trim() || "default"}
          template={text}
          startedFrom={startedFrom}
          schema={known}
          view={search.view === "yaml" ? "yaml" : "form"}
          onView={(view) => look({ view })}
          problem={problem}
          taken={taken}
          isUnnamed={typed === undefined}
          onProposal={propose}
          onNamed={setTyped}
          choice={choice}
          onTried={() => {
            setTouched(true);
            // what is being saved has this name, whatever is there by then
            if (name !== "") setTyped(name);
          }}
        />
      )}
    </div>
  );
}

/** Where the name comes from, until one is typed. */
function nameHint(from: string | undefined, typed: string | undefined, proposal: string | undefined) {
  if (from === undefined || typed !== undefined) return undefined;
  return proposal === undefined ? `It is proposed from ${from}.` : `Proposed from ${from}; type another if you like.`;
}

/** Names of a kind that there are. */
function useTaken(fabric: string, kind: string | undefined, namespace: string): ReadonlySet<string> {
  const rows = useRows(fabric).data;
  return useMemo(
    () =>
      new Set(
        rows?.filter((row) => row.kind === kind && (row.namespace || "default") === namespace).map((row) => row.name),
      ),
    [rows, kind, namespace],
  );
}

function NoKinds({ fabric }: { fabric: string }) {
  return (
    <EmptyState
      title="No kinds are known"
      action={
        <ButtonLink to="/fabrics/$fabric" params={{ fabric }}>
          Back to {fabric}
        </ButtonLink>
      }
    >
      The fabric knows no definitions and has no resources yet. Sync it, or give it its custom resource definitions.
    </EmptyState>
  );
}
