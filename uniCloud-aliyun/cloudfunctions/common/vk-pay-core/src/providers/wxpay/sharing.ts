/** 分账（docs/protocols/wxpay.md §2.7、§2.9）：接收方、请求、解冻、回退与查询。FINISHED 只是做完了，看每一方的 result。 */
import { PayError } from '../../kernel/pay-error';
import { asObject, integerOf, textOf, type Json } from '../kit/json';
import { encodeForm } from '../kit/form';
import type { Operation } from '../kit/refusal';
import type { NewReceiver, SharedPart, SharingCapability, SharingFacts, SharingParty, SharingRequest } from '../sharing';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import type { KeyRing } from './keys';
import { namedIn, subMerchant } from './parties';
import { plainText } from './plain-text';
import { sealerOf } from './seal';

const BASE = '/v3/profitsharing';
const TYPES: readonly string[] = ['MERCHANT_ID', 'PERSONAL_OPENID', 'PERSONAL_SUB_OPENID'];
const MERCHANT = /^\d{8,32}$/;

const RESULTS: ReadonlyMap<string, SharedPart['result']> = new Map([
  ['PENDING', 'PENDING'],
  ['PROCESSING', 'PENDING'],
  ['SUCCESS', 'SUCCESS'],
  ['CLOSED', 'FAILED'],
  ['FAILED', 'FAILED'],
]);

/** 分账接口自己的码，叫法与支付里的同、意思不同：比例与次数的上限、冻着的钱不够分。 */
const SHARING_LIMITS: Readonly<Record<string, string>> = {
  RULE_LIMIT: '超过最大分账比例或次数',
  NOT_ENOUGH: '超过这张订单还可以分的钱',
};
const INVALID = 'INVALID_REQUEST';

/** 网关明确的拒绝说成分账的话；是哪一条规则，它只在话里说（进日志）。 */
function explained(thrown: unknown, field: string): unknown {
  if (!(thrown instanceof PayError) || thrown.outcome !== 'none' || thrown.gatewayCode === undefined) return thrown;
  const limit = SHARING_LIMITS[thrown.gatewayCode];
  const problem = limit ?? (thrown.gatewayCode === INVALID ? '网关没有接受：接收方没有添加、订单已解冻、太早，或金额不对' : undefined);
  if (problem === undefined) return thrown;
  const { gatewayCode, gatewayStatus, detail } = thrown;
  const problems = [{ field, problem }];
  return new PayError('PARAM', {
    problems,
    msg: PayError.param(problems).message,
    gatewayCode,
    ...(gatewayStatus === undefined ? {} : { gatewayStatus }),
    ...(detail === undefined ? {} : { detail }),
  });
}
async function saying<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw explained(thrown, field);
  }
}

/** 应用与商户：服务商模式点名特约商户与它的应用。 */
function owner(account: WxpayAccount, appid: string): Readonly<Record<string, string>> {
  const { partner } = account.credentials;
  if (!partner) return { appid };
  return { ...subMerchant(account), appid: partner.appid, ...(partner.subAppid === undefined ? {} : { sub_appid: partner.subAppid }) };
}

function checkReceiver({ mchid, credentials: { partner } }: WxpayAccount, receiver: NewReceiver): void {
  const { type, account, name, relation_type, custom_relation } = receiver;
  const problems: { field: string; problem: string }[] = [];
  const fail = (field: string, problem: string): void => void problems.push({ field, problem });
  if (!TYPES.includes(type)) fail('type', '不是微信支付的接收方种类');
  if (type === 'MERCHANT_ID' && !MERCHANT.test(account)) fail('account', '必须是商户号（数字）');
  if (type === 'MERCHANT_ID' && account === mchid) fail('account', '不能分给自己');
  if (type === 'MERCHANT_ID' && name === undefined) fail('name', '商户类型的接收方必须填写全称');
  if (type === 'PERSONAL_SUB_OPENID' && partner?.subAppid === undefined) fail('type', '只用于有自己应用的特约商户');
  if (relation_type === undefined) fail('relation_type', '不能为空');
  if ((relation_type === 'CUSTOM') !== (custom_relation !== undefined)) fail('custom_relation', '只在关系是 CUSTOM 时填写，而且必须填写');
  if (problems.length > 0) throw PayError.param(problems);
}

function partOf(json: Json): SharedPart {
  const result = textOf(json, 'result') ?? '';
  const failReason = textOf(json, 'fail_reason');
  const part_id = textOf(json, 'detail_id');
  return {
    type: (textOf(json, 'type') ?? '') as SharedPart['type'],
    account: textOf(json, 'account') ?? '',
    fee: integerOf(json, 'amount') ?? 0,
    result: RESULTS.get(result) ?? 'PENDING',
    ...(failReason ? { failReason } : {}),
    ...(part_id ? { part_id } : {}),
  };
}

/** 分账单与解冻的应答。 */
function readShare(json: Json): SharingFacts {
  const gatewayState = textOf(json, 'state');
  const transaction_id = textOf(json, 'transaction_id');
  const sharing_id = textOf(json, 'order_id');
  const { mchid } = namedIn(json);
  const rows: unknown = json['receivers'];
  return {
    out_sharing_no: textOf(json, 'out_order_no') ?? '',
    state: gatewayState === 'FINISHED' ? 'FINISHED' : gatewayState === 'PROCESSING' ? 'PENDING' : 'UNKNOWN',
    parts: (Array.isArray(rows) ? rows : []).map((row) => partOf(asObject(row) ?? {})),
    ...(mchid ? { mchid } : {}),
    ...(transaction_id ? { transaction_id } : {}),
    ...(sharing_id ? { sharing_id } : {}),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

/** 回退单的应答：一张就是一方。 */
function readReturn(json: Json): SharingFacts {
  const gatewayState = textOf(json, 'result') ?? '';
  const result = RESULTS.get(gatewayState);
  const sharing_id = textOf(json, 'return_id');
  const failReason = textOf(json, 'fail_reason');
  const { mchid } = namedIn(json);
  const part: SharedPart = {
    type: 'MERCHANT_ID',
    account: textOf(json, 'return_mchid') ?? '',
    fee: integerOf(json, 'amount') ?? 0,
    result: result ?? 'PENDING',
    ...(failReason ? { failReason } : {}),
  };
  return {
    out_sharing_no: textOf(json, 'out_return_no') ?? '',
    state: result === undefined ? 'UNKNOWN' : result === 'PENDING' ? 'PENDING' : 'FINISHED',
    parts: [part],
    ...(mchid ? { mchid } : {}),
    ...(sharing_id ? { sharing_id } : {}),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

function requireSame(facts: SharingFacts, { out_sharing_no }: SharingRequest): SharingFacts {
  if (facts.out_sharing_no !== out_sharing_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '分账应答的单号不符' });
  return facts;
}

/** 备注按字数；表情等四字节字符网关不收。 */
const note = (text: string): string => plainText(text) || '分账';

/** 三种请求：地址与正文。 */
function posted(
  account: WxpayAccount,
  request: SharingRequest,
): { readonly operation: Operation; readonly path: string; readonly body: object } {
  const { out_sharing_no, transaction_id } = request;
  if (request.kind === 'return')
    return {
      operation: 'returnShare',
      path: `${BASE}/return-orders`,
      body: {
        ...subMerchant(account),
        out_order_no: request.share_no,
        out_return_no: out_sharing_no,
        return_mchid: request.party.account,
        amount: request.fee,
        description: note(request.description),
      },
    };
  if (request.kind === 'unfreeze')
    return {
      operation: 'unfreeze',
      path: `${BASE}/orders/unfreeze`,
      body: { ...subMerchant(account), transaction_id, out_order_no: out_sharing_no, description: note(request.description) },
    };
  return {
    operation: 'share',
    path: `${BASE}/orders`,
    body: {
      ...owner(account, request.appid),
      transaction_id,
      out_order_no: out_sharing_no,
      receivers: request.parts.map(({ party, fee, description }) => ({
        type: party.type,
        account: party.account,
        amount: fee,
        description: note(description),
      })),
      unfreeze_unsplit: request.finish,
    },
  };
}

const readOf = ({ kind }: SharingRequest): ((json: Json) => SharingFacts) => (kind === 'return' ? readReturn : readShare);

function queried(account: WxpayAccount, request: SharingRequest): string {
  const no = encodeURIComponent(request.out_sharing_no);
  return request.kind === 'return'
    ? `${BASE}/return-orders/${no}?${encodeForm({ out_order_no: request.share_no, ...subMerchant(account) })}`
    : `${BASE}/orders/${no}?${encodeForm({ transaction_id: request.transaction_id, ...subMerchant(account) })}`;
}

export function wxpaySharing(ring: KeyRing, client: WxpayClient): SharingCapability<WxpayAccount> {
  return {
    returnable: ['MERCHANT_ID'],
    checkReceiver,
    addReceiver: (account, receiver) =>
      saying('account', async () => {
        const { type, account: to, name, relation_type, custom_relation } = receiver;
        const sealer = name === undefined ? undefined : await sealerOf(ring, account);
        const body = {
          ...owner(account, account.appid),
          type,
          account: to,
          ...(sealer && name !== undefined ? { name: sealer.seal(name) } : {}),
          relation_type,
          ...(custom_relation === undefined ? {} : { custom_relation }),
        };
        const json = await client.call(account, 'receiver', 'POST', `${BASE}/receivers/add`, body, sealer?.serial);
        requireEcho(json, receiver);
      }),
    removeReceiver: (account, party) =>
      saying('receiver_no', async () => {
        const body = { ...owner(account, account.appid), type: party.type, account: party.account };
        requireEcho(await client.call(account, 'receiver', 'POST', `${BASE}/receivers/delete`, body), party);
      }),
    request: (account, request) =>
      saying(request.kind === 'share' ? 'receivers' : 'out_sharing_no', async () => {
        const { operation, path, body } = posted(account, request);
        return requireSame(readOf(request)(await client.call(account, operation, 'POST', path, body)), request);
      }),
    async query(account, request) {
      try {
        return requireSame(readOf(request)(await client.call(account, 'queryShare', 'GET', queried(account, request))), request);
      } catch (error) {
        const { out_sharing_no } = request;
        if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none')
          return { out_sharing_no, state: 'NOT_EXIST', parts: [] };
        throw error;
      }
    },
  };
}

/** 添加与删除都原样回来。 */
function requireEcho(json: Json, { type, account }: SharingParty): void {
  if (textOf(json, 'type') !== type || textOf(json, 'account') !== account)
    throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '接收方应答的账号不符' });
}
