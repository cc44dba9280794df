// The service definition, for client and server.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const proto = fileURLToPath(new URL('bench.proto', import.meta.url));
export { grpc };
export const { Bench } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true })).ctas7.bench.v1;
