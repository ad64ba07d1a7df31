/**
 * 一个商户写在哪里：vk-pay-config 里的一份文档（`_id` 就是 pid；表与键是 vk-uni-pay 的，别的后台也会写它，所以只当作外来的），
 * 或配置中心里的一个文件夹 `<pid>/config.js`（vk-uni-pay 的 config_directory）。文档优先。
 */
import { readFileSync } from 'node:fs';
import { isSection, type Section } from '../config/accounts';
import { COLLECTIONS } from '../kernel/collections';
import type { ConfigCenter, Document, Vk } from '../kernel/vk';

/** 配置中心里本来就有、不是商户的文件夹；默认商户另有读法。 */
const NOT_MERCHANTS = /^(?:default|uni-pay|uni-id|uni-map|uni-sms.*|vk-.*)$/;

/** 路径换成内容：商户的各节只认内容。 */
function withContents(section: Section): Section {
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) =>
      key.endsWith('Path') && typeof value === 'string' && value !== ''
        ? [key.replace(/Path$/, 'Content'), readFileSync(value)]
        : [key, value],
    ),
  );
}

function directoryOf(vk: Vk, pid: string): Document | undefined {
  if (NOT_MERCHANTS.test(pid)) return undefined;
  const { configCenter, requireFn } = vk.getUnicloud();
  const center = configCenter ?? (requireFn?.('uni-config-center') as ConfigCenter | undefined);
  const written = center?.({ pluginId: pid }).requireFile('config.js');
  if (!isSection(written)) return undefined;
  const channels = Object.entries(written).map(([name, channel]) => [
    name,
    isSection(channel)
      ? Object.fromEntries(Object.entries(channel).map(([end, own]) => [end, isSection(own) ? withContents(own) : own]))
      : channel,
  ]);
  return { ...(Object.fromEntries(channels) as Document), _id: pid };
}

export async function findDocument(vk: Vk, pid: string): Promise<Document | undefined> {
  return (await vk.baseDao.findById({ dbName: COLLECTIONS.merchants, id: pid })) ?? directoryOf(vk, pid);
}
