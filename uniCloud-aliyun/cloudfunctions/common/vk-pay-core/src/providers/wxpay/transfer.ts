/** 商家转账：发起、查询、撤销（docs/protocols/wxpay.md §2.6）。由收款人确认，有授权的不必；结果以 state 为准。 */
import { PayError } from '../../kernel/pay-error';
import type { TransferFacts, TransferRequest } from '../transfers';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import type { Json } from '../kit/json';
import type { KeyRing } from './keys';
import { isSendable } from './plain-text';
import { sealerOf } from './seal';
import { readTransferBill } from './transfer-bill';

const BILLS_PATH = '/v3/fund-app/mch-transfer/transfer-bills';
/** 有授权的：不说付给谁，授权里有 */
const AUTHORIZED_PATH = `${BILLS_PATH}/transfer`;
/** 姓名：两千元起必填，三角以下不许填。 */
const NAME_REQUIRED_FROM = 200_000;
const NAME_ALLOWED_FROM = 30;
const MAX_APPID_OPENID = 64;

const billPath = (out_bill_no: string): string => `${BILLS_PATH}/out-bill-no/${encodeURIComponent(out_bill_no)}`;

/** @throws PayError PARAM 点名字段 · PERMISSION 服务商模式的账号 */
export function checkWxpayTransfer({ credentials: { partner } }: WxpayAccount, { payee, transfer_fee, ...rest }: TransferRequest): void {
  if (partner) throw new PayError('PERMISSION', { msg: '服务商替特约商户收款的账号不转账' });
  const problems: { field: string; problem: string }[] = [];
  const fail = (field: string, problem: string): void => void problems.push({ field, problem });
  if (payee.identity_type !== undefined) fail('payee_info', '微信转账请给 openid');
  if (payee.identity.length > MAX_APPID_OPENID) fail('openid', '不能超过 64 个字符');
  if (!rest.scene_id) fail('transfer_scene_id', '不能为空（商户平台上获得授权的转账场景）');
  if (!rest.report_infos) fail('transfer_scene_report_infos', '不能为空（场景要报备的信息）');
  if (payee.name === undefined && transfer_fee >= NAME_REQUIRED_FROM) fail('user_name', '达到 2000 元必须填写收款人姓名');
  if (payee.name !== undefined && transfer_fee < NAME_ALLOWED_FROM) fail('user_name', '小于 0.3 元不能填写收款人姓名');
  for (const [field, text] of [
    ['transfer_remark', rest.remark],
    ['user_name', payee.name],
    ...(rest.report_infos ?? []).map(({ info_content }) => ['transfer_scene_report_infos', info_content] as const),
  ] as const)
    if (text !== undefined && !isSendable(text)) fail(field, '不能含表情等四字节字符');
  if (problems.length > 0) throw PayError.param(problems);
}

function requireSame(json: Json, out_bill_no: string): TransferFacts {
  const facts = readTransferBill(json);
  if (facts.out_bill_no !== out_bill_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '转账应答的单号不符' });
  return facts;
}

/** @throws PayError outcome 'unknown'：可能已受理，须查询，或以同一单号、同样内容再来 */
export async function createTransferBill(
  ring: KeyRing,
  client: WxpayClient,
  account: WxpayAccount,
  request: TransferRequest,
): Promise<TransferFacts> {
  const { payee, out_bill_no, authorization } = request;
  const sealer = payee.name === undefined ? undefined : await sealerOf(ring, account);
  const body = {
    appid: request.appid,
    out_bill_no,
    transfer_scene_id: request.scene_id,
    ...(authorization === undefined ? { openid: payee.identity } : { out_authorization_no: authorization }),
    ...(sealer && payee.name !== undefined ? { user_name: sealer.seal(payee.name) } : {}),
    transfer_amount: request.transfer_fee,
    transfer_remark: request.remark,
    notify_url: account.notifyUrl,
    ...(request.perception ? { user_recv_perception: request.perception } : {}),
    transfer_scene_report_infos: request.report_infos,
  };
  const path = authorization === undefined ? BILLS_PATH : AUTHORIZED_PATH;
  return requireSame(await client.call(account, 'transfer', 'POST', path, body, sealer?.serial), out_bill_no);
}

async function unlessMissing(work: () => Promise<Json>, out_bill_no: string): Promise<TransferFacts> {
  try {
    return requireSame(await work(), out_bill_no);
  } catch (error) {
    if (error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none')
      return { out_bill_no, state: 'NOT_EXIST' };
    throw error;
  }
}

/** @throws PayError；网关说没有这一笔（没有受理，可原样重发）时返回 NOT_EXIST */
export function queryTransferBill(client: WxpayClient, account: WxpayAccount, out_bill_no: string): Promise<TransferFacts> {
  return unlessMissing(() => client.call(account, 'queryTransfer', 'GET', billPath(out_bill_no)), out_bill_no);
}

/** 受理撤销之后是 CANCELING，要查到 CANCELLED 为止。@throws PayError */
export function cancelTransferBill(client: WxpayClient, account: WxpayAccount, out_bill_no: string): Promise<TransferFacts> {
  return unlessMissing(() => client.call(account, 'cancelTransfer', 'POST', `${billPath(out_bill_no)}/cancel`, {}), out_bill_no);
}
