/** config.js 里 `toypay[platform]` 一节：应用、商户号与共有的密钥。不存在「不验签」的配置。 */
import { readSection } from '../kit/section';
import type { CredentialsResult } from '../credentials';
import type { ProviderReceiver } from '../provider';

export interface ToypayCredentials {
  readonly secret: string;
}

function read(section: Readonly<Record<string, unknown>>, path: string, readFile: (path: string) => string): CredentialsResult<ToypayCredentials> {
  const reader = readSection(section, path, readFile);
  const [appid, mchid, secret] = ['appId', 'mchId', 'secret'].map((key) => reader.text(key) ?? reader.fail(key, '不能为空'));
  if (!appid || !mchid || !secret) return { ok: false, problems: reader.problems };
  return { ok: true, appid, mchid, keys: [], credentials: { secret } };
}

export const readToypayCredentials: ProviderReceiver<ToypayCredentials>['readCredentials'] = read;
