// Parses the files given as text in memory: node smol-toml.mjs <bytes per run> <file…>.
// Warms up, prints 0, and then prints the MB/s of one run for every line it reads.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parse } from 'smol-toml';

const [bytesPerRun, ...files] = process.argv.slice(2);
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

for (let warmUp = 0; warmUp < 4; warmUp++) run();
if (kept === 0) throw new Error('The files hold no keys.');
console.log(0);
for await (const _ of createInterface({ input: process.stdin })) console.log(run());
