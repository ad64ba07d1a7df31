/** 回调的门：任意的集成请求、改坏的真通知。没有 5xx，没有写库，没有一张改坏的被收下。 */
import fc from 'fast-check';
import type { ReceivingKernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';
import { receive } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/notify/receive';
import { createAlipayReceiver } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/receiver';
import type {
  Account,
  NotifyEvent,
  ProviderPorts,
  ProviderReceiver,
  RawNotify,
} from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/provider';
import { createWxpayReceiver } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/receiver';
import { account as alipayAccount, notice } from '../providers/alipay/notices';
import { anyValue, NOW, spoiled, wxpayMaterial } from './material';
import { onlyPayErrors, type Target } from './target';
import { accepted } from '../providers/accepted';

const ports: ProviderPorts = {
  http: () => Promise.reject(new Error('没有网络')),
  now: () => NOW,
  nonce: () => 'n'.repeat(32),
  claim: () => Promise.resolve(true),
};

interface Side {
  readonly provider: ProviderReceiver;
  readonly account: Account;
  readonly genuine: RawNotify;
}
const wxpaySide = (): Side => {
  const { account, genuine } = wxpayMaterial();
  return { provider: createWxpayReceiver(ports) as ProviderReceiver, account, genuine };
};
const alipaySide = (): Side => ({
  provider: createAlipayReceiver(ports) as ProviderReceiver,
  account: alipayAccount(),
  genuine: { headers: {}, body: notice().body },
});

/** 碰数据库就是错：没有一张通知验得过。 */
function sealedKernel(sides: readonly Side[]): ReceivingKernel {
  const quiet = (): void => undefined;
  const touched = (): never => {
    throw new Error('碰了数据库');
  };
  return {
    vk: { baseDao: new Proxy({}, { get: () => touched }), getUnicloud: touched },
    now: () => NOW,
    requestId: 'r',
    config: {
      settings: { keepNotifies: false },
      account: (name: string) => sides.find(({ provider }) => provider.name === name)?.account,
    },
    // 没有这个商户：读商户是门唯一会做的查询，有它自己的上限（test/flow/merchants.test.ts）。
    merchant: async () => undefined,
    provider: (name: string) => sides.find(({ provider }) => provider.name === name)?.provider,
    journal: { log: quiet, error: quiet, alert: async () => undefined, flush: async () => undefined },
  } as unknown as ReceivingKernel;
}

const header = fc.constantFrom(
  'Wechatpay-Timestamp',
  'wechatpay-nonce',
  'Wechatpay-Serial',
  'wechatpay-signature',
  '__proto__',
  'constructor',
);
const event = fc.record(
  {
    path: fc.oneof(fc.constantFrom('/wxpay/h5', '/alipay/h5', '/wxpay/h5/x', '//', '/..', ''), anyValue),
    httpMethod: fc.oneof(fc.constantFrom('POST', 'post', 'GET'), anyValue),
    headers: fc.oneof(fc.dictionary(fc.oneof(header, fc.string()), anyValue), anyValue),
    body: fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), anyValue),
    isBase64Encoded: fc.oneof(fc.boolean(), anyValue),
  },
  { requiredKeys: [] },
);

/**
 * 敲一下：答的是一个集成响应，绝不是 5xx，也绝不是收下。
 * 每次都是一个新的实例：陌生的商户半分钟查得太多才会答 503，那个上限另有测试（test/flow/merchants.test.ts）。
 */
async function knock(k: ReceivingKernel, httpEvent: unknown): Promise<void> {
  const { statusCode, body, mpserverlessComposedResponse } = await receive({ ...k, config: { ...k.config } }, httpEvent);
  if (mpserverlessComposedResponse !== true || statusCode >= 500) throw new Error(`答了 ${statusCode}`);
  if (body === 'success' || (statusCode < 300 && body.includes('SUCCESS'))) throw new Error('收下了');
}

/** 改坏之后还验得过的，只许说同样的事（没有改到要紧的地方：次序、末尾的 &）。 */
async function parsesAlike({ provider, account }: Side, raw: RawNotify, told: NotifyEvent): Promise<void> {
  let said: NotifyEvent | undefined;
  try {
    said = accepted(await provider.parseNotify(account, raw));
  } catch (error) {
    onlyPayErrors(() => {
      throw error;
    });
  }
  if (said && JSON.stringify(said) !== JSON.stringify(told)) throw new Error(`改坏的通知说了别的事：${JSON.stringify(said)}`);
}

const spoiledNotice = (title: string, open: () => Side): Target => ({
  title,
  async open() {
    const side = open();
    const told = accepted(await side.provider.parseNotify(side.account, side.genuine));
    const { genuine } = side;
    const raw = fc.oneof(
      spoiled(genuine.body).map((body): RawNotify => ({ headers: genuine.headers, body })),
      fc
        .tuple(fc.constantFrom(...Object.keys(genuine.headers), 'x'), fc.oneof(fc.string(), fc.constantFrom('', ',', '0'.repeat(2000))))
        .map(([name, value]): RawNotify => ({ headers: { ...genuine.headers, [name]: value }, body: genuine.body })),
    );
    return {
      property: fc.asyncProperty(raw, async (input) => {
        await parsesAlike(side, input, told);
        onlyPayErrors(() => side.provider.hintOf(side.account, input));
      }) as never,
    };
  },
});

export const DOORS: Readonly<Record<string, Target>> = {
  'notice-door': {
    title: '回调的门：任意的请求',
    open() {
      const k = sealedKernel([wxpaySide(), alipaySide()]);
      const shapes = fc.oneof({ arbitrary: event, weight: 4 }, { arbitrary: anyValue, weight: 1 });
      return { property: fc.asyncProperty(shapes, (input) => knock(k, input)) as never };
    },
  },
  'wxpay-notice': spoiledNotice('微信的回调：改坏的正文与头', wxpaySide),
  'alipay-notice': spoiledNotice('支付宝的通知：改坏的表单', alipaySide),
};
