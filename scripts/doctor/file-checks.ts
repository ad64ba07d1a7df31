/** 只有在开发者的电脑上才查得了的：要上传的文件齐不齐、对不对。 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DECLARED_INDEXES } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/declared-indexes';
import type { Check, Found } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/doctor/examination';
import { COLLECTIONS } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/collections';
import { TEST_ENDPOINTS } from '../build-functions';

type Json = Readonly<Record<string, unknown>>;
const readJson = (file: string): Json => JSON.parse(readFileSync(file, 'utf8')) as Json;

/** 七个字段，秒写定（docs/protocols/unicloud.md §1.6）；我们要的是每分钟一次。 */
const EVERY_MINUTE = /^\d{1,2}( \*){6}$/;

function schemas(root: string): Found[] {
  const names = new Set([...Object.values(COLLECTIONS), ...DECLARED_INDEXES.map(({ collection }) => collection)]);
  return [...names].flatMap((name): Found[] => {
    const file = `${name}.schema.json`;
    try {
      readJson(join(root, 'uniCloud-aliyun/database', file));
      return [];
    } catch (error) {
      return [{ kind: 'schema-missing', subject: file, fact: error instanceof SyntaxError ? '不是有效的 JSON' : '读不到' }];
    }
  });
}

function timers(root: string): Found[] {
  const file = 'uniCloud-aliyun/cloudfunctions/monitor/package.json';
  const config = readJson(join(root, file))['cloudfunction-config'] as { triggers?: readonly { type?: unknown; config?: unknown }[] };
  const [trigger] = config.triggers ?? [];
  const sound = trigger?.type === 'timer' && typeof trigger.config === 'string' && EVERY_MINUTE.test(trigger.config);
  return sound ? [] : [{ kind: 'timer-undeclared', subject: file, fact: trigger ? `写的是 ${JSON.stringify(trigger)}` : '没有 triggers' }];
}

/** 要上传的两处：源码旁边的（npm run build）与 dist（npm run build -- --env）。 */
function testEndpoints(root: string): Found[] {
  const places = ['uniCloud-aliyun/cloudfunctions', 'dist/uniCloud-aliyun/cloudfunctions'];
  const built = places.flatMap((place) => TEST_ENDPOINTS.map((file) => `${place}/${file.replace(/\.ts$/, '.js')}`));
  return built.filter((file) => existsSync(join(root, file))).map((file): Found => ({ kind: 'test-endpoints', subject: file }));
}

/** 收款账号的端 → manifest.json 里哪一节写着它的 AppID。 */
const PROGRAMS: readonly string[] = ['mp-weixin', 'mp-alipay'];

/** @param root 仓库的文件夹 */
export const fileChecks = (root: string): readonly Check[] => [
  { id: 'schemas', area: 'database', run: () => schemas(root) },
  { id: 'timers', area: 'timer', run: () => timers(root) },
  { id: 'test-endpoints', area: 'release', run: ({ environment }) => (environment === 'production' ? testEndpoints(root) : []) },
  {
    id: 'manifest',
    area: 'release',
    needs: 'config',
    run: ({ config, environment }) => {
      if (environment !== 'production') return [];
      const manifest = readJson(join(root, 'manifest.json'));
      return (config?.accounts() ?? []).flatMap(({ platform, appid }): Found[] => {
        const own = (manifest[platform] as Json | undefined)?.['appid'];
        return !PROGRAMS.includes(platform) || own === appid
          ? []
          : [{ kind: 'manifest-appid', subject: `manifest.json ${platform}.appid`, fact: `写的是 ${String(own)}，收款账号是 ${appid}` }];
      });
    },
  },
];
