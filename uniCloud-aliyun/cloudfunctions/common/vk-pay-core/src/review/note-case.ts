/** 复核台上记下来的一件事：网关说起我们没有的单或退款、对不上的说法、读不懂的行……看过、处理过，由人销掉；原因没了的自己离开。 */
import { OUT_TRADE_NO_PATTERN } from '../../../../../../common/contract/payments/order-number';
import { PLATFORMS, PROVIDERS } from '../../../../../../common/contract/channels';
import { unreadIn } from '../bills/record';
import { billsOf } from '../bills/store';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { talk } from '../ledger/talk';
import type { OrderRecord } from '../orders/record';
import { orderListOf } from '../orders/listing/store';
import { ordersOf } from '../orders/store';
import { viewOrderForStaff } from '../orders/view';
import type { TradeFacts } from '../providers/provider';
import { mayBeOurs, refundsOf } from '../refunds/store';
import { viewRefundForStaff } from '../refunds/view';
import { signed, type ReviewCase } from './case';
import { unlessUnknown, viewFacts } from './order-case';
import { notesOf, type NoteRecord } from './store';
import { refundListOf } from '../refunds/listing/store';
import { requestsOf } from '../refunds/requests/store';

const orderOf = async (k: Kernel, { out_trade_no = '' }: NoteRecord): Promise<OrderRecord | undefined> => {
  if (!OUT_TRADE_NO_PATTERN.test(out_trade_no)) return undefined;
  try {
    return await ordersOf(k).find(out_trade_no);
  } catch {
    // 这一行读不懂，那是另一件事。
    return undefined;
  }
};

/** 拿开的一行又读得懂了（有人修好了），排期放回去。 */
async function isReadable(k: Kernel, { table, id, field }: NonNullable<NoteRecord['row']>): Promise<boolean> {
  const { find, takeBack } = {
    orders: () => ({ find: ordersOf(k).find, takeBack: orderListOf(k).takeBack }),
    refunds: () => ({ find: refundsOf(k).find, takeBack: refundListOf(k).takeBack }),
    requests: () => requestsOf(k),
  }[table]();
  try {
    if (await find(id)) await takeBack(id, field);
    return true;
  } catch {
    return false;
  }
}

/** 重新核对之后读不懂的变了：都读懂了，或另有一条新的说现在几行。每一处差异自己就在复核台上。 */
async function isRead(k: Kernel, { id, wrong }: NonNullable<NoteRecord['bill']>): Promise<boolean> {
  const bill = await billsOf(k).findBill(id);
  return bill?.status === 'DONE' && unreadIn(bill) !== wrong;
}

/** 原因还在不在；不在了的就地了结。@returns 还要人看的那一件 */
export async function stillOpen(k: Kernel, note: NoteRecord): Promise<NoteRecord | undefined> {
  if (note.status !== 'OPEN') return undefined;
  const { kind, row, bill, out_refund_no = '' } = note;
  const gone =
    kind === 'unknown_order'
      ? (await orderOf(k, note)) !== undefined
      : kind === 'unknown_refund'
        ? mayBeOurs(out_refund_no) && (await unlessBroken(refundsOf(k).find(out_refund_no))) !== undefined
        : kind === 'bill'
          ? bill !== undefined && (await isRead(k, bill))
          : kind === 'unreadable' && row !== undefined && (await isReadable(k, row));
  if (!gone) return note;
  await notesOf(k).write(note, { status: 'DONE', ...signed(k, note, 'write_off', { operator: 'system', reason: '原因没有了' }) });
  return undefined;
}

/** 读不懂的那一行当作没有：它自己是另一件事。 */
export async function unlessBroken<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch {
    return undefined;
  }
}

/** 网关怎么说那张单；说不出是哪个账号的、问不到的没有。 */
async function askAbout(k: Kernel, note: NoteRecord): Promise<TradeFacts | undefined> {
  const { out_trade_no = '' } = note;
  const provider = PROVIDERS.find((name) => name === note.provider);
  const platform = PLATFORMS.find((name) => name === note.platform);
  if (!provider || !platform || note.pid === undefined || !OUT_TRADE_NO_PATTERN.test(out_trade_no)) return undefined;
  const about = { type: 'query', out_trade_no, provider, platform, pid: note.pid, amount: note.fee ?? 0, user_id: '' } as const;
  return unlessUnknown(
    talk(
      k,
      about,
      (channel, account) => channel.query(account, out_trade_no),
      ({ state }) => state,
    ),
  );
}

export async function noteCase(k: Kernel, first: NoteRecord): Promise<ReviewCase> {
  const open = await stillOpen(k, first);
  const note = open ?? (await notesOf(k).find(first._id)) ?? first;
  const order = await orderOf(k, note);
  const facts = await askAbout(k, note);
  const refunds = order ? await refundListOf(k).listByOrder(order.out_trade_no) : [];
  const write = async (set: Parameters<ReturnType<typeof notesOf>['write']>[1]): Promise<void> => {
    if (!(await notesOf(k).write(note, set))) throw new PayError('BUSY', { detail: '刚刚有人处理了，请重新查看' });
  };
  return {
    fee: note.fee,
    choices: open ? ['write_off'] : [],
    acts: note.acts,
    proposal: note.proposal,
    view: {
      ...(order ? { order: viewOrderForStaff(order) } : {}),
      refunds: refunds.map(viewRefundForStaff),
      note: {
        kind: note.kind,
        message: note.message,
        ...(note.alert ? { alert: note.alert } : {}),
        create_date: note.create_date,
        open: open !== undefined,
        ...(note.fee === undefined ? {} : { fee: note.fee }),
      },
      ...(facts ? { gateway: viewFacts(facts) } : {}),
    },
    propose: (proposal) => write({ proposal }),
    perform: (act, ruling) => write({ status: 'DONE', ...signed(k, note, act, ruling) }),
  };
}
