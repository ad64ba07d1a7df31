// 不认识本仓库的人照公开文档写的项目：文件原样，只把占位词换成当场生成的密钥与号码，与兼容包放在一起。
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareKey } from '../../local/gateways/alipay/keys';
import type { DevelopmentKeys } from '../../local/keys';
import { SPACE_ID } from '../../local/stack/space';
import { testKeys } from '../flow/harness';
import { placeholders } from '../projects/documented-rows';
import { compatFunctions, NOTIFY_KEY, OLD_ADDRESS, openCompatShop, type CompatShop } from './shop';

const PROJECT = join(__dirname, '../projects/documented-vk-uni-pay/uniCloud-aliyun');
const oneLine = (pem: string): string => pem.replace(/\n/g, '\\n');

function valuesFor({ wxpay, alipay }: DevelopmentKeys): Readonly<Record<string, string>> {
  const [publicKey] = wxpay.platform.publicKeys;
  const wx = {
    APP_CERT: wxpay.merchant.certificatePem,
    APP_PRIVATE_KEY: wxpay.merchant.privateKeyPem,
    PUBLIC_KEY: publicKey?.publicKeyPem ?? '',
  };
  const known: Record<string, string> = {
    __SPACE_ID__: SPACE_ID,
    __NOTIFY_URL__: OLD_ADDRESS,
    __NOTIFY_KEY__: NOTIFY_KEY,
    __UNI_ID_PASSWORD_SECRET__: 'p'.repeat(40),
    __UNI_ID_TOKEN_SECRET__: 't'.repeat(40),
    __WX_APPID_MP__: wxpay.appids['mp-weixin'],
    __WX_APPID_OA__: wxpay.appids.h5,
    __WX_MCHID__: wxpay.mchid,
    __WX_V3KEY__: wxpay.apiV3Key,
    __WX_PUBLIC_KEY_ID__: publicKey?.id ?? '',
    __ALI_APPID__: alipay.appIds.h5,
    __ALI_PRIVATE_KEY__: bareKey(alipay.app.privateKeyPem),
    __ALI_PUBLIC_KEY__: bareKey(alipay.alipay.publicKeyPem),
    __BRANCH_ALI_APPID__: alipay.appIds.h5,
    __BRANCH_ALI_PRIVATE_KEY__: bareKey(alipay.app.privateKeyPem),
    __BRANCH_ALI_PUBLIC_KEY__: bareKey(alipay.alipay.publicKeyPem),
    __ALI_PUBLIC_CERT__: alipay.alipay.certificatePem,
    __ALI_ROOT_CERT__: alipay.root.certificatePem,
    __ALI_APP_CERT__: alipay.app.certificatePem,
  };
  for (const [name, pem] of Object.entries(wx)) {
    known[`__WX_${name}_PEM__`] = pem;
    known[`__WX_${name}_ONE_LINE__`] = oneLine(pem);
  }
  return Object.fromEntries(Object.keys(placeholders).map((name) => [name, known[name] ?? 'x'.repeat(32)]));
}

function fill(folder: string, values: Readonly<Record<string, string>>): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (statSync(file).isDirectory()) fill(file, values);
    else {
      const text = readFileSync(file, 'utf8');
      const filled = text.replace(/__[A-Z][A-Z0-9_]*?[A-Z0-9]__/g, (token) => values[token] ?? token);
      if (filled !== text) writeFileSync(file, filled);
    }
  }
}

export interface DocumentedShop extends CompatShop {
  /** 普通云函数 */
  call(name: string, event: object, platform?: string): Promise<Record<string, unknown>>;
  router(url: string, data: object): Promise<Record<string, unknown>>;
  object(method: string, params: object, platform?: string): Promise<Record<string, unknown>>;
  readonly userId: string;
}

export async function openDocumentedShop(): Promise<DocumentedShop> {
  const made = await testKeys();
  const { h5, 'mp-weixin': mp } = made.wxpay.appids;
  const appids = { ...made.wxpay.appids, h5, mweb: h5, 'h5-weixin': h5, 'mp-weixin': mp };
  const ali = made.alipay.appIds.h5;
  const keys: DevelopmentKeys = {
    ...made,
    wxpay: { ...made.wxpay, appids },
    alipay: { ...made.alipay, appIds: { 'mp-alipay': ali, 'app-plus': ali, h5: ali } },
  };
  const own = mkdtempSync(join(tmpdir(), 'vk-pay-documented-'));
  cpSync(PROJECT, own, { recursive: true });
  fill(own, valuesFor(keys));
  const { functionsDir, remove } = compatFunctions(join(own, 'cloudfunctions'));
  cpSync(join(__dirname, '../projects/compat-shop/plain'), join(functionsDir, 'plain'), { recursive: true });
  // npm 装公共模块时，它们的依赖也装在函数自己的 node_modules 里；本地的云只看声明。
  const about = JSON.parse(readFileSync(join(functionsDir, 'vk-pay/package.json'), 'utf8')) as { dependencies: object };
  const needed = Object.fromEntries(
    ['vk-pay-core', 'payment-types', 'vk-unicloud', 'uni-id'].map((name) => [name, `file:../common/${name}`]),
  );
  writeFileSync(
    join(functionsDir, 'vk-pay/package.json'),
    JSON.stringify({ ...about, dependencies: { ...needed, ...about.dependencies } }),
  );
  const shop = await openCompatShop(functionsDir, {
    keys,
    configCenterDir: join(own, 'cloudfunctions/common/uni-config-center'),
    wxpayKeyMode: 'publicKey',
    alipayKeyMode: 'key',
    settings: { requireHTTPS: false },
  });
  const rows = JSON.parse(readFileSync(join(own, 'database/vk-pay-orders.init_data.json'), 'utf8')) as Record<string, unknown>[];
  for (const { _id, ...row } of rows) await shop.save('vk-pay-orders', `old-${String(_id)}`, row);
  const userId = String(shop.rows('uni-id-users').find((row) => row['username'] === 'demo')?.['_id']);
  const invoke = async (name: string, event: object, platform: string): Promise<Record<string, unknown>> =>
    (await shop.runtime.invoke(name, event, {
      source: 'client',
      clientIP: '203.0.113.7',
      clientUA: 'Mozilla/5.0 (Windows NT 10.0)',
      clientInfo: { PLATFORM: platform, APPID: '__UNI__7A1B2C3', appId: '__UNI__7A1B2C3' },
    })) as Record<string, unknown>;
  return {
    ...shop,
    userId,
    call: (name, event, platform = 'h5') => invoke(name, event, platform),
    router: (url, data) => shop.client.callService(url, data, 'router'),
    object: (method, params, platform = 'mp-weixin') => invoke('shop-pay', { method, params: [params] }, platform),
    async close() {
      await shop.close();
      remove();
      rmSync(own, { recursive: true, force: true });
    },
  };
}
