/** A person: the name, the address on hover. */
interface Props {
  person: { name?: string; email?: string; login?: string };
}

export function PersonName({ person }: Props) {
  const name = person.name || person.login || person.email || "somebody";
  return <span title={person.email || undefined}>{name}</span>;
}
