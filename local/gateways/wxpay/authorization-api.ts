/** 商户接口里免确认收款授权的路径（docs/protocols/wxpay.md §2.6），与用户在控制接口里做的事。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, type ControlAction } from '../kit/control';
import { CLOSE_REASONS, type Authorization } from './authorization-book';
import { authorizationBody, authorizationPath, authorizedTransferBody } from './authorization-shapes';
import type { Authorizations } from './authorizations';
import type { Endpoint } from './exchange';
import { parse } from './fields';
import { noQuery } from './request-shapes';
import { emptyBody } from './transfer-shapes';
import type { Transfers } from './transfers';

const TRANSFERS = '/v3/fund-app/mch-transfer/transfer-bills/transfer';
const BASE = '/v3/fund-app/mch-transfer/user-confirm-authorization';

export function mountAuthorizationApi(app: Hono, endpoint: Endpoint, authorizations: Authorizations, transfers: Transfers): void {
  app.post(
    BASE,
    endpoint('authorize', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: authorizations.create(call.merchant, parse(authorizationBody, call.body ?? {}, 'body')) };
    }),
  );
  app.get(
    `${BASE}/out-authorization-no/:out_authorization_no`,
    endpoint('queryAuthorization', (call) => {
      parse(noQuery, call.query, 'query');
      const { out_authorization_no } = parse(authorizationPath, call.path, 'uri_template');
      return { status: 200, json: authorizations.query(call.merchant, out_authorization_no) };
    }),
  );
  app.post(
    `${BASE}/out-authorization-no/:out_authorization_no/close`,
    endpoint('closeAuthorization', (call) => {
      parse(noQuery, call.query, 'query');
      parse(emptyBody, call.body ?? {}, 'body');
      const { out_authorization_no } = parse(authorizationPath, call.path, 'uri_template');
      return { status: 200, json: authorizations.close(call.merchant, out_authorization_no) };
    }),
  );
  app.post(
    TRANSFERS,
    endpoint('transfer', (call) => {
      parse(noQuery, call.query, 'query');
      const body = parse(authorizedTransferBody, call.body ?? {}, 'body');
      return { status: 200, json: transfers.createAuthorized(call.merchant, body, call.header('wechatpay-serial')) };
    }),
  );
}

/** 授权的公开部分；不含 openid 与展示名称。 */
const digest = ({ outNo, id, state, closed }: Authorization) => ({
  out_authorization_no: outNo,
  authorization_id: id,
  state,
  close_reason: closed?.reason,
});

export const authorizationActions = (authorizations: Authorizations): ControlAction[] => [
  action(
    'authorization-confirm',
    '需要 JSON：out_authorization_no（收款用户答应了免确认收款）',
    v.strictObject({ out_authorization_no: v.string() }),
    (input) => digest(authorizations.confirm(input.out_authorization_no)),
  ),
  action(
    'authorization-close',
    `需要 JSON：out_authorization_no（收款用户关掉了），可加 reason（${CLOSE_REASONS.join('、')}）`,
    v.strictObject({ out_authorization_no: v.string(), reason: v.optional(v.picklist(CLOSE_REASONS)) }),
    (input) => digest(authorizations.drop(input.out_authorization_no, input.reason)),
  ),
];
