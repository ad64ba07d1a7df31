/**
 * `pay/pub/server`：商户自己的服务器。签名对、来源地址在名单里、配置里开放了，才做；做的事与员工、付款人的服务是同一份代码。
 * 与付款人不同，服务器说的金额就是定价（与商户自己的云函数一样），所以 secret 只能放在服务器上。
 */
import * as v from 'valibot';
import type { ErrorAnswer } from '../../../../../../common/contract/errors';
import { ON_BEHALF, serverRequestSchema } from '../../../../../../common/contract/servers/server-request';
import type { ServerService } from '../../../../../../common/contract/servers/server-services';
import { SERVICES } from '../../../../../../common/contract/services';
import type { OkAnswer } from '../../../../../../common/contract/answer';
import { listOrders } from '../desk/list-orders';
import { readClient, type ClientContext } from '../kernel/client-context';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import type { ServiceEvent } from '../kernel/vk';
import type { DeclaredType } from '../order-types/registry';
import { closePayment } from '../orders/close';
import { createMerchantPayment } from '../orders/create';
import { queryRefund } from '../refunds/query';
import { queryPayment } from '../refunds/query-payment';
import { refund } from '../refunds/refund';
import { cancelPayment } from '../review/cancel';
import { requireOneIsEnough } from '../review/one-person';
import { admit, requireOwnName } from '../security/gate';
import { requireSignedByServer } from '../security/signature';
import { answerWith } from './answer';
import { recordFailedStart } from './failed-start';
import { createKernel } from './full-kernel';
import { announceKernel } from './opened';

type Data = Readonly<Record<string, unknown>>;
interface Acting {
  /** 代表的用户；没有说就是商户自己 */
  readonly user_id: string | undefined;
  /** 写进履历与退款单的操作人 */
  readonly operator: string;
}

const asker = ({ user_id }: Acting): { readonly user_id?: string } => (user_id === undefined ? {} : { user_id });

/** 配置没有限制到的一律没有：这里没有的名字过不了入参检查。 */
const RUN: Readonly<Record<ServerService, (k: Kernel, data: Data, acting: Acting) => Promise<object>>> = {
  createPayment: (k, { data, ...rest }, { user_id }) => {
    const inner = typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data, ...(user_id ? { user_id } : {}) } : data;
    return createMerchantPayment(k, { ...rest, data: inner });
  },
  queryPayment: (k, data, acting) => queryPayment(k, data, asker(acting)),
  closePayment: (k, data, acting) => closePayment(k, data, asker(acting)),
  refund: async (k, data, { operator }) => {
    await requireOneIsEnough(k, data);
    return refund(k, data, operator);
  },
  queryRefund: (k, data) => queryRefund(k, data),
  cancelPayment: async (k, data, { operator }) => {
    await requireOneIsEnough(k, data);
    return cancelPayment(k, data, operator);
  },
  listOrders: (k, data) => listOrders(k, data),
};

/** 付款人在哪里（`data.client`，签名之内）：服务器自己的地址不是付款人的地址。 */
const clientSchema = v.object({
  client: v.optional(
    v.strictObject(
      Object.fromEntries(
        ['CLIENTIP', 'PLATFORM', 'APPID', 'CLIENTUA'].map((name) => [
          name,
          v.optional(v.pipe(v.string('必须是字符串'), v.maxLength(200, '太长'))),
        ]),
      ),
      '只能有 CLIENTIP、PLATFORM、APPID、CLIENTUA',
    ),
  ),
});

interface Opened {
  readonly k: Kernel;
  readonly run: () => Promise<object>;
}

async function open(event: ServiceEvent, types: readonly DeclaredType[]): Promise<Opened> {
  requireOwnName(event, SERVICES.server);
  const { context } = event.originalParam;
  const options = { vk: event.util.vk, paymentTypes: types };
  const door = createKernel({ ...options, context });
  const signature = await admit(door, event, { service: SERVICES.server, door: 'server' });
  const { app_key, service, user_id, data } = requireParams(serverRequestSchema, event.data);
  await requireSignedByServer(door, { app_key, service, data, user: user_id ?? '' }, signature);
  const { services } = door.config.settings.servers[app_key] ?? { services: [] as readonly ServerService[] };
  if (!services.includes(service)) throw new PayError('PERMISSION', { detail: `servers.${app_key} 没有开放 ${service}` });
  if (user_id !== undefined && !ON_BEHALF.has(service)) throw PayError.param([{ field: 'user_id', problem: `${service} 不代表用户` }]);
  const { client } = requireParams(clientSchema, data);
  const { requestId, SOURCE, FUNCTION_NAME, SPACEINFO } = context;
  const known = { requestId, SOURCE, FUNCTION_NAME, SPACEINFO, ...(client as ClientContext | undefined) };
  const k = createKernel({ ...options, context: readClient(known as ClientContext) });
  announceKernel(() => k);
  const { client: _client, ...own } = data;
  return { k, run: () => RUN[service](k, own, { user_id, operator: `server:${app_key}` }) };
}

export function serveServer(event: ServiceEvent, types: readonly DeclaredType[]): Promise<OkAnswer | ErrorAnswer> {
  const { context } = event.originalParam;
  return answerWith<Opened, object>(
    {
      open: () => open(event, types),
      requestIdOf: (port) => port?.k.requestId ?? context.requestId ?? '',
      record: ({ k }, error) => k.journal.error(error, { type: 'service' }),
      recordFailedStart: (cause) => recordFailedStart({ vk: event.util.vk, context }, cause),
      flush: ({ k }) => k.journal.flush(),
    },
    ({ run }) => run(),
  );
}
