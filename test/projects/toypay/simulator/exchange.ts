/** HTTP 请求 ↔ 一次调用。 */
import type { Context } from 'hono';
import { badGateway, createExchange, type ExchangePorts as KitPorts } from '../kit/exchange';
import { admit, type Call } from './admission';
import { failure, success } from './envelope';
import { GatewayError } from './errors';
import type { Operation, RequestFault } from './faults';
import type { ToypayMerchant } from './options';

type Fields = Readonly<Record<string, unknown>>;
export type Endpoint = (operation: Exclude<Operation, 'callback'>, work: (call: Call) => Fields) => (context: Context) => Promise<Response>;

interface ExchangePorts extends KitPorts<Operation, RequestFault> {
  readonly merchant: ToypayMerchant;
  readonly now: () => number;
}

export function createEndpoint(ports: ExchangePorts): Endpoint {
  const { merchant, now } = ports;
  const run = createExchange<Operation, RequestFault, GatewayError>(ports, {
    isRefusal: (error) => error instanceof GatewayError,
    codeOf: ({ code }) => code,
    early: ({ kind }) => (kind === 'http' ? badGateway() : undefined),
    refusal: () => undefined,
    denial: ({ kind }) => (kind === 'systemErrorCommitted' ? new GatewayError('BUSY', '系统忙') : undefined),
  });
  return (operation, work) => async (context) => {
    const body = await context.req.text();
    return run(context, {
      operation,
      numbers: {},
      admit: () => admit(merchant, body, (name) => context.req.header(name)),
      work,
      answer: (fields, _call, fault) => success(merchant.secret, now(), fields, fault),
      refuse: (error) => failure(merchant.secret, now(), error),
    });
  };
}
