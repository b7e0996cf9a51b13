// Leaves a .br and a .gz beside each built file that gets smaller by it; the server sends them as they are.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = "dist";
const compressible = /\.(js|css|html|svg|json|txt|map)$/;
let first = 0;
let all = 0;

function* files(directory) {
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

const page = readFileSync(join(folder, "index.html"), "utf8");
for (const path of [...files(folder)]) {
  if (path.endsWith(".br") || path.endsWith(".gz")) rmSync(path);
}
for (const path of [...files(folder)]) {
  if (!compressible.test(path)) continue;
  const bytes = readFileSync(path);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  all += gzip.length;
  if (path.endsWith("index.html") || page.includes(path.slice(folder.length + 1))) first += gzip.length;
  // the page gets a nonce on its way out, so it is never sent from here
  if (path.endsWith("index.html")) continue;
  if (gzip.length < bytes.length) writeFileSync(`${path}.gz`, gzip);
  if (brotli.length < bytes.length) writeFileSync(`${path}.br`, brotli);
}
const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log(`first load ${kB(first)} gzip, everything ${kB(all)}`);
const limit = 200_000;
if (first > limit) {
  console.error(`the first load must stay under ${kB(limit)} gzip`);
  process.exit(1);
}
