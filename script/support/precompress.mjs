// Writes x.br and x.gz beside each file of a folder that gets notably smaller by it, for the server to choose from.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = new Set(['.css', '.html', '.ico', '.js', '.json', '.mjs', '.svg', '.txt', '.webmanifest']);
// A page loads dozens of small files: together they count.
const SMALLEST = 256;
const WORTHWHILE = 0.9;

const [folder] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  // The page gets a nonce with each answer, so there is no form of it that could be kept.
  .filter((entry) => entry.isFile() && entry.name !== 'index.html' && TEXT.has(extname(entry.name)))
  .map((entry) => join(entry.parentPath, entry.name));

for (const file of files) {
  const content = readFileSync(file);
  if (content.length < SMALLEST) continue;
  const forms = {
    br: brotliCompressSync(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    gz: gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
  };
  for (const [ending, form] of Object.entries(forms)) {
    if (form.length < content.length * WORTHWHILE) writeFileSync(`${file}.${ending}`, form);
  }
}
