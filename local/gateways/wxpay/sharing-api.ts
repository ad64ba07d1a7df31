/** 分账的接口（docs/protocols/wxpay.md §2.7），与控制入口里它的动作。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, type ControlAction } from '../kit/control';
import type { Call, Endpoint } from './exchange';
import { parse } from './fields';
import { noQuery, transactionPath } from './request-shapes';
import { openerOf } from './sensitive';
import type { Sharing } from './sharing';
import {
  addReceiverBody,
  deleteReceiverBody,
  outOrderPath,
  outOrderQuery,
  outReturnPath,
  returnBody,
  shareBody,
  subMchidPath,
  transactionQuery,
  unfreezeBody,
} from './sharing-shapes';
import type { PlatformKeys } from './signature';

const BASE = '/v3/profitsharing';

export function mountSharingApi(app: Hono, endpoint: Endpoint, sharing: Sharing, keys: Pick<PlatformKeys, 'byId'>): void {
  const opener = (call: Call): ReturnType<typeof openerOf> => openerOf(keys, call.header('wechatpay-serial'));
  const bare = (call: Call): unknown => {
    parse(noQuery, call.query, 'query');
    return call.body ?? {};
  };
  app.post(
    `${BASE}/receivers/add`,
    endpoint('addReceiver', (call) => ({
      status: 200,
      json: sharing.addReceiver(call.merchant, parse(addReceiverBody, bare(call), 'body'), opener(call)),
    })),
  );
  app.post(
    `${BASE}/receivers/delete`,
    endpoint('deleteReceiver', (call) => ({
      status: 200,
      json: sharing.deleteReceiver(call.merchant, parse(deleteReceiverBody, bare(call), 'body')),
    })),
  );
  app.post(
    `${BASE}/orders`,
    endpoint('share', (call) => ({
      status: 200,
      json: sharing.share(call.merchant, parse(shareBody, bare(call), 'body'), opener(call)),
    })),
  );
  app.post(
    `${BASE}/orders/unfreeze`,
    endpoint('unfreeze', (call) => ({ status: 200, json: sharing.unfreeze(call.merchant, parse(unfreezeBody, bare(call), 'body')) })),
  );
  app.get(
    `${BASE}/orders/:out_order_no`,
    endpoint('queryShare', (call) => {
      const { out_order_no } = parse(outOrderPath, call.path, 'uri_template');
      const { transaction_id, sub_mchid } = parse(transactionQuery, call.query, 'query');
      return { status: 200, json: sharing.queryShare(call.merchant, out_order_no, transaction_id, sub_mchid) };
    }),
  );
  app.post(
    `${BASE}/return-orders`,
    endpoint('returnShare', (call) => ({ status: 200, json: sharing.giveBack(call.merchant, parse(returnBody, bare(call), 'body')) })),
  );
  app.get(
    `${BASE}/return-orders/:out_return_no`,
    endpoint('queryReturn', (call) => {
      const { out_return_no } = parse(outReturnPath, call.path, 'uri_template');
      const { out_order_no, sub_mchid } = parse(outOrderQuery, call.query, 'query');
      return { status: 200, json: sharing.queryReturn(call.merchant, out_return_no, out_order_no, sub_mchid) };
    }),
  );
  app.get(
    `${BASE}/merchant-configs/:sub_mchid`,
    endpoint('maxRatio', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: sharing.maxRatio(call.merchant, parse(subMchidPath, call.path, 'uri_template').sub_mchid) };
    }),
  );
  app.get(
    `${BASE}/transactions/:transaction_id/amounts`,
    endpoint('unsplit', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: sharing.unsplit(call.merchant, parse(transactionPath, call.path, 'uri_template').transaction_id) };
    }),
  );
}

export const sharingActions = (sharing: Sharing): ControlAction[] => [
  action(
    'sharing-outcome',
    '需要 JSON：target（接收方账号或回退单号，"*" 为以后每一笔）；fail_reason 是失败的原因，不写就恢复成功',
    v.strictObject({ target: v.string(), fail_reason: v.optional(v.string()) }),
    (input) => {
      sharing.choose(input.target, input.fail_reason);
      return input;
    },
  ),
];
