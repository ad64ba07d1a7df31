// docs/simulators.md「再加一家」：每家的文件按角色命名、一个不缺；协议各写各的，共用的只在 kit 里；文档里的角色表就是这张表。
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SIMULATORS } from '../../../local/gateways';
import type { AnySimulator } from '../../../local/gateways/kit/simulator';

const ROOT = resolve(__dirname, '../../..');
const GATEWAYS = join(ROOT, 'local/gateways');
const ROLES = [
  'account',
  'admission',
  'api',
  'cashier',
  'control',
  'creation',
  'envelope',
  'errors',
  'exchange',
  'faults',
  'fields',
  'gateway',
  'index',
  'keys',
  'ledger',
  'model',
  'notice',
  'options',
  'orders',
  'refunds',
  'rehearsal',
  'request-shapes',
  'signature',
  'stand',
];
const folders = readdirSync(GATEWAYS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
  .map(({ name }) => name);
/** 住在别家网关里的：只有登场与排练，引用的只是房东与 kit。 */
const guests = Object.entries<AnySimulator>(SIMULATORS).flatMap(([name, { guestOf }]) =>
  guestOf === undefined ? [] : [[name, guestOf] as const],
);
const providers = folders.filter((name) => !guests.some(([guest]) => guest === name));
const filesOf = (folder: string): string[] => readdirSync(join(GATEWAYS, folder)).map((name) => name.replace(/\.ts$/, ''));
const importsOf = (folder: string): string[] =>
  filesOf(folder).flatMap((file) =>
    [...readFileSync(join(GATEWAYS, folder, `${file}.ts`), 'utf8').matchAll(/from '(\.[^']+)'/g)].map((match) => match[1] as string),
  );

test.each(providers)('%s has a file for every role', (provider) => {
  expect(filesOf(provider).filter((name) => ROLES.includes(name))).toEqual([...ROLES].sort());
});

test.each(providers)('%s uses the kit and its own files, never another provider', (provider) => {
  expect(importsOf(provider).filter((target) => !/^(\.\/|\.\.\/kit\/)/.test(target))).toEqual([]);
});

test.each(guests)('%s lives in the gateway of %s: its stand and its rehearsal, nothing else', (guest, host) => {
  expect(filesOf(guest).sort()).toEqual(['rehearsal', 'stand']);
  expect(importsOf(guest).filter((target) => !new RegExp(`^(\\./|\\.\\./kit/|\\.\\./${host}/)`).test(target))).toEqual([]);
});

test('the kit knows no provider', () => {
  expect(importsOf('kit').filter((target) => !target.startsWith('./'))).toEqual([]);
});

test.each(['docs/simulators.md', 'docs/simulators.en.md'])('%s lists exactly these roles', (document) => {
  const section = readFileSync(join(ROOT, document), 'utf8').split(/^## /m).at(-1) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)\.ts`/g)].map((match) => match[1] as string));
  expect([...listed].sort()).toEqual([...ROLES].sort());
});
