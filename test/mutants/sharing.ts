/** 分账：占用、租约、不明、要回来、解冻、同号。 */
import { CORE, NEVER, type Mutant } from './mutant';

const RESERVE = `${CORE}/sharing/reserve.ts`;
const SETTLE = `${CORE}/sharing/settle.ts`;
const SUBMIT = `${CORE}/sharing/submit.ts`;
const ASK = `${CORE}/sharing/ask.ts`;
const flow = ['test/flow/sharing.test.ts'];
const unclear = ['test/chaos/sharing.test.ts'];
const others = ['test/flow/sharing-others.test.ts'];

export const SHARING: readonly Mutant[] = [
  {
    name: 'sharing: a refund does not ask what was shared',
    file: `${CORE}/orders/refundable.ts`,
    find: ' - sharedAway(order);',
    put: ';',
    tests: flow,
    only: 'a refund takes no more',
  },
  {
    name: 'sharing: more than the rest of the order is shared',
    file: RESERVE,
    find: 'if (sharing_fee > refundableFee(order))',
    put: `if (${NEVER})`,
    tests: unclear,
    only: '12 shares and 12 refunds',
  },
  {
    name: 'sharing: the same money is taken back twice',
    file: RESERVE,
    find: 'if (!part || wanted.sharing_fee > returnableFee(part))',
    put: 'if (!part)',
    tests: flow,
    only: 'a refund takes no more',
  },
  {
    name: 'sharing: what is being taken back counts as back',
    file: RESERVE,
    find: "return result === 'SUCCESS' ? fee - returned_fee - returning_fee : 0;",
    put: "return result === 'SUCCESS' ? fee - returned_fee : 0;",
    tests: flow,
    only: 'a refund takes no more',
  },
  {
    name: 'sharing: shared after the release',
    file: RESERVE,
    find: 'if (order.sharing_closed_by !== undefined && order.sharing_closed_by !== own)',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'unfrozen: waits',
  },
  {
    name: 'sharing: released while a share is under way',
    file: RESERVE,
    find: 'if ((order.sharing_fee ?? 0) > 0)',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'unfrozen: waits',
  },
  {
    name: 'sharing: what was refused stays released',
    file: RESERVE,
    find: 'const reopened = refused && order.sharing_closed_by === _id ?',
    put: `const reopened = ${NEVER} ?`,
    tests: flow,
    only: 'unfrozen: waits',
  },
  {
    name: 'sharing: finished is taken for shared',
    file: SETTLE,
    find: "const done = parts.filter(({ result }) => result === 'SUCCESS').reduce(",
    put: 'const done = parts.reduce(',
    tests: flow,
    only: 'what did not arrive',
  },
  {
    name: 'sharing: no person is told of what did not arrive',
    file: SETTLE,
    find: '  if (failed.length === 0) return;',
    put: '  if (failed.length >= 0) return;',
    tests: flow,
    only: 'what did not arrive',
  },
  {
    name: 'sharing: no answer is taken for a refusal',
    file: SUBMIT,
    find: "    if (thrown.outcome === 'unknown') return keepSharingOpen(k, sharing, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');\n",
    put: '',
    tests: unclear,
    only: 'lostAnswer',
  },
  {
    name: 'sharing: a refusal is believed without a query',
    file: SUBMIT,
    find: "  } catch {\n    return keepSharingOpen(k, sharing, { to: 'UNKNOWN', reason: 'no_answer' }, 'create');\n  }",
    put: "  } catch {\n    facts = { out_sharing_no: sharing._id, state: 'NOT_EXIST', parts: [] };\n  }",
    tests: unclear,
    only: 'a refusal is believed only after a query',
  },
  {
    name: 'sharing: two ask the gateway under one number at once',
    file: SUBMIT,
    find: 'if (!isSharingOpen(sharing) || sharing.lease_date > k.now())',
    put: 'if (!isSharingOpen(sharing))',
    tests: unclear,
    only: 'while somebody is at the gateway',
  },
  {
    name: 'sharing: another content under the same number',
    file: ASK,
    find: 'if (contentOf(existing) !== contentOf(wanted))',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'shared: accepted',
  },
  {
    name: 'sharing: a receiver of another merchant',
    file: `${CORE}/sharing/receivers/receivers.ts`,
    find: 'if (known.content_hash !== wanted.content_hash)',
    put: `if (${NEVER})`,
    tests: flow,
    only: 'receivers: a name is one receiver',
  },
  {
    name: 'sharing: the service provider receives instead of its merchant',
    file: `${CORE}/providers/wxpay/sharing.ts`,
    find: '  if (!partner) return { appid };\n  return { ...subMerchant(account), appid: partner.appid,',
    put: '  if (!partner) return { appid };\n  return { appid: partner.appid,',
    tests: others,
    only: 'a service provider shares',
  },
  {
    name: 'sharing: a settle that may have been done is given up',
    file: `${CORE}/providers/alipay/sharing.ts`,
    find: "const UNCLEAR = ['TRADE_SETTLE_ERROR'];",
    put: 'const UNCLEAR: readonly string[] = [];',
    tests: others,
    only: 'may or may not have been done',
  },
  {
    name: 'sharing: the money is not frozen at the payment',
    file: `${CORE}/orders/create.ts`,
    find: '    ...(order.profit_sharing ? { sharing: true } : {}),\n',
    put: '',
    tests: others,
    only: 'frozen at the payment',
  },
];
