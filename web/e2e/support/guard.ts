/** Nothing that a browser complains of may go unseen. */
import type { BrowserContext, ConsoleMessage } from "@playwright/test";

/** An answer that refuses something is for the page to show; the browser notes each in its console all the same. */
const REFUSALS = /^Failed to load resource: the server responded with a status of 4\d\d/;

export class Guard {
  private readonly allowed: RegExp[] = [REFUSALS];
  readonly complaints: string[] = [];

  /** Complaints that a test brings about on purpose. */
  allow(complaint: RegExp): void {
    this.allowed.push(complaint);
  }

  /** Watches all pages of a context, from before their first script. */
  async watch(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(
          `policy: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
        );
      });
    });
    context.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.take(said(message));
    });
    context.on("weberror", (error) => this.take(`uncaught: ${error.error().stack ?? error.error().message}`));
  }

  private take(complaint: string): void {
    if (!this.allowed.some((allowed) => allowed.test(complaint))) this.complaints.push(complaint);
  }
}

function said(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber})`;
}
