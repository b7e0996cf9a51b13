/** What can be read from a file into a field for PEM. Pure. */

/** As much as the server accepts of certificates, in bytes. */
const MOST_BYTES = 64 * 1024;

/** Why a file is not read; its size is known before. */
export function sizeProblem({ name, size }: { name: string; size: number }): string | undefined {
  if (size === 0) return `${name} is empty`;
  return size > MOST_BYTES
    ? `${name} is larger than 64 KiB: choose a file with only what this repository needs`
    : undefined;
}

/** Why what was read is not put into the field. */
export function pemProblem(name: string, text: string): string | undefined {
  return text.includes("-----BEGIN ")
    ? undefined
    : `${name} is not PEM: such a file has -----BEGIN in it. openssl converts others`;
}
