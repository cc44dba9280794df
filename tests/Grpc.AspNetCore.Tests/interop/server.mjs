// grpc-js as server, and beside it a raw HTTP/2 server for what no gRPC server sends.
// Prints `listening <grpc port> <raw port>`, then one line of JSON per event that a test waits for.
import http2 from 'node:http2';
import { Echo, grpc, plain } from './echo.mjs';

const say = (event, more = {}) => console.log(JSON.stringify({ event, ...more }));
const reply = (request, index) => ({ text: request.text, index, payload: request.reply_size ? Buffer.alloc(request.reply_size) : request.payload });
const failure = (request) => Object.assign(new Error(request.text), { code: request.code, details: request.text });
const trailers = () => {
  const metadata = new grpc.Metadata();
  metadata.set('x-late', 'there');
  metadata.set('x-late-bin', Buffer.from([3, 4, 254]));
  return metadata;
};

const service = {
  unary: (call, done) => {
    const request = call.request;
    call.on('cancelled', () => say('cancelled', { text: request.text }));
    if (request.act === 'status') return done(failure(request));
    if (request.act === 'trailers') return done(Object.assign(failure(request), { metadata: trailers() }));
    if (request.act === 'hang') return say('hanging', { text: request.text, timeout: call.getDeadline() !== Infinity });
    if (request.act === 'headers') {
      const metadata = call.metadata.clone();
      metadata.set('x-seen', JSON.stringify(plain(call.metadata)));
      call.sendMetadata(metadata);
    }
    done(null, reply(request, 0), trailers());
  },
  serverStream: (call) => {
    let index = 0;
    let open = true;
    call.on('cancelled', () => { open = false; say('cancelled', { text: call.request.text }); });
    const more = () => {
      while (open && (call.request.count === 0 || index < call.request.count)) {
        if (!call.write(reply(call.request, index++))) { call.once('drain', more); return; }
      }
      if (open && call.request.act === 'status') call.emit('error', failure(call.request));
      else if (open) call.end(trailers());
    };
    more();
  },
  clientStream: (call, done) => {
    let count = 0;
    let last = {};
    call.on('data', (request) => {
      count++;
      last = request;
      if (request.act === 'status') done(failure(request));
    });
    call.on('end', () => { if (last.act !== 'status') done(null, { text: last.text, index: count }); });
  },
  duplex: (call) => {
    let index = 0;
    call.on('data', (request) => (request.act === 'status' ? call.emit('error', failure(request)) : call.write(reply(request, index++))));
    call.on('end', () => call.end());
  },
};

const frame = (flag, length, ...bytes) => Buffer.from([flag, ...Buffer.from(Uint32Array.of(length).buffer).reverse(), ...bytes]);
const ok = { ':status': 200, 'content-type': 'application/grpc' };
const answers = {
  'no-status': (stream) => { stream.respond(ok); stream.end(frame(0, 0)); },
  'trailers-only': (stream) => stream.respond({ ...ok, 'grpc-status': '5', 'grpc-message': 'only %C3%BC' }, { endStream: true }),
  'ok-without-message': (stream) => stream.respond({ ...ok, 'grpc-status': '0' }, { endStream: true }),
  'http-503': (stream) => stream.respond({ ':status': 503 }, { endStream: true }),
  'http-401': (stream) => stream.respond({ ':status': 401 }, { endStream: true }),
  'http-404': (stream) => stream.respond({ ':status': 404 }, { endStream: true }),
  html: (stream) => { stream.respond({ ':status': 200, 'content-type': 'text/html' }); stream.end('<html>'); },
  'bad-flag': (stream) => withTrailers(stream, frame(7, 0)),
  'huge-length': (stream) => withTrailers(stream, frame(0, 0xffffffff, 1)),
  truncated: (stream) => withTrailers(stream, frame(0, 9, 1, 2)),
  'compressed-without-encoding': (stream) => withTrailers(stream, frame(1, 1, 0)),
  'unknown-encoding': (stream) => withTrailers(stream, frame(1, 1, 0), { 'grpc-encoding': 'snappy' }),
  'two-messages': (stream) => withTrailers(stream, Buffer.concat([frame(0, 0), frame(0, 0)])),
  'bad-status': (stream) => withTrailers(stream, frame(0, 0), {}, 'many'),
  'reset-cancel': (stream) => { stream.respond(ok); stream.close(http2.constants.NGHTTP2_CANCEL); },
  'reset-refused': (stream) => stream.close(http2.constants.NGHTTP2_REFUSED_STREAM),
  'reset-calm': (stream) => stream.close(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM),
  'reset-internal': (stream) => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR),
};
function withTrailers(stream, body, headers = {}, status = '0') {
  stream.respond({ ...ok, ...headers }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(body);
}

const raw = http2.createServer();
raw.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  stream.resume();
  answers[headers['x-answer']](stream);
});

const server = new grpc.Server({ 'grpc.default_compression_algorithm': process.argv[2] === 'gzip' ? 2 : 0 });
server.addService(Echo.service, service);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  raw.listen(0, '127.0.0.1', () => console.log(`listening ${port} ${raw.address().port}`));
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
