/** 投诉的接口（docs/protocols/wxpay.md §13.4），与控制入口里扮演用户的动作。 */
import type { Hono } from 'hono';
import * as v from 'valibot';
import { action, maybe, type ControlAction } from '../kit/control';
import type { Complaint } from './complaint-book';
import type { Complaints, NewComplaint } from './complaints';
import {
  addressBody,
  complaintPath,
  complaintsQuery,
  completeBody,
  historyQuery,
  mediaPath,
  progressBody,
  replyBody,
  requireImage,
} from './complaint-shapes';
import type { Call, Endpoint } from './exchange';
import { parse } from './fields';
import { noQuery } from './request-shapes';

const SERVICE = '/v3/merchant-service';
const BASE = `${SERVICE}/complaints-v2`;
const ADDRESS = `${SERVICE}/complaint-notifications`;

export function mountComplaintApi(app: Hono, endpoint: Endpoint, complaints: Complaints): void {
  const idOf = (call: Call): string => parse(complaintPath, call.path, 'uri_template').complaint_id;
  const bare = (call: Call): unknown => {
    parse(noQuery, call.query, 'query');
    return call.body ?? {};
  };
  app.get(
    BASE,
    endpoint('complaints', (call) => ({ status: 200, json: complaints.list(call.merchant, parse(complaintsQuery, call.query, 'query')) })),
  );
  app.get(
    `${BASE}/:complaint_id`,
    endpoint('complaint', (call) => {
      parse(noQuery, call.query, 'query');
      return { status: 200, json: complaints.detail(call.merchant, idOf(call)) };
    }),
  );
  app.get(
    `${BASE}/:complaint_id/negotiation-historys`,
    endpoint('complaintHistory', (call) => ({
      status: 200,
      json: complaints.history(call.merchant, idOf(call), parse(historyQuery, call.query, 'query')),
    })),
  );
  app.post(
    `${BASE}/:complaint_id/response`,
    endpoint('complaintReply', (call) => {
      complaints.reply(call.merchant, idOf(call), parse(replyBody, bare(call), 'body'));
      return { status: 204 };
    }),
  );
  app.post(
    `${BASE}/:complaint_id/complete`,
    endpoint('complaintComplete', (call) => {
      complaints.complete(call.merchant, idOf(call), parse(completeBody, bare(call), 'body').complainted_mchid);
      return { status: 204 };
    }),
  );
  app.post(
    `${BASE}/:complaint_id/update-refund-progress`,
    endpoint('complaintProgress', (call) => {
      complaints.progress(call.merchant, idOf(call), parse(progressBody, bare(call), 'body'));
      return { status: 204 };
    }),
  );
  const setAddress = (mode: 'create' | 'update') =>
    endpoint('complaintAddress', (call) => ({
      status: 200,
      json: complaints.setAddress(call.merchant, parse(addressBody, bare(call), 'body').url, mode),
    }));
  app.post(ADDRESS, setAddress('create'));
  app.put(ADDRESS, setAddress('update'));
  app.get(
    ADDRESS,
    endpoint('complaintAddress', (call) => ({ status: 200, json: complaints.address(call.merchant) })),
  );
  app.delete(
    ADDRESS,
    endpoint('complaintAddress', (call) => {
      complaints.dropAddress(call.merchant);
      return { status: 204 };
    }),
  );
  app.post(
    `${SERVICE}/images/upload`,
    endpoint('complaintImage', (call) => ({ status: 200, json: complaints.keep(call.merchant, requireImage(call.body)) })),
  );
  app.get(
    `${SERVICE}/images/:media_id`,
    endpoint('complaintImage', (call) => ({
      status: 200,
      file: complaints.image(call.merchant, parse(mediaPath, call.path, 'uri_template').media_id),
    })),
  );
}

const digest = ({ id, outTradeNo, state, times }: Complaint) => ({ complaint_id: id, out_trade_no: outTradeNo, state, times });

export const complaintActions = (
  complain: (outTradeNo: string, more: NewComplaint) => Complaint,
  goOn: (id: string, text: string) => Complaint,
): ControlAction[] => [
  action(
    'complain',
    '需要 JSON：out_trade_no（用户投诉这一单），可加 text、problem（REFUND、SERVICE_NOT_WORK、OTHERS）、apply_refund（分）',
    v.strictObject({
      out_trade_no: v.string(),
      text: maybe,
      problem: v.optional(v.picklist(['REFUND', 'SERVICE_NOT_WORK', 'OTHERS'])),
      apply_refund: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    }),
    ({ out_trade_no, text, problem, apply_refund }) => digest(complain(out_trade_no, { text, problem, applyRefund: apply_refund })),
  ),
  action(
    'complaint-continue',
    '需要 JSON：complaint_id 与 text（用户又说了话；已完结的重新打开）',
    v.strictObject({ complaint_id: v.string(), text: v.string() }),
    (input) => digest(goOn(input.complaint_id, input.text)),
  ),
];
