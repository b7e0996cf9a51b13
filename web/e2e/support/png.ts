/** A picture of a page as a small file: the same pixels, from a palette of 256 colours. */
import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const MOST_COLOURS = 256;

/** A PNG as Chromium writes it (eight bits, RGB or RGBA without transparency, not interlaced), with a palette. */
export function withPalette(png: Buffer): Buffer {
  const { header, data } = read(png);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = header[9] === 6 ? 4 : 3;
  if (header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0) {
    throw new Error("the picture is not of the form that Chromium writes");
  }
  const pixels = unfiltered(data, width, height, bytes);
  const { palette, placeOf } = paletteOf(pixels, bytes);
  const rows = Buffer.alloc((width + 1) * height);
  for (let at = 0; at < width * height; at += 1) {
    const place = placeOf.get(pixels.readUIntBE(at * bytes, 3)) ?? 0;
    rows[at + Math.floor(at / width) + 1] = place;
  }
  const head = Buffer.from(header);
  head[9] = 3;
  const chunks = [chunk("IHDR", head), chunk("PLTE", palette), chunk("IDAT", deflateSync(rows, { level: 9 }))];
  return Buffer.concat([SIGNATURE, ...chunks, chunk("IEND", Buffer.alloc(0))]);
}

function read(png: Buffer): { header: Buffer; data: Buffer } {
  let header: Buffer | undefined;
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const inside = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = inside;
    if (type === "IDAT") parts.push(inside);
    at += length + 12;
  }
  if (!header) throw new Error("the picture has no header");
  return { header, data: inflateSync(Buffer.concat(parts)) };
}

/** The pixels: each row was written as its difference from what is left of it and above it. */
function unfiltered(data: Buffer, width: number, height: number, bytes: number): Buffer {
  const line = width * bytes;
  const out = Buffer.alloc(line * height);
  for (let y = 0; y < height; y += 1) {
    const filter = data[y * (line + 1)] ?? 0;
    for (let x = 0; x < line; x += 1) {
      const at = y * line + x;
      const left = x >= bytes ? (out[at - bytes] ?? 0) : 0;
      const above = y > 0 ? (out[at - line] ?? 0) : 0;
      const corner = x >= bytes && y > 0 ? (out[at - line - bytes] ?? 0) : 0;
      out[at] = (data[y * (line + 1) + 1 + x] ?? 0) + guess(filter, left, above, corner);
    }
  }
  return out;
}

function guess(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return Math.floor((left + above) / 2);
    case 4: {
      const sum = left + above - corner;
      const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - above), Math.abs(sum - corner)];
      if (a <= b && a <= c) return left;
      return b <= c ? above : corner;
    }
    default:
      return 0;
  }
}

/** The colours that most pixels have, and for every colour the one of these that is nearest. */
function paletteOf(pixels: Buffer, bytes: number): { palette: Buffer; placeOf: Map<number, number> } {
  const count = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += bytes) {
    const colour = pixels.readUIntBE(at, 3);
    count.set(colour, (count.get(colour) ?? 0) + 1);
  }
  const all = [...count].sort(([one, most], [other, more]) => more - most || one - other).map(([colour]) => colour);
  const kept = all.slice(0, MOST_COLOURS);
  const palette = Buffer.alloc(kept.length * 3);
  for (const [place, colour] of kept.entries()) palette.writeUIntBE(colour, place * 3, 3);
  return {
    palette,
    placeOf: new Map(all.map((colour, at) => [colour, at < kept.length ? at : nearest(colour, kept)])),
  };
}

function nearest(colour: number, kept: readonly number[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [place, other] of kept.entries()) {
    const far = distance(colour, other);
    if (far < least) [best, least] = [place, far];
  }
  return best;
}

function distance(one: number, other: number): number {
  const of = (shift: number) => ((one >> shift) & 255) - ((other >> shift) & 255);
  return of(16) ** 2 + of(8) ** 2 + of(0) ** 2;
}

function chunk(type: string, inside: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), inside]);
  const out = Buffer.alloc(inside.length + 12);
  out.writeUInt32BE(inside.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), inside.length + 8);
  return out;
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
