// What both peers share: the service definition and small helpers.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const load = (path, root) => grpc.loadPackageDefinition(
  loader.loadSync(path, { keepCase: true, defaults: true, longs: Number, enums: String, includeDirs: [here(root)] }));

export { grpc };
export const { Echo } = load('echo.proto', '../Protos').ctas7.grpc.test.v1;

/** Protos of the runtime: health and reflection. */
export const runtime = (path) => load(path, '../../../stand-ins/Grpc.AspNetCore/Protos');

/** Metadata as plain object, binary values in hex. */
export const plain = (metadata) => Object.fromEntries(
  Object.entries(metadata?.getMap() ?? {}).map(([key, value]) => [key, Buffer.isBuffer(value) ? value.toString('hex') : value]));
