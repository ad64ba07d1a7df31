/**
 * 裁判：拿模拟网关与供应商自己的账，对照我们的数据库（docs/invariants.md §1）。
 * 不用任何被测的判断：能退多少、该不该发货，都在这里从头算一遍。每一处不对是一句话。
 */
import type { ProviderName } from '../../common/contract/channels';
import { ORDER_TABLE, type HistoryEntry } from '../../common/contract/payments/order';
import { REFUND_TABLE, type RefundHistoryEntry } from '../../common/contract/refunds/refund';
import { bareKey } from '../../local/gateways/alipay/keys';
import type { Books, Row } from './books';
import { findAuthorizationFaults, findAuthorizationInstantFaults, findAuthorizationStepFaults } from './oracle-authorizations';
import { COMPLAINT_PHONE, findComplaintFaults, findComplaintStepFaults } from './oracle-complaints';
import { findMerchantStepFaults } from './oracle-merchants';
import { findSharingFaults, findSharingInstantFaults, findSharingStepFaults } from './oracle-sharing';
import { findShippingFaults, findShippingStepFaults } from './oracle-shipping';
import { findTransferFaults, findTransferInstantFaults, findTransferStepFaults } from './oracle-transfers';
import { PAYEE_SECRETS } from './transferring';

const OPEN_REFUNDS: readonly unknown[] = ['PENDING', 'UNKNOWN', 'ABNORMAL'];
const INITIAL_STOCK = 100;
const GOODS: readonly string[] = ['goods', 'consign', 'cart'];

type Look = Pick<Books, 'rows' | 'till' | 'settings'>;
const truthOf = (world: Pick<Books, 'till'>, order: Row) => world.till(order['provider'] as ProviderName).truth(String(order['_id']));
const refundsOf = (world: Pick<Books, 'rows'>, order: Row): readonly Row[] =>
  world.rows('payment_refunds').filter((row) => row['out_trade_no'] === order['_id']);
const totalOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + Number(row['refund_fee']), 0);
const fulfilOf = (order: Row): Row => order['fulfil'] as Row;
/** 不要钱的：网关听都没听说过，到账与否不归它说。 */
const isFree = (order: Row): boolean => Number(order['total_fee']) === 0;
/** 还没有收到该收的钱。 */
const owes = (world: Pick<Books, 'till'>, order: Row): boolean => !isFree(order) && truthOf(world, order).paid === 0;
/** 人说「已在别处办妥」而销掉的：业务没有经我们的手，钱也可能不经这里退过，人的话没有账可对。 */
const writtenOff = (row: Row): boolean => ((row['acts'] ?? []) as readonly Row[]).some(({ act }) => act === 'write_off');

/** I3：任何一刻，已退加占用不超过实付；网关那边受理的也不超过；转账从不超过限额。 */
export function findInstantFaults(world: Look): string[] {
  const ofOrders = world.rows('payment_orders').flatMap((order) => {
    const { paid, refunded, refunding } = truthOf(world, order);
    const local = Number(order['refund_fee']) + Number(order['refunding_fee']);
    const faults: string[] = [];
    if (local > Number(order['paid_fee'] ?? order['total_fee'])) faults.push(`${String(order['_id'])} 已退与占用合计 ${local}，超过实付`);
    if (refunded + refunding > paid) faults.push(`${String(order['_id'])} 网关受理的退款 ${refunded + refunding} 超过实付 ${paid}`);
    return faults;
  });
  return [...ofOrders, ...findTransferInstantFaults(world), ...findAuthorizationInstantFaults(world), ...findSharingInstantFaults(world)];
}

/** I7：付款通知被确认之后，付了的订单必须已经记下。要撤销过的除外：那时「已付」只是线索，撤销的意图与排期在库里，会弄清楚。 */
export function findUndurableAck(world: Look): string[] {
  return world.rows('payment_orders').flatMap((order) => {
    const recorded = ['SUCCESS', 'REFUND', 'REVIEW'].includes(String(order['status']));
    const cancelling = order['cancel'] !== undefined;
    const settled = world.till(order['provider'] as ProviderName).acknowledged(String(order['_id']));
    return settled && !recorded && !cancelling ? [`${String(order['_id'])} 的付款通知已被确认，订单却还是 ${String(order['status'])}`] : [];
  });
}

/** 一张订单与网关账的对照。 */
function findOrderFaults(world: Books, order: Row): string[] {
  const id = String(order['_id']);
  const faults: string[] = [];
  const wrong = (text: string): void => void faults.push(`${id} ${text}`);
  const status = String(order['status']);
  const { paid, refunded, refunding, refunds, transactionId } = truthOf(world, order);
  const local = refundsOf(world, order);

  if (ORDER_TABLE.replay(order['history'] as HistoryEntry[]) !== status) wrong(`的履历重放不出 ${status}`);
  if (status === 'NOTPAY' || status === 'PROCESSING') wrong(`一直停在 ${status}`);
  if (paid > 0 && !['SUCCESS', 'REFUND', 'REVIEW'].includes(status)) wrong(`网关收了 ${paid}，本地却是 ${status}`);
  if (isFree(order)) return [...faults, ...findFreeFaults(world, order)];
  if (paid === 0 && ['SUCCESS', 'REFUND'].includes(status)) wrong(`网关没有收钱，本地却是 ${status}`);
  if (['SUCCESS', 'REFUND'].includes(status)) {
    if (order['transaction_id'] !== transactionId) wrong('的网关交易号与网关不同');
    if (Number(order['paid_fee']) !== paid) wrong(`记的实付 ${String(order['paid_fee'])} 与网关的 ${paid} 不同`);
    if (writtenOff(order)) return faults;
    if (Number(order['refund_fee']) !== refunded) wrong(`记的已退 ${String(order['refund_fee'])} 与网关的 ${refunded} 不同`);
    if ((status === 'REFUND') !== (refunded === paid)) wrong(`是 ${status}，而网关收 ${paid} 退 ${refunded}`);
  }
  if (Number(order['refunding_fee']) !== totalOf(local.filter((row) => OPEN_REFUNDS.includes(row['status']))))
    wrong('的占用与没有结论的退款对不上');
  if (refunding > 0 && Number(order['refunding_fee']) < refunding)
    wrong(`网关还有 ${refunding} 在退，本地只占用 ${String(order['refunding_fee'])}`);
  // 网关退成的每一笔（撤销的那笔没有退款单）本地都有同号、同额、已成的一张；反过来也是。
  for (const { no, fee, state } of refunds) {
    const row = local.find((item) => item['_id'] === no);
    if (!row && no !== id) wrong(`网关有一笔本地没有的退款 ${no}`);
    if (row && Number(row['refund_fee']) !== fee) wrong(`退款 ${no} 的金额与网关不同`);
    if (row && (state === 'SUCCESS') !== (row['status'] === 'SUCCESS')) wrong(`退款 ${no} 网关 ${state}，本地 ${String(row['status'])}`);
  }
  for (const row of local) {
    if (row['status'] === 'SUCCESS' && !refunds.some(({ no, state }) => no === row['_id'] && state === 'SUCCESS'))
      wrong(`退款 ${String(row['_id'])} 本地说退成了，网关没有`);
  }
  return faults;
}

/** 不要钱的：不收、不退，也没有半路上的结局。 */
function findFreeFaults(world: Books, order: Row): string[] {
  const id = String(order['_id']);
  const { paid, transactionId } = truthOf(world, order);
  return [
    ...(paid === 0 && transactionId === undefined ? [] : [`${id} 不要钱，网关却收了 ${paid}`]),
    ...(order['status'] === 'SUCCESS' || order['status'] === 'CLOSED' ? [] : [`${id} 不要钱，却停在 ${String(order['status'])}`]),
    ...(refundsOf(world, order).length === 0 ? [] : [`${id} 不要钱，却退了款`]),
  ];
}

/** 不要钱的、事务里办的：办成几张就加了几次。 */
function findTrialFaults(world: Books): string[] {
  if (isBlurred(world, ['trial'])) return [];
  const trials = world.rows('payment_orders').filter((order) => order['type'] === 'trial' && fulfilOf(order)['status'] === 'DONE').length;
  const counted = world.rows('world_wallets').reduce((sum, { trials: own }) => sum + Number(own ?? 0), 0);
  return counted === trials ? [] : [`体验卡记着办过 ${trials} 张，加了 ${counted} 次`];
}

function findRefundFaults(row: Row): string[] {
  const id = String(row['_id']);
  const revoke = row['revoke'] as Row;
  return [
    ...(REFUND_TABLE.replay(row['history'] as RefundHistoryEntry[]) === row['status']
      ? []
      : [`退款 ${id} 的履历重放不出 ${String(row['status'])}`]),
    ...(row['status'] === 'PENDING' || row['status'] === 'UNKNOWN' ? [`退款 ${id} 一直没有结论`] : []),
    ...(row['status'] === 'SUCCESS' && revoke['status'] !== 'DONE' ? [`退款 ${id} 的权益一直没有收回`] : []),
  ];
}

/** 已付而还没有办、也不会自己去办的，只能是：多付的，或按设置留给人的迟到付款。 */
const isHeld = (world: Books, order: Row): boolean =>
  order['surplus_of'] !== undefined || (order['late'] === true && /^(?:review|refund)$/.test(String(world.settings['latePayment'])));

/** 人销掉过的业务：那一种的总账里混进了人在别处办的，没有办法逐分来对。 */
const isBlurred = (world: Books, types: readonly string[]): boolean =>
  [...world.rows('payment_orders'), ...world.rows('payment_refunds')].some((row) => writtenOff(row) && types.includes(String(row['type'])));

/** 每个人的钱包：办成的充值合计减去收回的。 */
function findWalletFaults(world: Books, granted: readonly Row[], returned: (user: unknown) => number): string[] {
  if (isBlurred(world, ['recharge'])) return [];
  const wallets = new Map(world.rows('demo_wallets').map((row) => [row['_id'], Number(row['balance'])]));
  const users = new Set([...wallets.keys(), ...granted.map((order) => order['user_id'])]);
  return [...users].flatMap((user) => {
    const bought = granted.filter((order) => order['user_id'] === user).reduce((sum, order) => sum + Number(order['total_fee']), 0);
    const [balance, sum] = [wallets.get(user) ?? 0, bought - returned(user)];
    return balance === sum ? [] : [`${String(user)} 的钱包里是 ${balance}，应当是 ${sum}`];
  });
}

/**
 * 任何一步之后就该成立的：还没有尘埃落定，晚一点知道可以，说错、做多都不行。
 * 履历重放得出状态（I9）；没收的钱不算收了，没退的不算退了（I5）；事务里的业务恰好做了记着的那么多（I1）。
 */
export function findStepFaults(world: Books): string[] {
  const faults = [...findInstantFaults(world), ...world.supplier.overlaps];
  const orders = world.rows('payment_orders');
  const refunds = world.rows('payment_refunds');
  const wrong = (text: string): void => void faults.push(text);
  for (const order of orders) {
    const id = String(order['_id']);
    const status = String(order['status']);
    const unpaid = owes(world, order);
    if (ORDER_TABLE.replay(order['history'] as HistoryEntry[]) !== status) wrong(`${id} 的履历重放不出 ${status}`);
    if (unpaid && ['SUCCESS', 'REFUND'].includes(status)) wrong(`${id} 网关没有收钱，本地却是 ${status}`);
    if (unpaid && fulfilOf(order)['status'] === 'DONE') wrong(`${id} 网关没有收钱，业务却办了`);
    const open = totalOf(refundsOf(world, order).filter((row) => OPEN_REFUNDS.includes(row['status'])));
    if (Number(order['refunding_fee']) !== open) wrong(`${id} 占用 ${String(order['refunding_fee'])}，没有结论的退款合计 ${open}`);
  }
  for (const refund of refunds) {
    const id = String(refund['_id']);
    if (REFUND_TABLE.replay(refund['history'] as RefundHistoryEntry[]) !== refund['status']) wrong(`退款 ${id} 的履历重放不出状态`);
    const order = orders.find((row) => row['_id'] === refund['out_trade_no']);
    const known = order && truthOf(world, order).refunds.find(({ no }) => no === id);
    if (refund['status'] === 'SUCCESS' && known?.state !== 'SUCCESS') wrong(`退款 ${id} 本地说退成了，网关没有`);
  }
  // 收回与退款结论同一个事务，或随后再收：以记下的为准。
  const revoked = (row: Row): boolean => (row['revoke'] as Row)['status'] === 'DONE' && Number((row['revoke'] as Row)['attempts']) > 0;
  const granted = orders.filter((order) => order['type'] === 'recharge' && fulfilOf(order)['status'] === 'DONE');
  const taken = refunds.filter((row) => row['type'] === 'recharge' && revoked(row));
  faults.push(...findWalletFaults(world, granted, (user) => totalOf(taken.filter((row) => row['user_id'] === user))));
  const slips = orders.filter((order) => GOODS.includes(String(order['type'])) && fulfilOf(order)['status'] === 'DONE').length;
  if (world.rows('demo_goods_orders').length !== slips && !isBlurred(world, GOODS))
    wrong(`发货单 ${world.rows('demo_goods_orders').length} 张，记着办过 ${slips} 张`);
  faults.push(
    ...findTrialFaults(world),
    ...findTransferStepFaults(world),
    ...findAuthorizationStepFaults(world),
    ...findSharingStepFaults(world),
    ...findComplaintStepFaults(world),
    ...findShippingStepFaults(world),
    ...findMerchantStepFaults(world),
    ...findRequestFaults(world),
    ...findLonelyActs(world),
  );
  return faults;
}

/** 申请：没有同意过的不动钱，同意的退的就是那么多。 */
function findRequestFaults(world: Books): string[] {
  return world.rows('payment_refund_requests').flatMap((row) => {
    const id = String(row['_id']);
    const refund = world.rows('payment_refunds').find((one) => one['_id'] === id);
    if (!refund) return [];
    if (refund['refund_fee'] !== row['refund_fee'])
      return [`申请 ${id} 要 ${String(row['refund_fee'])}，退了 ${String(refund['refund_fee'])}`];
    const agreed = (row['history'] as readonly Row[]).some(({ to }) => to === 'APPROVED');
    return agreed ? [] : [`申请 ${id} 没有同意过，却有一笔退款`];
  });
}

/** 金额大的决定有两个人。 */
function findLonelyActs(world: Books): string[] {
  const limit = Number(world.settings['reviewApprovalFee'] ?? Infinity);
  const check = (row: Row, fee: unknown): string[] =>
    Number(fee) <= limit
      ? []
      : ((row['acts'] ?? []) as readonly Row[])
          .filter(({ act, operator, approver }) => act !== 'reopen' && (approver === undefined || approver === operator))
          .map(({ act }) => `${String(row['_id'])} 的「${String(act)}」要两个人，却只有一个人`);
  return [
    ...world.rows('payment_orders').flatMap((row) => check(row, row['total_fee'])),
    ...world.rows('payment_refunds').flatMap((row) => check(row, row['refund_fee'])),
  ];
}

/** 货：办成而没有全退的各占一件；全退的退回库存、发货单取消。 */
function findGoodsFaults(world: Books, orders: readonly Row[], handled: (order: Row) => boolean): string[] {
  if (isBlurred(world, GOODS)) return [];
  const faults: string[] = [];
  const goods = orders.filter((order) => GOODS.includes(String(order['type'])));
  const shipped = (order: Row): boolean => handled(order) && order['status'] !== 'REFUND';
  for (const { _id, stock, sold } of world.rows('demo_goods')) {
    const taken = goods
      .filter((order) => shipped(order) && ((order['custom'] as Row)['goods_id'] ?? 'mug') === _id)
      .reduce((sum, order) => sum + Number((order['custom'] as Row)['quantity']), 0);
    if (sold !== taken) faults.push(`${String(_id)} 卖了 ${String(sold)}，应当是 ${taken}`);
    if (_id === 'mug' && !world.restocked && stock !== INITIAL_STOCK - taken)
      faults.push(`库存是 ${String(stock)}，应当是 ${INITIAL_STOCK - taken}`);
  }
  for (const order of goods) {
    const slip = world.rows('demo_goods_orders').find((row) => row['_id'] === order['_id']);
    const wanted = handled(order) ? (shipped(order) ? 'TO_SHIP' : 'CANCELLED') : undefined;
    if (slip?.['status'] !== wanted)
      faults.push(`${String(order['_id'])} 的发货单是 ${String(slip?.['status'])}，应当是 ${String(wanted)}`);
  }
  return faults;
}

/** I1、I10：该办的恰好办一次，不该办的一次也没有。 */
function findEffectFaults(world: Books): string[] {
  const faults: string[] = [];
  const orders = world.rows('payment_orders');
  const handled = (order: Row): boolean => fulfilOf(order)['status'] === 'DONE';
  for (const order of orders) {
    const id = String(order['_id']);
    const { status: progress } = fulfilOf(order);
    if (order['status'] === 'SUCCESS' && !isHeld(world, order) && progress !== 'DONE')
      faults.push(`${id} 已付，业务却是 ${String(progress)}`);
    if (order['status'] === 'CLOSED' && progress !== 'NONE') faults.push(`${id} 没有付款，业务却是 ${String(progress)}`);
  }

  // 钱包：办成的订单各加一次，退掉的各减一次。
  const recharged = orders.filter((order) => order['type'] === 'recharge' && handled(order));
  const returned = (user: unknown): number =>
    recharged.filter((order) => order['user_id'] === user).reduce((sum, order) => sum + truthOf(world, order).refunded, 0);
  faults.push(...findWalletFaults(world, recharged, returned));

  faults.push(...findGoodsFaults(world, orders, handled));
  return [
    ...faults,
    ...findOutsideFaults(
      world,
      orders.filter((order) => ['card', 'topup', 'gift'].includes(String(order['type'])) && !writtenOff(order)),
      handled,
    ),
  ];
}

/** 有外部效果的：至少办成一次，不该办的没人开过工；从不两个人同时办。 */
function findOutsideFaults(world: Books, orders: readonly Row[], handled: (order: Row) => boolean): string[] {
  const faults = [...world.supplier.overlaps];
  const finished = (key: string): number => world.supplier.runs(key).filter(({ endedAt }) => endedAt !== undefined).length;
  for (const order of orders) {
    const id = String(order['_id']);
    if (handled(order) && finished(`fulfil:${id}`) < 1) faults.push(`${id} 记着办完了，供应商却没有办过`);
    if ((owes(world, order) || isHeld(world, order)) && !handled(order) && world.supplier.runs(`fulfil:${id}`).length > 0)
      faults.push(`${id} 不该办，供应商却办了`);
    if (order['type'] !== 'card' || !handled(order)) continue;
    for (const row of refundsOf(world, order)) {
      if (writtenOff(row)) continue;
      const wanted = row['status'] === 'SUCCESS';
      if (wanted !== finished(`revoke:${String(row['_id'])}`) > 0)
        faults.push(`退款 ${String(row['_id'])} 的权益${wanted ? '没有收回' : '不该收回却收了'}`);
    }
  }
  return faults;
}

/** I12：表里没有密钥与 openid。 */
function findSecrets(world: Books): string[] {
  const { wxpay, alipay } = world.keys;
  const secrets = [
    wxpay.apiV3Key,
    bareKey(alipay.app.privateKeyPem).slice(60, 120),
    'demo_openid',
    'PRIVATE KEY',
    COMPLAINT_PHONE,
    ...PAYEE_SECRETS,
  ];
  const tables = [
    'payment_orders',
    'payment_logs',
    'payment_errors',
    'payment_alerts',
    'payment_refunds',
    'payment_transfers',
    'payment_transfer_authorizations',
    'payment_transfer_budgets',
    'payment_references',
    'payment_sharings',
    'payment_sharing_receivers',
    'payment_reviews',
    'payment_complaints',
  ];
  return tables.flatMap((collection) => {
    const text = JSON.stringify(world.rows(collection));
    return secrets.some((secret) => text.includes(secret)) ? [`${collection} 里有秘密`] : [];
  });
}

/** 尘埃落定之后的全部检查。@returns 每一处不对各一句话 */
export function findFaults(world: Books): string[] {
  return [
    ...world.seen,
    ...world.rows('payment_orders').flatMap((order) => findOrderFaults(world, order)),
    ...world.rows('payment_refunds').flatMap(findRefundFaults),
    ...findEffectFaults(world),
    ...findTransferFaults(world),
    ...findAuthorizationFaults(world),
    ...findSharingFaults(world),
    ...findComplaintFaults(world),
    ...findShippingFaults(world),
    ...findMerchantStepFaults(world),
    ...findSecrets(world),
  ];
}
