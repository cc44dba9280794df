// grpc-js as client: node client.mjs <port>. Reads lines `<kind> <callers> <messages per stream> <milliseconds>` and
// answers each with calls (or streamed messages) per second.
import { createInterface } from 'node:readline';
import { Bench, grpc } from './bench.mjs';

const client = new Bench(`127.0.0.1:${process.argv[2]}`, grpc.credentials.createInsecure());
const calls = {
  unary: () => new Promise((resolve, reject) => client.unary({ name: 'crate' }, (error) => (error ? reject(error) : resolve(1)))),
  stream: (count) => new Promise((resolve, reject) => {
    let seen = 0;
    const call = client.stream({ name: 'crate', count });
    call.on('data', () => { seen++; });
    call.on('error', reject);
    call.on('end', () => (seen === count ? resolve(seen) : reject(new Error(`${seen} of ${count} messages`))));
  }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, callers, count, milliseconds] = line.split(' ');
  const start = performance.now();
  const end = start + Number(milliseconds);
  let done = 0;
  await Promise.all(Array.from({ length: Number(callers) }, async () => {
    while (performance.now() < end) {
      // Not `done += await …`: that would read `done` before the call and lose what the other callers add meanwhile.
      const more = await calls[kind](Number(count));
      done += more;
    }
  }));
  console.log(JSON.stringify((done * 1000) / (performance.now() - start)));
}
