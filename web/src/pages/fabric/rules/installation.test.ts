import { expect, test } from "vitest";
import type { InstallationSetting } from "~/api/types";
import { givenOf, labelOf, namedIn, read, textOf, textsOf, toSend } from "./installation";

function setting(name: string, form: string, usual: unknown): InstallationSetting {
  return { name, form, takes: `a ${form}`, meaning: "", default: usual } as InstallationSetting;
}

const MODE = setting("mode", "choice", "spine-leaf");
const VLANS = setting("reservedVlans", "vlan-ranges", [
  { from: 3000, to: 3899 },
  { from: 3900, to: 3999 },
]);
const NETWORKS = setting("reservedSubnets", "networks", ["172.30.0.0/21"]);
const ASN = setting("spineAsn", "number", 65100);
const GATEWAY = setting("gateway", "flag", false);
const ALL = [MODE, VLANS, NETWORKS, ASN, GATEWAY];

test("not given is not the defaults", () => {
  expect(givenOf({ installation: null })).toBeUndefined();
  expect(givenOf({})).toBeUndefined();
  expect(givenOf({ installation: {} })).toEqual({});
});

test("a value is shown as a person types it, and read back as it was", () => {
  expect(textOf(VLANS.default)).toBe("3000-3899\n3900-3999");
  for (const one of ALL) expect(read(one, textOf(one.default))).toEqual({ value: one.default });
});

test("the form begins with what is given, else with the defaults, and then nothing differs", () => {
  expect(textsOf(ALL, { gateway: true })).toMatchObject({ gateway: "true", mode: "spine-leaf", spineAsn: "65100" });
  expect(toSend(ALL, textsOf(ALL, undefined))).toEqual({ body: {}, errors: {} });
});

test("only what differs is sent", () => {
  const texts = {
    ...textsOf(ALL, undefined),
    gateway: "true",
    reservedVlans: "3000 - 3999\n12, 7",
    reservedSubnets: "",
  };
  expect(toSend(ALL, texts)).toEqual({
    body: {
      gateway: true,
      reservedVlans: [
        { from: 3000, to: 3999 },
        { from: 12, to: 12 },
        { from: 7, to: 7 },
      ],
      reservedSubnets: [],
    },
    errors: {},
  });
});

test("what cannot be read is said at its field, and is not sent", () => {
  for (const [one, text] of [
    [ASN, ""],
    [ASN, "-1"],
    [ASN, "65k"],
    [ASN, "1e3"],
    [ASN, "99999999999999999999"],
    [VLANS, "3000-"],
    [VLANS, "3000-3100-3200"],
    [MODE, " "],
    [GATEWAY, "yes"],
  ] as const) {
    const { body, errors } = toSend([one], { [one.name]: text });
    expect(body).toEqual({});
    expect(Object.keys(errors)).toEqual([one.name]);
  }
});

test("a refusal leads to the setting that it names", () => {
  expect(namedIn("`spineAsn` must be a whole number; nothing was changed", ALL)).toBe("spineAsn");
  expect(namedIn("`reservedSubnets[1]` has bits behind its prefix", ALL)).toBe("reservedSubnets");
  expect(namedIn("the server is away", ALL)).toBeUndefined();
  expect(namedIn("`other` is not a setting", ALL)).toBeUndefined();
  expect(namedIn(undefined, ALL)).toBeUndefined();
});

test("a setting's name is words", () => {
  expect(
    ["mode", "fabricMtu", "managementDhcpStart", "controlVip", "reservedVlans", "leafAsnStart"].map(labelOf),
  ).toEqual(["Mode", "Fabric MTU", "Management DHCP start", "Control VIP", "Reserved VLANs", "Leaf ASN start"]);
});
