/** 整套系统里的每个服务，经真实的 /client 协议：任意的入参。只有目录里的答复，没有 50000，被拒的什么也不写。 */
import { readdirSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createClient, type UniClient } from '../../local/stack/client';
import { CLIENT_SECRET, SPACE_ID } from '../../local/stack/space';
import type { Stack } from '../../local/stack/stack';
import { createStack } from '../watched-stack';
import { buildFunctions, buildStandIns, ROOT } from '../../scripts/build-functions';
import { anyValue, bent } from './material';
import { FIELD_NAMES } from './parsers';
import type { Target } from './target';

const SERVICES = join(__dirname, '../../uniCloud-aliyun/cloudfunctions/vk-pay/service/pay');
const names = ['kh', 'pub', 'sys'].flatMap((door) =>
  readdirSync(join(SERVICES, door))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `pay/${door}/${file.replace(/\.ts$/, '')}`),
);
const MONEY = [
  'payment_orders',
  'payment_refunds',
  'payment_refund_requests',
  'payment_transfers',
  'payment_transfer_authorizations',
] as const;
/** 运行时自己的话、调用栈、路径：一个字也不出门。 */
export const RUNTIME_TEXT =
  /Expected property|Maximum call stack|Cannot (?:read|convert|destructure)|is not (?:a function|iterable|defined)|Unexpected (?:token|end)|node:internal|node_modules|\.[jt]s:\d|\bat .+\(/;

const plausible = {
  provider: 'wxpay',
  out_trade_no: 'VPFUZZ00001',
  out_refund_no: 'RFFUZZ00001',
  refund_fee: 1,
  act: 'close',
  reason: '因为',
  days: 7,
  data: { type: 'goods', custom: { goods_id: 'mug', quantity: 1 }, total_fee: 990 },
};

/** 说得通的一个个值：字段名对、值也像样的，才走得到门后面。 */
const likely = fc.constantFrom<unknown>(
  'VPFUZZ00001',
  'RFFUZZ00001',
  'wxpay',
  'alipay',
  'h5',
  'goods',
  '因为',
  1,
  990,
  20,
  true,
  false,
  [],
  {},
);

const rowsOf = (stack: Stack): number => MONEY.reduce((sum, name) => sum + stack.runtime.database.raw(name).length, 0);

async function call(stack: Stack, client: UniClient, service: string, data: unknown): Promise<void> {
  const before = rowsOf(stack);
  const answer = await client.callService(service, data);
  const { code, requestId } = answer;
  // data 不是对象的，框架自己拒绝
  const known = code === 0 || (typeof code === 'number' && code >= 40001 && code <= 40010);
  if (!known) throw new Error(`${service} 答了 ${JSON.stringify(answer).slice(0, 400)}`);
  if (typeof requestId !== 'string' || requestId === '') throw new Error(`${service} 的答复没有请求编号`);
  if (RUNTIME_TEXT.test(JSON.stringify(answer))) throw new Error(`${service} 说出了运行时的话：${JSON.stringify(answer).slice(0, 400)}`);
  if (code !== 0 && rowsOf(stack) !== before) throw new Error(`${service} 拒绝了，却写了一行`);
}

export const SERVICES_TARGET: Target = {
  title: '每个服务，经真实的客户端协议：任意的入参',
  needsStack: true,
  async open() {
    const dataDir = mkdtempSync(join(tmpdir(), 'vk-pay-fuzz-'));
    const stack = await createStack({
      dataDir,
      port: 0,
      functionsDir: await buildFunctions({ outDir: join(dataDir, 'build', 'cloudfunctions'), testEndpoints: true }),
      databaseDir: join(ROOT, 'uniCloud-aliyun', 'database'),
      modules: await buildStandIns(join(dataDir, 'build', 'modules')),
      inMemory: true,
      settings: { rateLimit: { windowMs: 60_000, max: 0 } },
    });
    const login = async (username: string): Promise<UniClient> => {
      const client = createClient({ endpoint: stack.url, spaceId: SPACE_ID, clientSecret: CLIENT_SECRET });
      client.setToken(String((await client.callService('user/pub/loginDemo', { username }))['token']));
      return client;
    };
    const [payer, admin] = await Promise.all([login('demo'), login('demo-admin')]);
    const input = fc.tuple(
      fc.constantFrom(...names),
      fc.oneof(
        bent(plausible),
        fc.dictionary(fc.constantFrom(...FIELD_NAMES), fc.oneof(likely, anyValue), { maxKeys: 8 }),
        fc.dictionary(fc.string({ maxLength: 8 }), anyValue, { maxKeys: 4 }),
      ),
    );
    return {
      property: fc.asyncProperty(input, ([service, data]) =>
        call(stack, service.includes('/sys/') ? admin : payer, service, data),
      ) as never,
      async close() {
        await stack.close();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  },
};
