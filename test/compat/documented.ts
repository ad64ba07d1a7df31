// 不认识本仓库的人照公开文档写的两个项目：文件原样，只把占位词换成当场生成的密钥与号码。
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareKey } from '../../local/gateways/alipay/keys';
import { wxpaySections } from '../../local/gateways/wxpay/account';
import type { DevelopmentKeys } from '../../local/keys';
import { SPACE_ID } from '../../local/stack/space';
import { testKeys } from '../flow/harness';
import { placeholders } from '../projects/documented-rows';
import { NOTIFY_KEY, OLD_ADDRESS } from './shop';

const PROJECTS = join(__dirname, '../projects');
/** uni-pay 2 的项目配置里写的通知地址。 */
export const UNI_ADDRESS = 'https://fc-mp-book.next.example/uni-pay-co';

const oneLine = (pem: string): string => pem.replace(/\n/g, '\\n');

function valuesFor({ wxpay, alipay }: DevelopmentKeys): Readonly<Record<string, string>> {
  const [publicKey] = wxpay.platform.publicKeys;
  const wx = {
    APP_CERT: wxpay.merchant.certificatePem,
    APP_PRIVATE_KEY: wxpay.merchant.privateKeyPem,
    PUBLIC_KEY: publicKey?.publicKeyPem ?? '',
  };
  const sections = wxpaySections(wxpay, 'publicKey');
  const known: Record<string, string> = {
    __SPACE_ID__: SPACE_ID,
    __NOTIFY_URL__: OLD_ADDRESS,
    __UNI_PAY_CO_URL__: UNI_ADDRESS,
    __NOTIFY_KEY__: NOTIFY_KEY,
    __UNI_ID_PASSWORD_SECRET__: 'p'.repeat(40),
    __UNI_ID_TOKEN_SECRET__: 't'.repeat(40),
    __WX_APPID_MP__: wxpay.appids['mp-weixin'],
    __WX_APPID_OA__: wxpay.appids.h5,
    __WX_SECRET_MP__: String(sections['mp-weixin']?.['secret']),
    __WX_SECRET_OA__: String(sections['h5']?.['secret']),
    __WX_MCHID__: wxpay.mchid,
    __WX_V3KEY__: wxpay.apiV3Key,
    __WX_PUBLIC_KEY_ID__: publicKey?.id ?? '',
    __ALI_APPID__: alipay.appIds.h5,
    __ALI_PRIVATE_KEY__: bareKey(alipay.app.privateKeyPem),
    __ALI_PUBLIC_KEY__: bareKey(alipay.alipay.publicKeyPem),
    __BRANCH_ALI_APPID__: alipay.appIds.h5,
    __BRANCH_ALI_PRIVATE_KEY__: bareKey(alipay.app.privateKeyPem),
    __BRANCH_ALI_PUBLIC_KEY__: bareKey(alipay.alipay.publicKeyPem),
    // 入驻的商户用的是同一个应用、同一个商户号：认得出是谁的，靠通知地址里的 pid
    __MERCHANT_ALI_APPID__: alipay.appIds.h5,
    __MERCHANT_ALI_PRIVATE_KEY__: bareKey(alipay.app.privateKeyPem),
    __MERCHANT_ALI_PUBLIC_CERT_ONE_LINE__: oneLine(alipay.alipay.certificatePem),
    __MERCHANT_ALI_ROOT_CERT_ONE_LINE__: oneLine(alipay.root.certificatePem),
    __MERCHANT_ALI_APP_CERT_ONE_LINE__: oneLine(alipay.app.certificatePem),
    __MERCHANT_WX_APPID__: wxpay.appids['mp-weixin'],
    __MERCHANT_WX_MCHID__: wxpay.mchid,
    __MERCHANT_WX_V3KEY__: wxpay.apiV3Key,
    __MERCHANT_WX_PUBLIC_KEY_ID__: publicKey?.id ?? '',
    __ALI_PUBLIC_CERT__: alipay.alipay.certificatePem,
    __ALI_ROOT_CERT__: alipay.root.certificatePem,
    __ALI_APP_CERT__: alipay.app.certificatePem,
  };
  for (const [name, pem] of Object.entries(wx)) {
    known[`__WX_${name}_PEM__`] = pem;
    known[`__WX_${name}_ONE_LINE__`] = oneLine(pem);
    known[`__MERCHANT_WX_${name}_ONE_LINE__`] = oneLine(pem);
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

/** 项目里一个应用用在几处：模拟网关里也是同一个。 */
async function documentedKeys(): Promise<DevelopmentKeys> {
  const made = await testKeys();
  const { h5, 'mp-weixin': mp } = made.wxpay.appids;
  const appids = { ...made.wxpay.appids, h5, mweb: h5, 'h5-weixin': h5, 'mp-weixin': mp };
  const ali = made.alipay.appIds.h5;
  return {
    ...made,
    wxpay: { ...made.wxpay, appids },
    alipay: { ...made.alipay, appIds: { 'mp-alipay': ali, 'app-plus': ali, h5: ali } },
  };
}

export interface WrittenProject {
  readonly keys: DevelopmentKeys;
  /** 填好了的项目：与仓库里的文件一样的路径 */
  path(inside: string): string;
  /** 这张表的初始数据里的行 */
  rows(table: string): Record<string, unknown>[];
  remove(): void;
}

export async function writeProject(name: 'documented-vk-uni-pay' | 'documented-uni-pay-2'): Promise<WrittenProject> {
  const keys = await documentedKeys();
  const own = mkdtempSync(join(tmpdir(), 'vk-pay-documented-'));
  for (const part of ['uniCloud-aliyun', 'uni_modules'])
    if (existsSync(join(PROJECTS, name, part))) cpSync(join(PROJECTS, name, part), join(own, part), { recursive: true });
  fill(own, valuesFor(keys));
  return {
    keys,
    path: (inside) => join(own, inside),
    rows: (table) =>
      JSON.parse(readFileSync(join(own, `uniCloud-aliyun/database/${table}.init_data.json`), 'utf8')) as Record<string, unknown>[],
    remove: () => rmSync(own, { recursive: true, force: true }),
  };
}
