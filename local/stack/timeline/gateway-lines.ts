/** 模拟网关的事件 → 时间线：验过签没有、单据怎么变、通知投到哪一步。 */
import { PROVIDER_TITLES, type ProviderName } from '../../../common/contract/channels';
import type { CallbackStep, GatewayEvent } from '../../gateways/kit/events';
import { shown, type Line } from './line';
import { noticeWord, operationWord, wordOf } from './words';

type Event = GatewayEvent<string, string>;
type EventOf<Kind extends Event['kind']> = Extract<Event, { readonly kind: Kind }>;

const SUBJECTS: Readonly<Record<string, string>> = {
  order: '订单',
  trade: '交易',
  refund: '退款',
  transfer: '转账',
  authorization: '收款授权',
  share: '分账',
  complaint: '投诉',
};
const STEPS = {
  sent: '发出',
  acked: '已被确认',
  retry: '没有被确认，将重发',
  gaveUp: '没有被确认，不再重发',
  suppressed: '被故障剧本压住',
} as const satisfies Readonly<Record<CallbackStep, string>>;

function requestLine(actor: string, { operation, outcome, status, code, fault, outTradeNo }: EventOf<'request'>): Line {
  const what = shown(operationWord(operation));
  const scripted = fault === undefined ? '' : `（故障剧本 ${shown(fault)}）`;
  const text = {
    verified: `${what}：签名验过，处理并签名答复 ${status}${scripted}`,
    refused: `${what}：拒绝 ${[status, shown(code)].filter(Boolean).join(' ')}${scripted}`,
    lost: `${what}：连接断开，没有答复${scripted}`,
  }[outcome];
  return { actor, text, mark: outcome === 'verified' && fault === undefined ? 'good' : 'bad', no: shown(outTradeNo) };
}

function callbackLine(actor: string, { notice, step, attempt, status, variant, outTradeNo }: EventOf<'callback'>): Line {
  const what = variant === undefined ? shown(noticeWord(notice)) : `假的${shown(noticeWord(notice))}（${shown(variant)}）`;
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
        text: `${shown(wordOf(SUBJECTS, event.subject))} ${event.before ?? '（无）'} → ${event.after}`,
        mark: 'good',
        no: shown(event.id),
      };
    case 'callback':
      return callbackLine(actor, event);
  }
}
