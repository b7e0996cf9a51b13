/** A page of the documentation on the screen: elements that are known, and links that stay in the application. */
import { Link } from "@tanstack/react-router";
import { createElement, Fragment, type ReactNode } from "react";
import type { DocElement, DocNode } from "~/lib/docs/doc";
import styles from "./Help.module.css";
import { helpTo } from "./helpTo";

export function DocBody({ nodes }: { nodes: readonly DocNode[] }) {
  return <div className={styles.body}>{shown(nodes)}</div>;
}

function shown(nodes: readonly DocNode[]): ReactNode {
  // they never change places
  return nodes.map((node, at) => <Fragment key={at.toString()}>{one(node)}</Fragment>);
}

function one(node: DocNode): ReactNode {
  if (typeof node === "string") return node;
  const [tag, { id, src, alt, width, height, start }, ...inside] = node;
  switch (tag) {
    case "a":
      return <DocLink node={node} />;
    case "img":
      return <img src={src} alt={alt} width={width} height={height} loading="lazy" />;
    case "br":
    case "hr":
      return createElement(tag);
    case "code":
      return (
        <code>
          {inside.map((part, at) => (
            <Fragment key={at.toString()}>{typeof part === "string" ? breakable(part) : shown([part])}</Fragment>
          ))}
        </code>
      );
    case "table":
      return (
        <div className={styles.table}>
          <table>{shown(inside)}</table>
        </div>
      );
    case "h1":
      // the head of the page has it
      return null;
    default:
      return createElement(tag, { id, start }, shown(inside));
  }
}

/** What is longer than a column is broken behind a slash or a comma, never in a word. */
function breakable(text: string): ReactNode {
  return text.split(/(?<=[/,])(?=\S)/).map((part, at) => (
    <Fragment key={at.toString()}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

function DocLink({ node: [, { doc, at, href }, ...inside] }: { node: DocElement }) {
  if (doc !== undefined) return <Link {...helpTo(doc, at)}>{shown(inside)}</Link>;
  if (href === undefined) return <span title="It is in the sources of Hedgerow.">{shown(inside)}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {shown(inside)}
    </a>
  );
}
