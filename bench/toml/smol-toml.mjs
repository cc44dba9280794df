// Parses the files given as text in memory: node smol-toml.mjs <runs> <bytes per run> <file…>; prints MB/s per run as a JSON array.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parse } from 'smol-toml';

const [runs, bytesPerRun, ...files] = process.argv.slice(2);
const sources = files.map((file) => readFileSync(file));
const texts = sources.map((source) => source.toString('utf8'));
const size = sources.reduce((sum, source) => sum + source.length, 0);
const rounds = Math.max(1, Math.round(Number(bytesPerRun) / size));

let kept = 0;
function run() {
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const text of texts) kept += Object.keys(parse(text)).length;
  }
  return (size * rounds) / (performance.now() - start) / 1000;
}

for (let warmUp = 0; warmUp < 3; warmUp++) run();
const results = Array.from({ length: Number(runs) }, run);
if (kept === 0) throw new Error('The files hold no keys.');
console.log(JSON.stringify(results));
