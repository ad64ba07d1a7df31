/**
 * 商家分账（docs/protocols/alipay.md §4.16）：绑定接收方、结算、查询、退分账。一律异步：同一张订单不能同步与异步混用，
 * 异步的才可以超过五方；受理之后各有各的结果，以查询为准。
 */
import { PayError } from '../../kernel/pay-error';
import { asObject, textOf, type Json } from '../kit/json';
import { unknownOutcome, type Operation } from '../kit/refusal';
import type { ProviderPorts } from '../provider';
import type { NewReceiver, ReturnRequest, SharedPart, SharingCapability, SharingFacts, SharingParty, SharingRequest } from '../sharing';
import type { AlipayAccount } from './account';
import { callAlipay, isSignedReason } from './client';
import { normalizeSubCode } from './errors';
import { feeToYuan, yuanToFee } from './yuan';

const TYPES: readonly string[] = ['userId', 'loginName', 'openId'];
const USER_ID = /^2088\d{12}$/;
const NOTHING = '0.00';

const RESULTS: ReadonlyMap<string, SharedPart['result']> = new Map([
  ['PROCESSING', 'PENDING'],
  ['SUCCESS', 'SUCCESS'],
  ['FAIL', 'FAILED'],
]);

interface Said {
  readonly names: readonly string[];
  readonly field: string;
  readonly problem: string;
}
const SHARING: readonly Said[] = [
  { names: ['ROYALTY_RECEIVER_INVALID'], field: 'receivers', problem: '接收方没有绑定，请先添加' },
  { names: ['ALLOC_AMOUNT_VALIDATE_ERROR'], field: 'receivers', problem: '超过最大分账比例，或这张订单还可以分的钱' },
  { names: ['ALREADY_FINISH_ALLOC'], field: 'out_trade_no', problem: '已经解冻，不能再分' },
  { names: ['ALLOC_REFUSE_BEFORE_SETTLE'], field: 'out_trade_no', problem: '太早了，过一会儿再分' },
  {
    names: ['ALLOC_REFUSE_AFTER_REFUND', 'TRADE_STATUS_ERROR'],
    field: 'out_trade_no',
    problem: '这张订单现在不能分账（没有付款，或已退款）',
  },
  { names: ['DISCORDANT_REPEAT_REQUEST', 'DUP_OUT_REQUEST_NO'], field: 'out_sharing_no', problem: '已用于另一笔' },
  {
    names: [
      'ROYALTY_ACCOUNT_NOT_EXIST',
      'ROYALTY_ACCOUNT_INVALID',
      'ROYALTY_ACCOUNT_NAME_NOT_MATCH',
      'ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY',
    ],
    field: 'receivers',
    problem: '接收方的账号收不了：不存在、未实名或姓名不符',
  },
];
const BINDING: readonly Said[] = [
  {
    names: ['USER_NOT_EXIST', 'OPENID_APPID_NOT_MATCH', 'INVALID_RECEIVER_TYPE'],
    field: 'account',
    problem: '没有这个支付宝账号，或不属于这个应用',
  },
  { names: ['USERNAME_NOT_MATCH'], field: 'name', problem: '与账号的姓名不符' },
  {
    names: ['RECEIVER_ACCOUNT_NOT_CERTIFY', 'RECEIVER_ACCOUNT_NO_BALANCE', 'RECEIVER_ACCOUNT_STATE_INVALID'],
    field: 'account',
    problem: '这个支付宝账号收不了：未实名或状态不对',
  },
  { names: ['RELATION_QUANTITY_LIMIT'], field: 'account', problem: '接收方太多了，请先删掉不用的' },
];
const RETURNING: readonly Said[] = [
  {
    names: ['ALLOC_AMOUNT_VALIDATE_ERROR', 'REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST'],
    field: 'sharing_fee',
    problem: '超过分给他而还没有要回来的',
  },
  { names: ['DISCORDANT_REPEAT_REQUEST', 'DUP_OUT_REQUEST_NO'], field: 'out_sharing_no', problem: '已用于另一笔' },
];
/** 官方：可能成功也可能失败，请以同样的参数再来。 */
const UNCLEAR = ['TRADE_SETTLE_ERROR'];

/** 网关明确的拒绝说成分账的话；说不清做没做的改成不明。 */
async function saying<T>(said: readonly Said[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof PayError) || thrown.outcome !== 'none' || thrown.gatewayCode === undefined) throw thrown;
    const { gatewayCode, detail } = thrown;
    const name = normalizeSubCode(gatewayCode);
    if (UNCLEAR.includes(name)) throw unknownOutcome(thrown);
    const found = said.find(({ names }) => names.includes(name));
    if (!found) throw thrown;
    const problems = [{ field: found.field, problem: found.problem }];
    const msg = PayError.param(problems).message;
    throw new PayError('PARAM', { problems, msg, gatewayCode, ...(detail === undefined ? {} : { detail }) });
  }
}

function checkReceiver({ mchid }: AlipayAccount, { type, account, name }: NewReceiver): void {
  const problems: { field: string; problem: string }[] = [];
  if (!TYPES.includes(type)) problems.push({ field: 'type', problem: '不是支付宝的接收方种类' });
  if (type === 'userId' && !USER_ID.test(account)) problems.push({ field: 'account', problem: '必须是 2088 开头的 16 位数字' });
  if (type === 'userId' && account === mchid) problems.push({ field: 'account', problem: '不能分给自己' });
  if (type === 'loginName' && name === undefined) problems.push({ field: 'name', problem: '以登录号添加必须填写姓名' });
  if (problems.length > 0) throw PayError.param(problems);
}

function partsIn(node: Json): readonly SharedPart[] {
  const rows: unknown = node['royalty_detail_list'];
  return (Array.isArray(rows) ? rows : []).flatMap((row): SharedPart[] => {
    const json = asObject(row) ?? {};
    // 退分账也记在这里：另有自己的单号，不算分出去的一方。
    if (textOf(json, 'operation_type') !== 'transfer') return [];
    const failReason = textOf(json, 'error_code');
    const part_id = textOf(json, 'detail_id');
    return [
      {
        type: (textOf(json, 'trans_in_type') ?? '') as SharedPart['type'],
        account: textOf(json, 'trans_in') ?? '',
        fee: yuanToFee(textOf(json, 'amount')) ?? 0,
        result: RESULTS.get(textOf(json, 'state') ?? '') ?? 'PENDING',
        ...(failReason ? { failReason } : {}),
        ...(part_id ? { part_id } : {}),
      },
    ];
  });
}

const untrusted = (): PayError => new PayError('SIGNATURE', { outcome: 'unknown', detail: '分账应答的单号不符' });

/** 受理；结果要查。 */
async function settle(
  ports: ProviderPorts,
  account: AlipayAccount,
  operation: Operation,
  request: Exclude<SharingRequest, ReturnRequest>,
): Promise<SharingFacts> {
  const { out_sharing_no, transaction_id } = request;
  const finish = request.kind === 'unfreeze' || request.finish;
  const parts = request.kind === 'unfreeze' ? [] : request.parts;
  const node = await callAlipay(ports, account, operation, 'alipay.trade.order.settle', {
    out_request_no: out_sharing_no,
    trade_no: transaction_id,
    ...(parts.length === 0
      ? {}
      : {
          royalty_parameters: parts.map(({ party, fee, description }) => ({
            royalty_type: 'transfer',
            trans_in_type: party.type,
            trans_in: party.account,
            amount: feeToYuan(fee),
            desc: description,
          })),
        }),
    ...(finish ? { extend_params: { royalty_finish: 'true' } } : {}),
    royalty_mode: 'async',
  });
  if (textOf(node, 'trade_no') !== transaction_id) throw untrusted();
  const sharing_id = textOf(node, 'settle_no');
  return { out_sharing_no, transaction_id, state: 'PENDING', parts: [], ...(sharing_id ? { sharing_id } : {}), gatewayState: 'ACCEPTED' };
}

async function querySettle(
  ports: ProviderPorts,
  account: AlipayAccount,
  { out_sharing_no, transaction_id }: SharingRequest,
): Promise<SharingFacts> {
  const node = await callAlipay(ports, account, 'queryShare', 'alipay.trade.order.settle.query', {
    out_request_no: out_sharing_no,
    trade_no: transaction_id,
  });
  if (textOf(node, 'out_request_no') !== out_sharing_no) throw untrusted();
  const parts = partsIn(node);
  const pending = parts.some(({ result }) => result === 'PENDING');
  return {
    out_sharing_no,
    transaction_id,
    state: pending ? 'PENDING' : 'FINISHED',
    parts,
    gatewayState: pending ? 'PROCESSING' : 'FINISHED',
  };
}

const returned = ({ out_sharing_no, party, fee }: ReturnRequest, gatewayState: string): SharingFacts => ({
  out_sharing_no,
  state: 'FINISHED',
  parts: [{ ...party, fee, result: 'SUCCESS' }],
  gatewayState,
});

/** 只退分账：退给付款人的是零，向分到钱的一方要回来的写在 refund_royalty_parameters 里。 */
async function takeBack(ports: ProviderPorts, account: AlipayAccount, request: ReturnRequest): Promise<SharingFacts> {
  const { out_sharing_no, transaction_id, party, fee, description } = request;
  const node = await callAlipay(ports, account, 'returnShare', 'alipay.trade.refund', {
    trade_no: transaction_id,
    refund_amount: NOTHING,
    out_request_no: out_sharing_no,
    refund_royalty_parameters: [
      { royalty_type: 'transfer', trans_out: party.account, trans_out_type: party.type, amount: feeToYuan(fee), desc: description },
    ],
  });
  if (textOf(node, 'trade_no') !== transaction_id) throw untrusted();
  const change = textOf(node, 'fund_change') ?? '';
  // N 是重放或尚未入账：查询说了算。
  if (change !== 'Y') return { out_sharing_no, state: 'PENDING', parts: [], gatewayState: `fund_change=${change}` };
  return returned(request, 'fund_change=Y');
}

async function queryTakeBack(ports: ProviderPorts, account: AlipayAccount, request: ReturnRequest): Promise<SharingFacts> {
  const { out_sharing_no, transaction_id } = request;
  const node = await callAlipay(ports, account, 'queryShare', 'alipay.trade.fastpay.refund.query', {
    trade_no: transaction_id,
    out_request_no: out_sharing_no,
  });
  const status = textOf(node, 'refund_status');
  if (status === undefined) return { out_sharing_no, state: 'NOT_EXIST', parts: [] };
  if (textOf(node, 'out_request_no') !== out_sharing_no) throw untrusted();
  return status === 'REFUND_SUCCESS'
    ? returned(request, status)
    : { out_sharing_no, state: status === 'REFUND_PROCESSING' ? 'PENDING' : 'UNKNOWN', parts: [], gatewayState: status };
}

async function relate(
  ports: ProviderPorts,
  account: AlipayAccount,
  verb: 'bind' | 'unbind',
  receiver: NewReceiver | SharingParty,
): Promise<void> {
  const { type, account: to } = receiver;
  const name = 'name' in receiver ? receiver.name : undefined;
  const node = await callAlipay(ports, account, 'receiver', `alipay.trade.royalty.relation.${verb}`, {
    out_request_no: ports.nonce(),
    receiver_list: [{ type, account: to, ...(name === undefined ? {} : { name }) }],
  });
  if (textOf(node, 'result_code') !== 'SUCCESS')
    throw new PayError('BUSY', { outcome: 'unknown', detail: `分账关系 ${verb}：${textOf(node, 'result_code') ?? '没有结果'}` });
}

export function alipaySharing(ports: ProviderPorts): SharingCapability<AlipayAccount> {
  return {
    returnable: ['userId', 'loginName', 'openId'],
    checkReceiver,
    addReceiver: (account, receiver) => saying(BINDING, () => relate(ports, account, 'bind', receiver)),
    removeReceiver: (account, party) => saying(BINDING, () => relate(ports, account, 'unbind', party)),
    request: (account, request) =>
      request.kind === 'return'
        ? saying(RETURNING, () => takeBack(ports, account, request))
        : saying(SHARING, () => settle(ports, account, request.kind, request)),
    async query(account, request) {
      try {
        return await (request.kind === 'return' ? queryTakeBack(ports, account, request) : querySettle(ports, account, request));
      } catch (error) {
        if (isSignedReason(error, ['TRADE_NOT_EXIST', 'ORDER_NOT_EXIST']))
          return { out_sharing_no: request.out_sharing_no, state: 'NOT_EXIST', parts: [] };
        throw error;
      }
    },
  };
}
