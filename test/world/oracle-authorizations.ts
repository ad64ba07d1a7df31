/**
 * 裁判看收款授权：拿模拟网关自己的账，对照我们记下的（docs/invariants.md §1 I4、I9、I12、I13）。
 * 谁答应过、什么时候答应与关掉、凭它付了什么，都从网关的账重新看，不用被测的判断。
 */
import { AUTHORIZATION_TABLE, type AuthorizationHistoryEntry } from '../../common/contract/transfers/authorization';
import type { Books, Row } from './books';
import type { TrueAuthorization } from './till';

type Look = Pick<Books, 'rows' | 'till'>;

const rowsOf = (world: Look): readonly Row[] => world.rows('payment_transfer_authorizations');
const truthOf = (world: Look, no: string): TrueAuthorization | undefined =>
  world
    .till('wxpay')
    .authorizations()
    .find((one) => one.no === no);
const isOver = (status: string): boolean => status === 'CLOSED' || status === 'FAILED';
const stepsOf = (row: Row): readonly AuthorizationHistoryEntry[] => row['history'] as readonly AuthorizationHistoryEntry[];

/** 任何一刻：一个人在一个场景，网关那里活着的只有一张，都是我们记着的。 */
export function findAuthorizationInstantFaults(world: Look): string[] {
  const faults: string[] = [];
  const holders = new Map<string, string>();
  for (const { no, payee, scene, state } of world.till('wxpay').authorizations()) {
    if (!rowsOf(world).some((row) => row['_id'] === no)) faults.push(`网关有一张本地没有的收款授权 ${no}`);
    if (state === 'CLOSED') continue;
    const other = holders.get(`${payee} ${scene}`);
    if (other !== undefined) faults.push(`同一个人同一个场景有两张活着的收款授权：${other} 与 ${no}`);
    holders.set(`${payee} ${scene}`, no);
  }
  return faults;
}

/** 凭授权付出去的：本地写明凭哪一张，网关那里收款人就是那个人，付的时候他答应着，也不是在我们说过要关之后才去请求的。 */
function findPaidFaults(world: Look): string[] {
  return world
    .till('wxpay')
    .transfers()
    .flatMap(({ no, payee, authorized, at }) => {
      const row = world.rows('payment_transfers').find((one) => one['_id'] === no);
      const by = row && ((row['content'] as Row)['authorization'] as string | undefined);
      if (authorized !== (by !== undefined)) return [`转账 ${no} 网关那里${authorized ? '没有问收款人' : '要收款人确认'}，本地记的不是`];
      if (!row || by === undefined) return [];
      const truth = truthOf(world, by);
      if (truth?.payee !== payee) return [`转账 ${no} 付给了别人，不是答应 ${by} 的那个人`];
      const agreed = truth.agreedAt !== undefined && truth.agreedAt <= at && at <= (truth.closedAt ?? Infinity);
      const asked = (row['history'] as readonly { readonly to: string; readonly at: number }[]).filter(({ to }) => to === 'PENDING').at(-1);
      const closing = rowsOf(world).find((one) => one['_id'] === by)?.['close_date'] as number | undefined;
      return [
        ...(agreed ? [] : [`转账 ${no} 付的时候收款人没有答应着 ${by}`]),
        ...(asked && closing !== undefined && asked.at > closing ? [`转账 ${no} 是在说过要关 ${by} 之后才去请求的`] : []),
      ];
    });
}

/** 任何一步之后：没答应的不算答应，还活着的不算关了，履历重放得出状态，收款人的资料只留到关了为止。 */
export function findAuthorizationStepFaults(world: Look): string[] {
  const faults = [...findAuthorizationInstantFaults(world), ...findPaidFaults(world)];
  for (const row of rowsOf(world)) {
    const [id, status] = [String(row['_id']), String(row['status'])];
    const truth = truthOf(world, id);
    if (AUTHORIZATION_TABLE.replay(stepsOf(row)) !== status) faults.push(`收款授权 ${id} 的履历重放不出 ${status}`);
    if (stepsOf(row).some(({ to }) => to === 'TAKING_EFFECT') && truth?.agreedAt === undefined)
      faults.push(`收款授权 ${id} 本地说答应过，网关那里没有人答应`);
    if (status === 'WAIT_CONFIRM' && !truth) faults.push(`收款授权 ${id} 本地在等人答应，网关那里没有`);
    if (isOver(status) && truth && truth.state !== 'CLOSED') faults.push(`收款授权 ${id} 本地是 ${status}，网关却是 ${truth.state}`);
    if (isOver(status) && (row['payee'] !== undefined || row['package_info'] !== undefined))
      faults.push(`收款授权 ${id} 已经 ${status}，收款人的资料还在`);
  }
  return faults;
}

/** 尘埃落定之后：每一张都有结论，与网关相同。收款人自己关掉而通知没有来的，下一次用到它才知道。 */
export function findAuthorizationFaults(world: Look): string[] {
  const faults = findAuthorizationStepFaults(world);
  for (const row of rowsOf(world)) {
    const [id, status] = [String(row['_id']), String(row['status'])];
    const truth = truthOf(world, id);
    if (status === 'PENDING' || status === 'WAIT_CONFIRM') faults.push(`收款授权 ${id} 一直停在 ${status}`);
    if (status === 'TAKING_EFFECT' && row['close_date'] !== undefined) faults.push(`收款授权 ${id} 说过要关，一直没有关`);
    if (truth && !isOver(status) && truth.state !== status && truth.closedBy !== 'payee')
      faults.push(`收款授权 ${id} 本地 ${status}，网关 ${truth.state}`);
  }
  return faults;
}
