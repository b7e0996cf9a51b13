/** A resource's own text as its file has it: in comments with their marks. Pure. */

interface Stands {
  standing: string;
  text: string;
}

export function asInFile({ standing, text }: Stands): string {
  if (standing !== "commented out") return text;
  const marked = (line: string) => (line === "" || line === "\r" ? `#${line}` : `# ${line}`);
  const lines = text.split("\n");
  // behind the last line end there is no line
  const end = lines.at(-1) === "" ? lines.pop() : undefined;
  return [...lines.map(marked), ...(end === undefined ? [] : [end])].join("\n");
}
