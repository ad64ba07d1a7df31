// 渠道文件夹的样子：同样的角色、同样的文件名，会做的事各有一个文件；渠道代码里没有循环引用，两家之间互不引用。
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { manifestOf, PROVIDERS } from '../../common/contract/channels';
import type { Capability } from '../../common/contract/providers/manifest';
import { fileOf, importsOf, ROOT, sources } from '../architecture/module-graph';

const FOLDER = 'uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers';

/** 每个渠道都有的文件，一个角色一个。 */
const ROLES = ['account', 'client', 'credentials', 'errors', 'fields', 'index', 'notify', 'receiver', 'request', 'sign', 'trade'];
/** 会做的事写在哪个文件里；不会做的就没有这个文件。 */
const FILE_OF: Readonly<Record<Capability, string>> = {
  create: 'create',
  query: 'query',
  close: 'close',
  cancel: 'cancel',
  refund: 'refund',
  queryRefund: 'refund',
  retryAbnormalRefund: 'abnormal-refund',
  readReturn: 'return-url',
  bill: 'bill',
  transfer: 'transfer',
  queryTransfer: 'transfer',
  cancelTransfer: 'transfer',
  authorizations: 'authorizations',
  balance: 'balance',
  login: 'login',
  charge: 'codepay',
  reverse: 'codepay',
  shipping: 'shipping',
  complaints: 'complaints',
  sharing: 'sharing',
};

test.each(PROVIDERS)('%s has every role, and one file for everything it can do', (name) => {
  const files = readdirSync(join(ROOT, FOLDER, name)).map((file) => file.replace(/\.ts$/, ''));
  const { can } = manifestOf(name);
  expect(files).toEqual(expect.arrayContaining([...ROLES, ...can.map((capability) => FILE_OF[capability])]));
  const own = new Set<string>(can.map((capability) => FILE_OF[capability]));
  expect(Object.values(FILE_OF).filter((file) => files.includes(file) && !own.has(file))).toEqual([]);
});

test('every folder of the providers has a manifest', () => {
  const folders = readdirSync(join(ROOT, FOLDER), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'kit');
  expect(folders.map(({ name }) => name).sort()).toEqual([...PROVIDERS].sort());
});

test('providers know the kit and themselves, never each other; the kit knows none of them', () => {
  const strangers = [...PROVIDERS, 'kit'].flatMap((name) =>
    sources(`${FOLDER}/${name}`).flatMap((file) =>
      importsOf(file)
        .filter((target) => PROVIDERS.some((other) => other !== name && target.startsWith(`${FOLDER}/${other}/`)))
        .map((target) => `${file} -> ${target}`),
    ),
  );
  expect(strangers).toEqual([]);
});

test('no provider file imports itself in a circle, not even for a type', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (trail.includes(file) || done.has(file)) return;
    for (const target of importsOf(file)) {
      const next = fileOf(target);
      if (next?.startsWith(FOLDER)) walk(next, [...trail, file]);
    }
    done.add(file);
  };
  for (const file of sources(FOLDER)) walk(file, []);
  expect(circles).toEqual([]);
});
