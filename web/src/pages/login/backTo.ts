/** Where a log-in leads back to. Pure. */

/** An address inside this application; the overview where it is none, or is a page that nobody who is logged in needs. */
export function backTo(asked: string | undefined): string {
  const isOurs =
    asked?.startsWith("/") && !/^\/[/\\]/.test(asked) && ![...asked].some((one) => one < " " || one === "\\");
  if (!asked || !isOurs || /^\/(login|setup)([/?#]|$)/.test(asked)) return "/";
  return asked;
}
