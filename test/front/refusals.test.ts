// 员工的一件事办不成时听到的话（docs/pages.md「语言」「员工页面」）：服务端说了为什么的照说，说英文的页面另用英文说，一句不漏；
// 只有「这个人进不来」才关门，「这件事做不得」不关。
jest.mock('@/app.config.js', () => ({ default: {} }), { virtual: true });
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { describeFailure } from '../../common/client/shell/errors';
import { actTrouble } from '../../common/client/staff/act-trouble';
import { serverWords } from '../../common/client/staff/said-by-server';
import { useStaffGate } from '../../common/client/staff/staff-gate';
import { chooseLanguage } from '../../common/client/words/language';
import { refusalInEnglish } from '../../common/client/words/refusals';
import { DESK } from '../../common/client/words/transfers';

const CORE = join(__dirname, '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src');
/** 员工在这些房间里办事 */
const ROOMS = [
  'transfers',
  'sharing',
  'shipping',
  'complaints',
  'events',
  'alerts',
  'release',
  'merchants',
  'review',
  'refunds',
  'providers',
];

afterEach(() => chooseLanguage('zh'));

/** 源码里一句写死的拒绝：`problem: '…'`、`PayError('…', { msg: '…' })`、`refused('…')`、`refuse(field, '…')`，与网关的码对着的一句 `CODE: '…'`。 */
function literals(text: string): string[] {
  const said = /(?:problem: |msg: |\brefused?\((?:'?\w+'?, )?|\b[A-Z_]{4,}: )'([^'\n]*[\u4e00-\u9fff][^'\n]*)'/g;
  return [...text.matchAll(said)].map(([, words = '']) => words);
}

test('every refusal of a staff act that is written down in the core has its English', () => {
  const said = ROOMS.flatMap((room) =>
    readdirSync(join(CORE, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => literals(readFileSync(join(CORE, room, file), 'utf8'))),
  );
  expect(said.length).toBeGreaterThan(110);
  expect([...new Set(said)].filter((words) => refusalInEnglish(words) === undefined)).toEqual([]);
});

test('the words of the server are said without the names its interface has for the fields, in both languages', () => {
  const { code } = ERROR_CATALOGUE.PARAM;
  const failure = { code, said: '参数错误：out_bill_no 这笔转账不在等人点头；transfer_amount 超过今天的转账限额' };
  expect(serverWords(failure)).toBe('这笔转账不在等人点头；超过今天的转账限额');
  // 单独说不清的、表里没有的留着名字
  expect(serverWords({ code, said: '参数错误：reason 不能为空；x 没有听说过的事' })).toBe('reason 不能为空；x 没有听说过的事');
  chooseLanguage('en');
  expect(serverWords(failure)).toBe('This transfer does not wait for approval; Above what is left for today');
  expect(serverWords({ code, said: '参数错误：receivers 没有接收方 store-1，请先添加' })).toBe('No receiver store-1: add it first');
  expect(serverWords({ code, said: '参数错误：x 没有听说过的事' })).toBe(ERROR_CATALOGUE.PARAM.english.msg);
  expect(serverWords({ code: ERROR_CATALOGUE.BALANCE.code, said: ERROR_CATALOGUE.BALANCE.msg })).toBe(ERROR_CATALOGUE.BALANCE.english.msg);
});

test('an act that may not be done keeps the page and says why; a person who may not come in closes it', () => {
  const { code, msg } = ERROR_CATALOGUE.PERMISSION;
  const own = describeFailure({ code, msg: '要由另一个人点头', requestId: 'r1' });
  const gate = useStaffGate(DESK);
  expect(gate.refuse(own)).toBe(false);
  expect(gate.denied.value).toBeUndefined();
  expect(actTrouble(own).text).toContain('要由另一个人点头');
  chooseLanguage('en');
  expect(actTrouble(own).text).toBe('Not done: Somebody else has to approve it');
  for (const thrown of [
    { code, msg, requestId: 'r2' },
    { code: 403, msg: '权限不足' },
    { code: 10001, msg: '账号已封' },
  ]) {
    const door = useStaffGate(DESK);
    expect([thrown, door.refuse(describeFailure(thrown))]).toEqual([thrown, true]);
    expect(door.denied.value).toBeDefined();
  }
});
