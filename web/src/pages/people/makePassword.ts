/** A password that nobody guesses and everybody can read out: 100 bits in letters and digits that are not mixed up. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789A";

export function makePassword(): string {
  // its 32 characters divide 256: every character is as likely as every other
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  const text = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return text.match(/.{5}/g)?.join("-") ?? text;
}
