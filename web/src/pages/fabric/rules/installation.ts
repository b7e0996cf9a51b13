/** How a fabric is installed, as a form shows and reads it: each setting as a text. Pure. */
import type { InstallationSetting, RulesView } from "~/api/types";

export type Texts = Record<string, string>;

type Given = Record<string, unknown>;

/** What is given of the installation; nothing where nobody said. */
export function givenOf({ installation }: Pick<RulesView, "installation">): Given | undefined {
  const isMap = typeof installation === "object" && installation !== null && !Array.isArray(installation);
  return isMap ? (installation as Given) : undefined;
}

/** A value as a person types it: lists line by line, VLAN ranges as `3000-3999`. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join("\n");
  if (typeof value === "object" && value !== null && "from" in value && "to" in value)
    return `${value.from}-${value.to}`;
  return value === null || value === undefined ? "" : String(value);
}

/** The form before anything is typed: what is given, beside it the installer's defaults. */
export function textsOf(settings: readonly InstallationSetting[], given: Given | undefined): Texts {
  return Object.fromEntries(settings.map(({ name, default: usual }) => [name, textOf(given?.[name] ?? usual)]));
}

type Read = { value: unknown } | { error: string };

function linesOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** What a text means for a setting. Whether it makes sense there, the server says. */
export function read({ form, takes }: InstallationSetting, text: string): Read {
  const typed = text.trim();
  const wrong = { error: `It must be ${takes}.` };
  switch (form) {
    case "number":
      return /^\d+$/.test(typed) && Number.isSafeInteger(Number(typed)) ? { value: Number(typed) } : wrong;
    case "flag":
      return typed === "true" || typed === "false" ? { value: typed === "true" } : wrong;
    case "networks":
      return { value: linesOf(text) };
    case "vlan-ranges": {
      const ranges = linesOf(text).map((line) => /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(line));
      if (ranges.some((range) => range === null))
        return { error: "Each line must be a VLAN, or a range such as 3000-3999." };
      return { value: ranges.map((range) => ({ from: Number(range?.[1]), to: Number(range?.[2] ?? range?.[1]) })) };
    }
    default:
      return typed === "" ? wrong : { value: typed };
  }
}

/** What differs from the installer's defaults, to be sent; or what is wrong with which setting. */
export function toSend(settings: readonly InstallationSetting[], texts: Texts): { body: Given; errors: Texts } {
  const body: Given = {};
  const errors: Texts = {};
  for (const setting of settings) {
    const result = read(setting, texts[setting.name] ?? "");
    if ("error" in result) errors[setting.name] = result.error;
    else if (JSON.stringify(result.value) !== JSON.stringify(setting.default)) body[setting.name] = result.value;
  }
  return { body, errors };
}

/** The setting that the server's refusal is about: the first that it names. */
export function namedIn(detail: string | undefined, settings: readonly InstallationSetting[]): string | undefined {
  const names = Array.from(detail?.matchAll(/`([A-Za-z]+)(?:\[\d+\])?`/g) ?? [], ([, name]) => name);
  return names.find((name) => settings.some((setting) => setting.name === name));
}

/** `fabricMtu` as `Fabric MTU`. */
export function labelOf(name: string): string {
  const words = name.replace(/([A-Z])/g, " $1").split(" ");
  const short = new Set(["mtu", "asn", "vip", "dhcp", "vtep"]);
  const said = words.map((word) => word.toLowerCase()).map((word) => (short.has(word) ? word.toUpperCase() : word));
  const all = said.join(" ").replace("vlans", "VLANs");
  return all.charAt(0).toUpperCase() + all.slice(1);
}
