/** 单笔转账与查询（docs/protocols/alipay.md §4.12、§4.13）。只有证书模式能用；付给支付宝账户的当场出结果。 */
import { PayError } from '../../kernel/pay-error';
import { textOf, type Json } from '../kit/json';
import type { ProviderPorts } from '../provider';
import type { TransferFacts, TransferRequest, TransferState } from '../transfers';
import type { AlipayAccount } from './account';
import { callAlipay, isSignedReason } from './client';
import { feeToYuan, yuanToFee } from './yuan';

const PRODUCT = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' } as const;
const REMARK_REQUIRED_FROM = 5_000_000;

const STATES: ReadonlyMap<string, TransferState> = new Map([
  ['SUCCESS', 'SUCCESS'],
  ['FAIL', 'FAILED'],
  ['CLOSED', 'FAILED'],
  // 付出去又退了回来：钱没有给到。
  ['REFUND', 'FAILED'],
  ['DEALING', 'PENDING'],
  ['WAIT_PAY', 'PENDING'],
]);

/** @throws PayError PERMISSION 公钥模式、替商户收款的转不了账 · PARAM 点名字段 */
export function checkAlipayTransfer(account: AlipayAccount, { payee, transfer_fee, remark }: TransferRequest): void {
  if (account.credentials.appAuthToken) throw new PayError('PERMISSION', { msg: '第三方应用替商户收款的账号不转账' });
  if (!account.credentials.certificates) throw new PayError('PERMISSION', { msg: '支付宝转账只支持证书模式，请配置应用证书' });
  const problems = [
    ...(payee.identity_type === 'ALIPAY_LOGON_ID' && !payee.name
      ? [{ field: 'payee_info.name', problem: '以登录号收款必须填写姓名' }]
      : []),
    ...(transfer_fee >= REMARK_REQUIRED_FROM && !remark ? [{ field: 'transfer_remark', problem: '五万元起必须填写' }] : []),
  ];
  if (problems.length > 0) throw PayError.param(problems);
}

function readTransfer(account: AlipayAccount, node: Json, out_bill_no: string): TransferFacts {
  if (textOf(node, 'out_biz_no') !== out_bill_no) throw new PayError('SIGNATURE', { outcome: 'unknown', detail: '转账应答的单号不符' });
  const gatewayState = textOf(node, 'status');
  const transfer_bill_no = textOf(node, 'order_id');
  const transfer_fee = yuanToFee(textOf(node, 'trans_amount'));
  const failReason = textOf(node, 'error_code');
  return {
    out_bill_no,
    state: (gatewayState === undefined ? undefined : STATES.get(gatewayState)) ?? 'UNKNOWN',
    appid: account.appid,
    ...(transfer_bill_no ? { transfer_bill_no } : {}),
    ...(transfer_fee === undefined ? {} : { transfer_fee }),
    ...(failReason ? { failReason } : {}),
    ...(gatewayState ? { gatewayState } : {}),
  };
}

/** @throws PayError outcome 'unknown'：可能已受理，须查询，或以同一单号、同样内容再来 */
export async function transferFund(ports: ProviderPorts, account: AlipayAccount, request: TransferRequest): Promise<TransferFacts> {
  const { payee, out_bill_no } = request;
  const node = await callAlipay(ports, account, 'transfer', 'alipay.fund.trans.uni.transfer', {
    out_biz_no: out_bill_no,
    trans_amount: feeToYuan(request.transfer_fee),
    ...PRODUCT,
    order_title: request.title,
    payee_info: { identity: payee.identity, identity_type: payee.identity_type, ...(payee.name ? { name: payee.name } : {}) },
    remark: request.remark,
    ...(request.use_alias ? { business_params: JSON.stringify({ payer_show_name_use_alias: 'true' }) } : {}),
    ...(request.scene_name ? { transfer_scene_name: request.scene_name } : {}),
    ...(request.report_infos ? { transfer_scene_report_infos: request.report_infos } : {}),
  });
  return readTransfer(account, node, out_bill_no);
}

/** @throws PayError；网关签名说没有这一笔时返回 NOT_EXIST */
export async function queryTransferFund(ports: ProviderPorts, account: AlipayAccount, out_bill_no: string): Promise<TransferFacts> {
  try {
    const node = await callAlipay(ports, account, 'queryTransfer', 'alipay.fund.trans.common.query', {
      out_biz_no: out_bill_no,
      ...PRODUCT,
    });
    return readTransfer(account, node, out_bill_no);
  } catch (error) {
    if (isSignedReason(error, ['ORDER_NOT_EXIST'])) return { out_bill_no, state: 'NOT_EXIST' };
    throw error;
  }
}
