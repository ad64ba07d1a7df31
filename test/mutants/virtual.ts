/** 虚拟支付：两种签名、谁的会话密钥、推送信不信、发货与退款以查询为准、金额。 */
import { CORE, NEVER, type Mutant } from './mutant';

const VP = `${CORE}/providers/wxpay-virtual`;
const LOOK = `${CORE}/notify/look.ts`;
const WINDOW = 'common/client/pay/drivers/virtual.ts';
const create = ['test/providers/wxpay-virtual/create.test.ts'];
const push = ['test/providers/wxpay-virtual/notify.test.ts'];
const vectors = ['test/providers/wxpay-virtual/vectors.test.ts'];
const query = ['test/providers/wxpay-virtual/query.test.ts'];
const flow = ['test/flow/virtual.test.ts'];
const front = ['test/front/virtual.test.ts'];

export const VIRTUAL: readonly Mutant[] = [
  {
    name: 'virtual: the two signatures change places',
    file: `${VP}/create.ts`,
    find: "paySig: paySignature(account.credentials.appKey, 'requestVirtualPayment', signData),\n      signature: userSignature(session_key, signData),",
    put: "paySig: userSignature(session_key, signData),\n      signature: paySignature(account.credentials.appKey, 'requestVirtualPayment', signData),",
    tests: create,
  },
  {
    name: 'virtual: the session key is decoded before it signs',
    file: `${VP}/sign.ts`,
    find: 'hmac(sessionKey, body)',
    put: "hmac(Buffer.from(sessionKey, 'base64').toString('latin1'), body)",
    tests: vectors,
  },
  {
    name: 'virtual: a call is signed without the leading slash',
    file: `${VP}/request.ts`,
    find: 'pay_sig: paySignature(appKey, path, body)',
    put: 'pay_sig: paySignature(appKey, path.slice(1), body)',
    tests: vectors,
  },
  {
    name: 'virtual: whoever is logged in signs for the payer of the order',
    file: `${VP}/create.ts`,
    find: 'if (session_key === undefined || openid !== request.openid) {',
    put: 'if (session_key === undefined) {',
    tests: create,
  },
  {
    name: 'virtual: the sandbox signs with the live key',
    file: `${VP}/credentials.ts`,
    find: "const appKeyName = sandbox ? 'sandboxAppKey' : 'appKey';",
    put: "const appKeyName = sandbox && section['appKey'] === '' ? 'sandboxAppKey' : 'appKey';",
    tests: create,
  },
  {
    name: 'virtual: a fraction of a coin is sold',
    file: `${VP}/fields.ts`,
    find: 'return Number.isSafeInteger(coins) ? coins : undefined;',
    put: 'return Math.floor(coins);',
    tests: create,
  },
  {
    name: 'virtual: the unit price is the whole price',
    file: `${VP}/create.ts`,
    find: 'request.total_fee / goods.quantity',
    put: 'request.total_fee',
    tests: create,
  },
  // 推送
  {
    name: 'virtual: a plain push needs no signature',
    file: `${VP}/notify.ts`,
    find: "if (!isFromWeixin(credentials, query, 'signature', [])) throw REFUSED.signature;",
    put: `if (${NEVER}) throw REFUSED.signature;`,
    tests: push,
  },
  {
    name: 'virtual: the cipher text is not part of the signature',
    file: `${VP}/notify.ts`,
    find: "'msg_signature', [encrypted])",
    put: "'msg_signature', encrypted === '' ? [encrypted] : [])",
    tests: vectors,
  },
  {
    name: 'virtual: a plain push passes where only sealed ones may',
    file: `${VP}/notify.ts`,
    find: 'if (encrypted === undefined) throw REFUSED.plain;',
    put: 'if (encrypted === undefined) return { fieldOf: outside, authentic: false };',
    tests: push,
  },
  {
    name: 'virtual: a push for another app is opened',
    file: `${VP}/decrypt.ts`,
    find: "if (text.subarray(end).toString('utf8') !== appid)",
    put: `if (${NEVER} && appid === '')`,
    tests: vectors,
  },
  {
    name: 'virtual: a push of the sandbox counts in production',
    file: `${VP}/notify.ts`,
    find: ' || (env !== undefined && env !== String(account.credentials.env)))',
    put: " || env === '')",
    tests: push,
  },
  {
    name: 'virtual: a body that nobody signed wakes somebody up',
    file: `${VP}/notify.ts`,
    find: 'return { fieldOf: outside, authentic: false };',
    put: 'return { fieldOf: outside, authentic: true };',
    tests: push,
  },
  {
    name: 'virtual: the address check answers anybody',
    file: `${VP}/notify.ts`,
    find: "return isFromWeixin(credentials, query, 'signature', []) ? answer(200, echo) : ANSWERS.unverified;",
    put: 'return credentials.push ? answer(200, echo) : ANSWERS.unverified;',
    tests: push,
  },
  {
    name: 'virtual: success is answered before the order is fulfilled',
    file: LOOK,
    find: "if (!isOver(settled.order)) throw later(MAY_BE_PAID.includes(settled.order.status) ? '推送说付了，查询还没有' : '业务还没有办完');",
    put: `if (${NEVER}) throw later('业务还没有办完');`,
    tests: flow,
    only: 'another price',
  },
  // 查询与退款
  {
    name: 'virtual: the sum WeChat names is not read',
    file: `${VP}/trade.ts`,
    find: 'if (total_fee !== undefined) facts.total_fee = total_fee;',
    put: '',
    tests: query,
  },
  {
    name: 'virtual: a refused parameter reads as no such order',
    file: `${VP}/errors.ts`,
    find: 'said(error, PARAMETER) && error.detail?.includes(NO_DATA) === true',
    put: 'said(error, PARAMETER) && NO_DATA.length > 0',
    tests: query,
  },
  {
    name: 'virtual: an answer about another order is believed',
    file: `${VP}/query.ts`,
    find: "if (!order || textOf(order, 'order_id') !== order_id)",
    put: 'if (!order)',
    tests: query,
  },
  {
    name: 'virtual: a refund asked for is a refund made',
    file: `${VP}/refund.ts`,
    find: "state: 'PENDING', refund_fee };",
    put: "state: 'SUCCESS', refund_fee };",
    tests: query,
  },
  {
    name: 'virtual: a refund that failed at WeChat stays open for ever',
    file: `${VP}/trade.ts`,
    find: "  [7, 'FAILED'],",
    put: "  [7, 'PENDING'],",
    tests: query,
  },
  {
    name: 'virtual: a refund is asked for without looking whether it came before',
    file: `${VP}/refund.ts`,
    find: 'if (known) return known;',
    put: '',
    tests: query,
  },
  {
    name: 'virtual: delivery is never reported without a push',
    file: `${CORE}/order-types/shipping.ts`,
    find: "isStandIn(provider) ? 'virtual' : type?.shipping",
    put: "isStandIn(provider) && type?.shipping === 'virtual' ? 'virtual' : type?.shipping",
    tests: flow,
    only: 'never logged in',
  },
  // 手机
  {
    name: 'virtual: a stale session is an end like any other',
    file: WINDOW,
    find: "if (code === STALE_SESSION) return 'stale';",
    put: '',
    tests: front,
  },
  {
    name: 'virtual: a number used already was not paid',
    file: WINDOW,
    find: '[1001, -15003,',
    put: '[1001, -15002, -15003,',
    tests: front,
  },
  {
    name: 'virtual: logs in and opens the window for ever',
    file: 'common/client/pay/pay.ts',
    find: 'const second = again && (await invoke(ports, again, returnUrl));',
    put: 'const second = again && (await invokeKnowing(ports, input, again, returnUrl));',
    tests: front,
  },
];
