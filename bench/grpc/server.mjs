// grpc-js as server: prints its port as JSON, ends with its standard input.
import { Bench, grpc } from './bench.mjs';

const payload = Buffer.alloc(64);
const answer = (name, index) => ({ name, index, payload, ports: { http: 18100, grpc: 18101 } });
const server = new grpc.Server();
server.addService(Bench.service, {
  unary: (call, done) => done(null, answer(call.request.name, 0)),
  stream: (call) => {
    let index = 0;
    const more = () => {
      while (index < call.request.count) {
        if (!call.write(answer(call.request.name, index++))) { call.once('drain', more); return; }
      }
      call.end();
    };
    more();
  },
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(JSON.stringify({ port }));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
