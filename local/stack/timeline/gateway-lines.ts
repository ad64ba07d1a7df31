/** 模拟网关的事件 → 时间线：验过签没有、单据怎么变、通知投到哪一步。 */
import { PROVIDER_TITLES, type ProviderName } from '../../../common/contract/channels';
import type { CallbackStep, GatewayEvent } from '../../gateways/kit/events';
import { shown, type Line } from './line';

type Event = GatewayEvent<string, string>;
type EventOf<Kind extends Event['kind']> = Extract<Event, { readonly kind: Kind }>;

/** 商户调网关的各种请求；没有列出的用它自己的名字。 */
const OPERATIONS: Readonly<Record<string, string>> = {
  create: '下单',
  precreate: '下单（扫码）',
  wapPay: '下单（手机网站）',
  pagePay: '下单（电脑网站）',
  query: '查询',
  close: '关单',
  cancel: '撤销',
  refund: '退款',
  queryRefund: '查询退款',
  abnormalRefund: '处理异常退款',
  certificates: '下载平台证书',
  bill: '申请账单',
  download: '下载账单',
};
const SUBJECTS: Readonly<Record<string, string>> = { order: '订单', trade: '交易', refund: '退款' };
const NOTICES: Readonly<Record<string, string>> = {
  'TRANSACTION.SUCCESS': '支付通知',
  'REFUND.SUCCESS': '退款通知',
  'REFUND.ABNORMAL': '退款异常通知',
  'REFUND.CLOSED': '退款关闭通知',
  payment: '支付通知',
  refund: '退款通知',
  waiting: '等待付款通知',
  closed: '关闭通知',
};
const STEPS = {
  sent: '发出',
  acked: '已被确认',
  retry: '没有被确认，将重发',
  gaveUp: '没有被确认，不再重发',
  suppressed: '被故障剧本压住',
} as const satisfies Readonly<Record<CallbackStep, string>>;

const wordOf = (words: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] as string) : shown(name);

/** 通知的种类怎么说。 */
export const noticeWord = (notice: string): string => wordOf(NOTICES, notice);
/** 请求的种类怎么说。 */
export const operationWord = (operation: string): string => wordOf(OPERATIONS, operation);

function requestLine(actor: string, { operation, outcome, status, code, fault, outTradeNo }: EventOf<'request'>): Line {
  const what = operationWord(operation);
  const scripted = fault === undefined ? '' : `（故障剧本 ${shown(fault)}）`;
  const text = {
    verified: `${what}：签名验过，处理并签名答复 ${status}${scripted}`,
    refused: `${what}：拒绝 ${[status, shown(code)].filter(Boolean).join(' ')}${scripted}`,
    lost: `${what}：连接断开，没有答复${scripted}`,
  }[outcome];
  return { actor, text, mark: outcome === 'verified' && fault === undefined ? 'good' : 'bad', no: shown(outTradeNo) };
}

function callbackLine(actor: string, { notice, step, attempt, status, variant, outTradeNo }: EventOf<'callback'>): Line {
  const what = variant === undefined ? noticeWord(notice) : `假的${noticeWord(notice)}（${shown(variant)}）`;
  const answered = status === undefined ? '' : status === 0 ? '（连不上或超时）' : `（${status}）`;
  const times = attempt > 0 ? ` 第 ${attempt} 次` : '';
  return {
    actor,
    text: `${what}${times}${STEPS[step]}${answered}`,
    mark: step === 'acked' ? 'good' : step === 'sent' ? 'info' : 'bad',
    no: shown(outTradeNo),
    detail: step === 'sent',
  };
}

export function gatewayLine(provider: ProviderName, event: Event): Line {
  const actor = `${PROVIDER_TITLES[provider]}网关`;
  switch (event.kind) {
    case 'request':
      return requestLine(actor, event);
    case 'state':
      return {
        actor,
        text: `${wordOf(SUBJECTS, event.subject)} ${event.before ?? '（无）'} → ${event.after}`,
        mark: 'good',
        no: shown(event.id),
      };
    case 'callback':
      return callbackLine(actor, event);
  }
}
