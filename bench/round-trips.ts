/**
 * 一笔真实的支付里，每个动作访问数据库多少次。取自运行时的数据库事件：
 * 总数，以及最长的先后链——同时在途的几次只算一次，它才是付款人与网关等待的长度。
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutgoingRequest } from '../local/gateways/kit/delivery';
import { createClient, type UniClient } from '../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../local/stack/space';
import { createStack, type Stack } from '../local/stack/stack';
import { buildLocal } from './build';
import type { Row, Section } from './report';

interface Operation {
  readonly label: string;
  readonly collection: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** 互不重叠的最多几次：按结束时间贪心。 */
export function longestChain(operations: readonly Pick<Operation, 'startedAt' | 'endedAt'>[]): number {
  let free = -Infinity;
  let length = 0;
  for (const { startedAt, endedAt } of [...operations].sort((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < free) continue;
    length += 1;
    free = endedAt;
  }
  return length;
}

/** 在途时间相连的放在一起：`甲 → （乙 ‖ 丙）`。 */
export function describe(operations: readonly Operation[]): string {
  const groups: { labels: string[]; endedAt: number }[] = [];
  for (const { label, startedAt, endedAt } of [...operations].sort((a, b) => a.startedAt - b.startedAt)) {
    const last = groups.at(-1);
    if (last && startedAt < last.endedAt) {
      last.labels.push(label);
      last.endedAt = Math.max(last.endedAt, endedAt);
    } else groups.push({ labels: [label], endedAt });
  }
  return groups.map(({ labels }) => (labels.length > 1 ? `（${labels.join(' ‖ ')}）` : labels[0])).join(' → ');
}

/** 登录校验由框架做：它读用户表，不是支付模块的代码。 */
const byFramework = ({ collection }: Operation): boolean => collection.startsWith('uni-id-');
/** 示例订单类型自己的表：定价、发货、收回。 */
const byOrderType = ({ collection }: Operation): boolean => collection.startsWith('demo_');

interface Action {
  readonly name: string;
  /** 最长先后链的预算（bench/README.md） */
  readonly budget?: number;
  readonly run: () => Promise<void>;
}

/** 微信的退款随后才有结论；支付宝当场退成，连同收回权益。 */
/** 有往返预算的两家 */
type Measured = 'wxpay' | 'alipay';

const REFUND_BUDGET: Readonly<Record<Measured, number>> = { wxpay: 6, alipay: 10 };

interface Ledger {
  /** 执行动作，返回这段时间里的数据库访问，按结束先后 */
  record(run: () => Promise<void>): Promise<readonly Operation[]>;
}

async function withStack(use: (stack: Stack, ledger: Ledger) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-bench-'));
  let recorded: Operation[] = [];
  const stack = await createStack({
    dataDir,
    port: 0,
    ...(await buildLocal()),
    inMemory: true,
    onEvent: ({ source, event }) => {
      if (source !== 'cloud' || event.type !== 'database') return;
      const endedAt = performance.now();
      recorded.push({
        label: `${event.kind} ${event.collection}`.trim(),
        collection: event.collection,
        startedAt: endedAt - event.ms,
        endedAt,
      });
    },
  });
  const ledger: Ledger = {
    async record(run) {
      recorded = [];
      await run();
      return recorded;
    },
  };
  try {
    await use(stack, ledger);
  } finally {
    await stack.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function login(stack: Stack, username: string): Promise<UniClient> {
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
  return client;
}

async function call(client: UniClient, url: string, data: object): Promise<Record<string, unknown>> {
  const answer = await client.callService(url, data);
  if (answer['code'] !== 0) throw new Error(`${url}：${JSON.stringify(answer)}`);
  return answer;
}

async function post({ url, headers, body }: OutgoingRequest): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers: { ...headers }, body });
  if (response.status !== 200) throw new Error(`回调得到 ${response.status}`);
}

/** 先完整走一遍（装入配置与密钥），第二笔才计数。 */
async function actionsOf(stack: Stack, provider: Measured): Promise<readonly Action[]> {
  const [payer, staff] = await Promise.all([login(stack, 'demo'), login(stack, 'demo-admin')]);
  const gateway = stack[provider];
  let out_trade_no = '';
  const notice = (): OutgoingRequest => gateway.buildNotification('payment', { outTradeNo: out_trade_no });
  return [
    {
      name: '下单 createPayment',
      budget: 4,
      run: async () => {
        out_trade_no = String(
          (await call(payer, 'pay/kh/createPayment', { provider, data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } } }))[
            'out_trade_no'
          ],
        );
      },
    },
    { name: '查询未付的订单 queryPayment', run: async () => void (await call(payer, 'pay/kh/queryPayment', { out_trade_no })) },
    {
      name: '首个回调（结算并发货）',
      budget: 4,
      run: async () => {
        gateway.pay(out_trade_no);
        await post(notice());
      },
    },
    { name: '重复的回调', budget: 1, run: () => post(notice()) },
    { name: '查询已付的订单 queryPayment', run: async () => void (await call(payer, 'pay/kh/queryPayment', { out_trade_no })) },
    {
      name: '退款 refund',
      budget: REFUND_BUDGET[provider] ?? 10,
      run: async () => void (await call(staff, 'pay/sys/refund', { out_trade_no })),
    },
  ];
}

/** 预算管的是本模块自己的往返；订单类型要读写几次由商户决定，连同它的另列一行。 */
function rowsOf({ name, budget }: Action, operations: readonly Operation[]): Row[] {
  const business = operations.filter((operation) => !byFramework(operation));
  const own = business.filter((operation) => !byOrderType(operation));
  const framework = operations.length - business.length;
  const handler = business.length - own.length;
  return [
    {
      name,
      value: longestChain(own),
      unit: '次',
      ...(budget === undefined ? {} : { budget: { atMost: budget } }),
      detail: describe(business),
    },
    ...(handler > 0
      ? [{ name: '  连同订单类型自己的', value: longestChain(business), unit: '次', note: `订单类型 ${handler} 次` } as const]
      : []),
    { name: '  不论先后的总数', value: business.length, unit: '次', note: framework > 0 ? `另有框架校验登录 ${framework} 次` : '' },
  ];
}

const TITLES: Readonly<Record<Measured, string>> = { wxpay: '微信支付', alipay: '支付宝' };

export async function* measureRoundTrips(providers: readonly Measured[] = ['wxpay', 'alipay']): AsyncGenerator<Section> {
  for (const provider of providers) {
    const rows: Row[] = [];
    await withStack(async (stack, { record }) => {
      const actions = await actionsOf(stack, provider);
      for (const { run } of actions) await run();
      for (const action of actions) rows.push(...rowsOf(action, await record(action.run)));
    });
    yield { subject: 'round-trips', title: `数据库往返（先后几次，同时在途的算一次）：${TITLES[provider] ?? provider}`, rows };
  }
}
