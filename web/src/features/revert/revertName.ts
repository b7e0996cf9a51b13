/** What a change that takes another one back is called. Pure. */

/** The most bytes that the server lets a change's name have. */
const LIMIT = 200;

/** `Revert "bigger web"`, as Git calls it; a name that would be too long is cut. */
export function revertName(change: string): string {
  const characters = [...change];
  let name = quoted(change);
  while (bytes(name) > LIMIT) {
    characters.pop();
    name = quoted(`${characters.join("").trimEnd()}…`);
  }
  return name;
}

function quoted(name: string): string {
  return `Revert "${name}"`;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
