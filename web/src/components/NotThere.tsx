/** What an address names is not there: what that is, why that may be, and the ways on. */
import type { ReactNode } from "react";
import { EmptyState } from "./EmptyState";
import { PageHeader } from "./PageHeader";

interface Props {
  /** What is not there, as a sentence without its full stop. */
  title: string;
  /** Why that may be. */
  children: ReactNode;
  /** Links: where to go instead. */
  ways: ReactNode;
}

export function NotThere({ title, children, ways }: Props) {
  return (
    <>
      <PageHeader title={title} />
      <div className="panel">
        <EmptyState title="What to do" action={<div className="line">{ways}</div>}>
          {children}
        </EmptyState>
      </div>
    </>
  );
}
