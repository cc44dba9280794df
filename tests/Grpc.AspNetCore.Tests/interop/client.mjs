// grpc-js as client: node client.mjs <address> <case>. Prints one line of JSON: what the case saw.
import http2 from 'node:http2';
import { Echo, grpc, plain, runtime } from './echo.mjs';

const [address, name] = process.argv.slice(2);
const channelOptions = name === 'compressed' ? { 'grpc.default_compression_algorithm': 2 } : name === 'large' ? { 'grpc.max_receive_message_length': -1 } : {};
const client = new Echo(address, grpc.credentials.createInsecure(), channelOptions);
const outcome = (status) => ({ code: status.code, details: status.details, trailers: plain(status.metadata) });

const unary = (request, metadata = new grpc.Metadata(), options = {}) => new Promise((resolve) => {
  let headers, reply, failure;
  const call = client.unary(request, metadata, options, (error, value) => { failure = error; reply = value; });
  call.on('metadata', (received) => { headers = plain(received); });
  call.on('status', (status) => setImmediate(() => resolve({ ...outcome(status), headers, reply: reply && summary(reply), failed: !!failure })));
});
const summary = (reply) => ({ text: reply.text, index: reply.index, size: reply.payload.length });
const stream = (call, onData = () => {}) => new Promise((resolve) => {
  const replies = [];
  call.on('data', (reply) => { replies.push(summary(reply)); onData(reply, replies); });
  call.on('error', () => {});
  call.on('status', (status) => resolve({ ...outcome(status), count: replies.length, ordered: replies.every((reply, i) => reply.index === i), last: replies.at(-1) }));
});
const withMetadata = () => {
  const metadata = new grpc.Metadata();
  metadata.set('x-text', 'from node');
  metadata.set('x-raw-bin', Buffer.from([0, 127, 128, 255]));
  return metadata;
};
const raw = (path, frames, headers = {}, reset) => new Promise((resolve, reject) => {
  const session = http2.connect(`http://${address}`);
  session.on('error', reject);
  const request = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers });
  const seen = {};
  request.on('response', (received) => Object.assign(seen, { http: received[':status'], status: received['grpc-status'], message: received['grpc-message'] }));
  request.on('trailers', (received) => Object.assign(seen, { status: received['grpc-status'], message: received['grpc-message'] }));
  request.on('data', () => {});
  request.on('error', (error) => { seen.error = error.message; });
  request.on('close', () => { session.close(); resolve(seen); });
  for (const frame of frames) request.write(Buffer.from(frame), () => { if (reset !== undefined) request.close(reset); });
  if (reset === undefined) request.end();
});

const cases = {
  unary: () => unary({ text: 'grüße', payload: Buffer.alloc(100000) }),
  server_stream: () => stream(client.serverStream({ text: 's', count: 2000, reply_size: 500 })),
  client_stream: () => new Promise((resolve) => {
    const call = client.clientStream((error, reply) => resolve({ code: error?.code ?? 0, reply: reply && summary(reply) }));
    for (let i = 0; i < 500; i++) call.write({ text: `${i}` });
    call.end();
  }),
  duplex: () => {
    const call = client.duplex();
    const done = stream(call, (_, replies) => (replies.length < 50 ? call.write({ text: `${replies.length}` }) : call.end()));
    call.write({ text: '0' });
    return done;
  },
  metadata: async () => ({ headers: await unary({ act: 'headers' }, withMetadata()), trailers: await unary({ act: 'trailers', code: 10, text: 'after %' }) }),
  status: () => unary({ act: 'status', code: 5, text: 'nicht da: größe 100 %\n' }),
  deadline: () => unary({ act: 'hang' }, new grpc.Metadata(), { deadline: Date.now() + 300 }),
  cancel: () => new Promise((resolve) => {
    const call = client.serverStream({ text: 'for ever' });
    let count = 0;
    call.on('data', () => { if (++count === 10) call.cancel(); });
    call.on('error', () => {});
    call.on('status', (status) => resolve(outcome(status)));
  }),
  too_long_request: () => unary({ payload: Buffer.alloc((4 << 20) + 1) }),
  too_long_reply: () => unary({ reply_size: (4 << 20) + 1 }),
  large: () => unary({ payload: Buffer.alloc(3900000) }),
  compressed: () => unary({ text: 'gzip', payload: Buffer.alloc(200000) }),
  unknown_method: () => new Promise((resolve) => {
    const missing = new grpc.Client(address, grpc.credentials.createInsecure());
    missing.makeUnaryRequest('/ctas7.grpc.test.v1.Echo/Missing', (x) => x, (x) => x, Buffer.alloc(0), (error) => resolve(outcome(error)));
  }),
  unknown_service: () => new Promise((resolve) => {
    const missing = new grpc.Client(address, grpc.credentials.createInsecure());
    missing.makeUnaryRequest('/no.such.Service/Unary', (x) => x, (x) => x, Buffer.alloc(0), (error) => resolve(outcome(error)));
  }),
  bad_frames: async () => {
    const path = '/ctas7.grpc.test.v1.Echo/Unary';
    return {
      flag: await raw(path, [[9, 0, 0, 0, 0]]),
      negative: await raw(path, [[0, 255, 255, 255, 255, 1]]),
      truncated: await raw(path, [[0, 0, 0, 0, 9, 1, 2]]),
      compressed: await raw(path, [[1, 0, 0, 0, 1, 0]]),
      encoding: await raw(path, [[1, 0, 0, 0, 1, 0]], { 'grpc-encoding': 'snappy' }),
      reset: await raw(path, [[0, 0, 0, 0, 9, 1, 2]], {}, http2.constants.NGHTTP2_CANCEL),
      protocol_error: await raw(path, [[0, 0]], {}, http2.constants.NGHTTP2_PROTOCOL_ERROR),
      alive: await unary({ text: 'alive' }),
    };
  },
  details: async () => {
    const seen = await unary({ act: 'details', text: 'name' });
    const protobuf = (await import('protobufjs')).default;
    const root = new protobuf.Root();
    const protos = new URL('../../../stand-ins/Grpc.AspNetCore/Protos/', import.meta.url).pathname;
    root.resolvePath = (_, target) => (target.startsWith('google/protobuf/') || target.startsWith('/') ? target : protos + target);
    await root.load(['google/rpc/status.proto', 'google/rpc/error_details.proto']);
    const status = root.lookupType('google.rpc.Status').decode(Buffer.from(seen.trailers['grpc-status-details-bin'], 'hex'));
    const details = status.details.map((any) => root.lookupType(any.type_url.split('/').pop()).decode(any.value).toJSON());
    return { code: seen.code, message: status.message, inner: status.code, details };
  },
  health: () => new Promise((resolve) => {
    const { Health } = runtime('grpc/health/v1/health.proto').grpc.health.v1;
    const health = new Health(address, grpc.credentials.createInsecure());
    health.check({ service: '' }, (error, reply) => {
      const watch = health.watch({ service: '' });
      watch.on('error', () => {});
      watch.on('data', (first) => {
        watch.cancel();
        health.check({ service: 'nobody' }, (missing) => resolve({ check: reply?.status, watch: first.status, missing: missing?.code, error: error?.code }));
      });
    });
  }),
  reflection: async () => {
    const ask = (path, pick) => new Promise((resolve) => {
      const { ServerReflection } = pick(runtime(path));
      const call = new ServerReflection(address, grpc.credentials.createInsecure()).serverReflectionInfo();
      call.on('data', (reply) => { resolve(reply.list_services_response.service.map((service) => service.name)); call.end(); });
      call.on('error', (error) => resolve([error.message]));
      call.write({ list_services: '*' });
    });
    return {
      v1: await ask('grpc/reflection/v1/reflection.proto', (root) => root.grpc.reflection.v1),
      v1alpha: await ask('grpc/reflection/v1alpha/reflection.proto', (root) => root.grpc.reflection.v1alpha),
    };
  },
};

console.log(JSON.stringify(await cases[name]()));
process.exit(0);
