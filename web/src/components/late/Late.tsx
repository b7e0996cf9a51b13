/** Around a part that is loaded when it is first shown: what stands there meanwhile, and where it does not come. */
import { Component, type ReactNode, Suspense } from "react";
import { LateError } from "~/lib/late/late";
import { LateFailed } from "./LateFailed";

interface Props {
  /** Stands there until the part is loaded. */
  meanwhile: ReactNode;
  children: ReactNode;
}

export function Late({ meanwhile, children }: Props) {
  return (
    <Boundary meanwhile={meanwhile}>
      <Suspense fallback={meanwhile}>{children}</Suspense>
    </Boundary>
  );
}

/** React tells of failures to classes only. Keeps the rest of the page, with what was typed into it. */
class Boundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    // any other failure is the page's
    if (!(error instanceof LateError)) throw error;
    return (
      <>
        <LateFailed />
        {this.props.meanwhile}
      </>
    );
  }
}
