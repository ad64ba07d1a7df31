// 语言：产品里每一句给人看的话都在词目里，两种语言都有；选过的记得住，没选过跟着系统；时间、金额在两种语言里都对。
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { MANIFESTS } from '../../common/contract/providers';
import { chooseLanguage, language, LANGUAGE_KEY, languageOf } from '../../common/client/words/language';
import { words } from '../../common/client/words/words';
import { installFakeUni } from './fake-uni';

const ROOT = join(__dirname, '../..');
const CHINESE = /[\u3400-\u9fff\uff01-\uff5e\u3000-\u303f]/;

/** 脚本里给人看的文字：字符串与模板串；注释、正则、名字不是。 */
function literals(code: string): string[] {
  const source = ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** 一个文件里给人看的文字。 */
function spoken(file: string, text: string): string[] {
  if (!file.endsWith('.vue')) return literals(text);
  const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] as string);
  const template = /<template>[\s\S]*<\/template>/.exec(text)?.[0].replace(/<!--[\s\S]*?-->/g, '') ?? '';
  return [...template.split('\n'), ...scripts.flatMap(literals)];
}

function files(path: string): string[] {
  return readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name))
    .map((name) => join(path, name));
}

/** 词目自己，和只用来认服务端、框架的话的几处。 */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [/^common\/client\/words\//, '词目'],
  [/^demo\/(words|set-up)\.ts$/, '示例商店自己的词目'],
  [/^common\/client\/shell\/server-phrases\.ts$/, '只用来认，从不给人看'],
  [/^common\/client\/shell\/vk\/result\.ts$/, '认框架的错误，照官方的规则'],
];

test('no Chinese outside of the catalogue in pages, components and the client', () => {
  const left = ['pages', 'components', 'common/client', 'demo']
    .flatMap(files)
    .filter((file) => !ALLOWED.some(([pattern]) => pattern.test(file)))
    .flatMap((file) =>
      spoken(file, readFileSync(join(ROOT, file), 'utf8'))
        .filter((text) => CHINESE.test(text))
        .map((text) => `${file} ${text.trim()}`),
    );
  expect(left).toEqual([]);
});

test('the scan sees what it should and not what it should not', () => {
  const sees = (file: string, text: string): boolean => spoken(file, text).some((one) => CHINESE.test(one));
  expect(sees('a.ts', `const a = '确认';`)).toBe(true);
  expect(sees('a.ts', 'x(`¥${fee} 退款`)')).toBe(true);
  expect(sees('a.vue', `<template><text>确认</text></template>`)).toBe(true);
  expect(sees('a.vue', `<template><a b="确认" /></template>`)).toBe(true);
  expect(sees('a.vue', `<template><!-- 确认 --><a /></template>\n<script>\n// 确认\n</script>`)).toBe(false);
  expect(sees('a.ts', `a(); // 确认\n/** 确认 */ const b = /超时|cancel/i;`)).toBe(false);
});

const catalogues = readdirSync(join(ROOT, 'common/client/words'))
  .filter((name) => !['language.ts', 'words.ts'].includes(name))
  .flatMap((name) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const tables = require(join(ROOT, 'common/client/words', name)) as Record<string, Record<string, unknown>>;
    return Object.entries(tables).map(([table, said]) => [`${name} ${table}`, said] as const);
  });
const SAMPLE = ['5', '7', '9'];
const said = (phrase: unknown): string =>
  typeof phrase === 'function' ? String((phrase as (...all: string[]) => string)(...SAMPLE)) : String(phrase);

test.each(catalogues)('%s: every phrase in both languages, none left in Chinese, what it is given said in both', (_name, table) => {
  for (const key of Object.keys(table)) {
    chooseLanguage('zh');
    const zh = said(table[key]);
    chooseLanguage('en');
    const en = said(table[key]);
    expect([key, CHINESE.test(en)]).toEqual([key, false]);
    expect([key, zh.trim() === '', en.trim() === '']).toEqual([key, false, false]);
    for (const given of SAMPLE) expect([key, en.includes(given)]).toEqual([key, zh.includes(given)]);
  }
  chooseLanguage('zh');
});

test('the error catalogue and the providers speak both', () => {
  for (const { msg, action, english } of Object.values(ERROR_CATALOGUE)) {
    expect(CHINESE.test(msg) && CHINESE.test(action)).toBe(true);
    expect(CHINESE.test(english.msg + english.action)).toBe(false);
  }
  for (const { title, english } of MANIFESTS)
    expect([CHINESE.test(title), CHINESE.test(english.title + english.appName)]).toEqual([true, false]);
});

test('the choice is remembered, and the system decides until there is one', () => {
  const { storage } = installFakeUni();
  chooseLanguage('en');
  expect(storage.get(LANGUAGE_KEY)).toBe('en');
  expect(language.value).toBe('en');
  chooseLanguage('zh');
  expect(['zh-CN', 'zh-Hant-TW', 'zh_HK', '', 'en-US', 'ja-JP', 'fr'].map(languageOf)).toEqual(['zh', 'zh', 'zh', 'zh', 'en', 'en', 'en']);
});

test('a phrase follows the language at the moment it is read', () => {
  const table = words({ pay: ['付款', 'Pay'], fee: [(fee: string) => `付 ${fee}`, (fee: string) => `Pay ${fee}`] });
  chooseLanguage('zh');
  expect([table.pay, table.fee('1')]).toEqual(['付款', '付 1']);
  chooseLanguage('en');
  expect([table.pay, table.fee('1')]).toEqual(['Pay', 'Pay 1']);
  chooseLanguage('zh');
});
