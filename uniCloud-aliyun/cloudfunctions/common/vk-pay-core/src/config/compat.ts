/**
 * 兼容包的设置 `compat`，与从旧配置来的名字：uni-pay 2 的配置里一节叫它自己的支付类型。
 * 失败策略：写错了整个不启动，点名哪个键；回调函数不认识旧服务，不查它。
 */
import type { ConfigCenter } from '../kernel/vk';
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { UNI_PAY_ENDS } from '../../../../../../common/contract/payments/uni-pay-ends';
import type { ConfigProblem } from '../providers/credentials';
import { isSection, type Section } from './accounts';
import { ConfigError, type Config } from './config';
import { listOf, optional, shapeOf, text, type Read } from './rules';

const serviceName = text([[(name) => /^[\w-]+(\/[\w-]+)+$/.test(name), '必须是服务名，如 pay/refund']]);
const rule = shapeOf({
  /** 打开哪些没有鉴权的旧服务 */
  services: optional(listOf(serviceName), []),
});

/** @throws ConfigError 写得不对 */
export function compatSettings({ settings }: Config): Read<typeof rule> {
  const problems: ConfigProblem[] = [];
  const read = rule(settings.compat ?? {}, 'vk-pay.compat', problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return read;
}

/** 没有自己名字的一节，用 uni-pay 2 名字的那一节。 */
function withOwnNames(channel: Section): Section {
  const known = Object.entries(UNI_PAY_ENDS).filter(([own, theirs]) => theirs !== undefined && !(own in channel) && theirs in channel);
  return { ...channel, ...Object.fromEntries(known.map(([own, theirs]) => [own, channel[theirs as string]])) };
}

/** 配置中心照旧，只是 uni-pay/config.js 里 uni-pay 2 的名字也认。 */
export const readingOldNames =
  (center: ConfigCenter): ConfigCenter =>
  (options) => {
    const found = center(options);
    if (options.pluginId !== 'uni-pay') return found;
    return {
      requireFile(name) {
        const file = found.requireFile(name);
        if (name !== 'config.js' || !isSection(file)) return file;
        const channels = PROVIDERS.filter((provider) => isSection(file[provider]));
        return { ...file, ...Object.fromEntries(channels.map((provider) => [provider, withOwnNames(file[provider] as Section)])) };
      },
    };
  };
