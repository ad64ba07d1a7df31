/**
 * npm run demo：不开浏览器，用真实的客户端协议走完一笔支付，打印一条可读的时间线。
 * 只有订单到账、且业务恰好处理一次，才以 0 退出。
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import color from 'picocolors';
import { PROVIDER_TITLES, PROVIDERS, type ProviderName } from '../common/contract/channels';
import { SIMULATORS } from '../local/gateways';
import type { AnySimulator } from '../local/gateways/kit/simulator';
import { createClient } from '../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../local/stack/space';
import { createStack, type Stack } from '../local/stack/stack';
import { readTimeline, type TimelineEntry } from '../local/stack/timeline';
import { buildFunctions, buildStandIns, ROOT } from './build-functions';

const GOODS_ID = 'mug';
const POLL_MS = 50;
const DEADLINE_MS = 15_000;

interface DemoResult {
  readonly ok: boolean;
  readonly provider: ProviderName;
  readonly out_trade_no: string;
  readonly status: string;
  readonly fulfilments: number;
  readonly total_fee: number;
  readonly milliseconds: number;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly timeline: readonly TimelineEntry[];
}

/** 订单履历里的一条。 */
interface HistoryRow {
  readonly to: string;
  readonly source: string;
}
async function until<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const value = await work();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

async function pay(stack: Stack, provider: ProviderName): Promise<Omit<DemoResult, 'timeline' | 'milliseconds'>> {
  const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
  const login = await client.callService('user/pub/loginDemo');
  client.setToken(String(login['token']));
  const simulator: AnySimulator = SIMULATORS[provider];
  const stockBefore = Number(stack.runtime.database.raw('demo_goods').find((row) => row['_id'] === GOODS_ID)?.['stock']);

  const intent = { type: 'goods', custom: { goods_id: GOODS_ID, quantity: 1 } };
  const created = await client.callService('pay/kh/createPayment', { provider, data: intent });
  if (created['code'] !== 0) throw new Error(`下单失败：${JSON.stringify(created)}`);
  const out_trade_no = String(created['out_trade_no']);

  const paid = await fetch(`${stack.url}/simulator/${provider}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(simulator.scan?.((created['orderInfo'] as Record<string, string>)['code_url'] ?? '')),
  });
  if (!paid.ok) throw new Error(`模拟付款失败：${paid.status} ${await paid.text()}`);

  const answer = await until(async () => {
    const result = await client.callService('pay/kh/queryPayment', { out_trade_no });
    return result['trade_state'] === 'SUCCESS' && result['user_order_success'] === true ? result : undefined;
  });

  const { raw } = stack.runtime.database;
  const order = raw('payment_orders').find((row) => row['_id'] === out_trade_no);
  const deliveries = raw('demo_goods_orders').filter((row) => row['_id'] === out_trade_no).length;
  const stockAfter = Number(raw('demo_goods').find((row) => row['_id'] === GOODS_ID)?.['stock']);
  const history = (order?.['history'] ?? []) as HistoryRow[];
  const checks = {
    订单到账: answer !== undefined && order?.['status'] === 'SUCCESS',
    由回调到账: history.some((entry) => entry.to === 'SUCCESS' && entry.source === 'notify'),
    发货单恰好一张: deliveries === 1,
    库存恰好减一: stockBefore - stockAfter === 1,
    网关账本一致: simulator.rehearse(stack[provider], stack.keys[provider]).ledger(out_trade_no)?.paid === true,
  };
  return {
    ok: Object.values(checks).every(Boolean),
    provider,
    out_trade_no,
    status: String(order?.['status']),
    fulfilments: deliveries,
    total_fee: Number(order?.['total_fee']),
    checks,
  };
}

function print(result: DemoResult): void {
  for (const { ms, actor, text, mark } of result.timeline) {
    const sign = mark === 'good' ? color.green('✓') : mark === 'bad' ? color.red('✗') : color.dim('·');
    console.log(`${color.dim(`${ms.toFixed(0).padStart(5)} 毫秒`)}  ${sign} ${color.cyan(actor)}  ${text}`);
  }
  console.log('');
  for (const [name, passed] of Object.entries(result.checks)) console.log(`  ${passed ? color.green('✓') : color.red('✗')} ${name}`);
  const paid = `${PROVIDER_TITLES[result.provider]} 订单 ${result.out_trade_no} ${result.status}，${(result.total_fee / 100).toFixed(2)} 元`;
  const summary = `${paid}，处理 ${result.fulfilments} 次，共 ${result.milliseconds} 毫秒`;
  console.log(`\n${result.ok ? color.green(summary) : color.red(summary)}`);
}

export async function demo(options: { readonly provider: ProviderName | undefined; readonly json: boolean }): Promise<void> {
  const { provider = PROVIDERS[0] as ProviderName, json: asJson } = options;
  if (!asJson) console.log(color.dim('构建云函数、启动数据库与支付网关……\n'));
  const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-demo-'));
  const functionsDir = await buildFunctions({ outDir: join(dataDir, 'build', 'cloudfunctions'), testEndpoints: true });
  const modules = await buildStandIns(join(dataDir, 'build', 'modules'));
  const events: Parameters<typeof readTimeline>[0][number][] = [];
  const stack = await createStack({
    dataDir,
    port: 0,
    functionsDir,
    databaseDir: join(ROOT, 'uniCloud-aliyun', 'database'),
    modules,
    inMemory: true,
    onEvent: (event) => events.push(event),
  });
  try {
    stack[provider].start();
    const startedAt = Date.now();
    const outcome = await pay(stack, provider);
    const timeline = readTimeline(events, startedAt);
    const result: DemoResult = { ...outcome, milliseconds: Date.now() - startedAt, timeline };
    if (asJson) console.log(JSON.stringify(result, null, 2));
    else print(result);
    process.exitCode = result.ok ? 0 : 1;
  } finally {
    await stack.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
