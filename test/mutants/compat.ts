/** 兼容包的云对象 uni-pay-co：谁可以叫什么、看到什么。 */
import { CORE, NEVER, type Mutant } from './mutant';

const CO = `${CORE}/entry/uni-pay-co.ts`;
const uni = ['test/compat/uni-pay-2.test.ts'];

export const COMPAT: readonly Mutant[] = [
  {
    name: 'uni-pay-co: any role will do',
    file: `${CORE}/entry/uni-pay-caller.ts`,
    find: 'if (roles.length + permissions.length > 0 && !(await hasOne(vk, session, roles, permissions))) throw',
    put: `if (${NEVER}) throw`,
    tests: uni,
    only: 'up-05',
  },
  {
    name: 'uni-pay-co: the order of somebody else is shown in full',
    file: CO,
    find: 'return mayDo(asked, order) ? row : pick(row, PUBLIC);',
    put: 'return mayDo(asked, order) ? row : { ...row };',
    tests: uni,
    only: 'up-04',
  },
  {
    name: 'uni-pay-co: the refund of somebody else is shown in full',
    file: CO,
    find: 'result: mayDo(asked, order) ? last : pick(last, PUBLIC_REFUND),',
    put: 'result: last,',
    tests: uni,
    only: 'up-06',
  },
  {
    name: 'uni-pay-co: the order of somebody else can be closed',
    file: CO,
    find: 'if (!mayClose(asked, isObject(payOrder) ? payOrder : {})) throw',
    put: `if (${NEVER}) throw`,
    tests: uni,
    only: 'up-07',
  },
  {
    name: 'uni-pay-co: closed although it was not',
    file: CO,
    find: "if (result['status'] !== 'CLOSED') throw",
    put: `if (${NEVER}) throw`,
    tests: uni,
    only: 'up-07',
  },
  {
    name: 'uni-pay-co: who receives the money is taken and dropped',
    file: CO,
    find: 'if (refused) throw',
    put: `if (${NEVER}) throw`,
    tests: uni,
    only: 'up-02',
  },
];
