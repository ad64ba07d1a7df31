/** 分账的方法（docs/protocols/alipay.md §4.16），与控制入口里它的动作。 */
import * as v from 'valibot';
import { action, type ControlAction } from '../kit/control';
import { SUB_CODES, type SubCode } from './errors';
import type { Endpoint } from './exchange';
import { parse } from './fields';
import type { Royalty } from './royalty';
import { relationQueryShape, relationShape, settleQueryShape, settleShape } from './royalty-shapes';

export const royaltyEndpoints = (royalty: Royalty): Readonly<Record<string, Endpoint>> => ({
  'alipay.trade.royalty.relation.bind': {
    operation: 'bindReceiver',
    work: ({ app, biz }) => royalty.bind(app, parse(relationShape, biz)),
  },
  'alipay.trade.royalty.relation.unbind': {
    operation: 'unbindReceiver',
    work: ({ app, biz }) => royalty.unbind(app, parse(relationShape, biz)),
  },
  'alipay.trade.royalty.relation.batchquery': {
    operation: 'queryReceivers',
    work: ({ app, biz }) => royalty.relations(app, parse(relationQueryShape, biz)),
  },
  'alipay.trade.order.settle': { operation: 'settle', work: ({ app, biz }) => royalty.settle(app, parse(settleShape, biz)) },
  'alipay.trade.order.settle.query': { operation: 'querySettle', work: ({ app, biz }) => royalty.query(app, parse(settleQueryShape, biz)) },
});

export const royaltyActions = (royalty: Royalty): ControlAction[] => [
  action(
    'royalty-outcome',
    '需要 JSON：account（接收方，"*" 为以后每一笔）；sub_code 是失败的错误码，不写就恢复成功',
    v.strictObject({ account: v.string(), sub_code: v.optional(v.picklist(Object.keys(SUB_CODES) as SubCode[])) }),
    (input) => {
      royalty.choose(input.account, input.sub_code);
      return input;
    },
  ),
];
