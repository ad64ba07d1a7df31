/**
 * 手写与生成各半的名单：README 的付款方式一张表、商户配置的模板。已有的行与节一字不动，只补上清单里新有的。
 */
import type { ProviderManifest } from '../common/contract/providers/manifest';

/** 表里的一行：渠道、端、付款方式。 */
const ROW = /^\|([^|]+)\| `([a-z0-9-]+)` ([^|]+)\|.*$/;

interface Language {
  readonly titleOf: (manifest: ProviderManifest) => string;
  readonly wayOf: (way: { readonly payWay: string; readonly label: string }) => string;
  /** 新的端还没有人起名字 */
  readonly newPlatform: string;
  readonly notVerified: string;
}
const CHINESE: Language = {
  titleOf: ({ title, edition }) => `${title} ${edition}`.trim(),
  wayOf: ({ label }) => label,
  newPlatform: '（这个端）',
  notVerified: '还没有验证过',
};
const ENGLISH: Language = {
  titleOf: ({ english, edition }) => `${english.title} ${edition}`.trim(),
  wayOf: ({ payWay }) => payWay,
  newPlatform: '(this client)',
  notVerified: 'not verified yet',
};

/** 每种付款方式一行；同一个端怎样称呼，照表里已有的。行数够的渠道不动。 */
function withRows(markdown: string, manifests: readonly ProviderManifest[], language: Language): string {
  const lines = markdown.split('\n');
  const rows = lines.flatMap((line, at) => {
    const match = ROW.exec(line);
    return match ? [{ at, platform: match[2] as string, words: (match[3] as string).trim() }] : [];
  });
  const wordsOf = new Map(rows.map(({ platform, words }) => [platform, words]));
  const known = new Map<string, number>();
  for (const { platform } of rows) known.set(platform, (known.get(platform) ?? 0) + 1);
  const added = manifests.flatMap((manifest) =>
    Object.entries(manifest.platforms).flatMap(([platform, way]) => {
      const left = known.get(platform) ?? 0;
      known.set(platform, left - 1);
      if (left > 0) return [];
      const cells = [
        language.titleOf(manifest),
        `\`${platform}\` ${wordsOf.get(platform) ?? language.newPlatform}`,
        language.wayOf(way),
        language.notVerified,
      ];
      return [`| ${cells.join(' | ')} |`];
    }),
  );
  lines.splice((rows.at(-1)?.at ?? lines.length - 1) + 1, 0, ...added);
  return lines.join('\n');
}

/** 模板里每个渠道一节；新渠道的键由写它的人补上。 */
function withSections(template: string, manifests: readonly ProviderManifest[]): string {
  const missing = manifests.filter(({ name }) => !new RegExp(`^  '?${name}'?: \\{$`, 'm').test(template));
  const sections = missing.map(({ name, title, platforms }) => {
    const keys = Object.keys(platforms).map(
      (platform) => `    ${/^\w+$/.test(platform) ? platform : `'${platform}'`}: {\n      appId: '',\n      mchId: '',\n    },\n`,
    );
    return `  // ${title}\n  ${/^\w+$/.test(name) ? name : `'${name}'`}: {\n${keys.join('')}  },\n`;
  });
  return template.replace(/\n};\n$/, `\n${sections.join('')}};\n`);
}

/** 路径 → 怎样补。清单按收银台的次序给。 */
export const TABLES: Readonly<Record<string, (text: string, manifests: readonly ProviderManifest[]) => string>> = {
  'README.md': (text, manifests) => withRows(text, manifests, CHINESE),
  'README.en.md': (text, manifests) => withRows(text, manifests, ENGLISH),
  'uniCloud-aliyun/cloudfunctions/common/uni-config-center/uni-pay/config.js': withSections,
};
