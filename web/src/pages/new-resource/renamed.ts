/** A typed text with another name, where it is written as a line of its own. Pure. */

/** The namespace is changed where it is another than the usual one, or written already. */
export function renamed(text: string, name: string, namespace: string): string {
  const own = name === "" ? text : withMetadata(text, "name", name);
  return namespace === "default" ? own : withMetadata(own, "namespace", namespace);
}

/** The text with another value behind a key of `metadata`; as it is, where the key has no line of its own. */
function withMetadata(text: string, key: string, value: string): string {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^metadata:\s*(#.*)?$/.test(line));
  if (start < 0) return text;
  let indent: string | undefined;
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (/^\s*(#.*)?$/.test(line)) continue;
    const own = /^[ \t]*/.exec(line)?.[0] ?? "";
    indent ??= own;
    if (own === "" || own.length < indent.length) break;
    const found = own === indent && new RegExp(`^(\\s*${key}:\\s+)("[^"]*"|'[^']*'|[^\\s#]+)(.*)$`).exec(line);
    if (!found) continue;
    lines[at] = `${found[1]}${value}${found[3]}`;
    return lines.join("\n");
  }
  return text;
}
