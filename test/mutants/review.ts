/** 复核台：两个人。模型走了 150 个种子也没有抓到它们，所以各有一个直接的测试。 */
import { CORE, NEVER, type Mutant } from './mutant';

const CASE = `${CORE}/review/case.ts`;
const twoPeople = ['test/flow/desk-two-people.test.ts'];

export const REVIEW: readonly Mutant[] = [
  {
    name: 'review: the one who proposed agrees',
    file: CASE,
    find: 'first.act !== act || first.operator === operator',
    put: 'first.act !== act',
    tests: twoPeople,
    only: 'the same person cannot agree',
  },
  {
    name: 'review: agreeing to another act is agreeing',
    file: CASE,
    find: 'first.act !== act || first.operator === operator',
    put: 'first.operator === operator',
    tests: twoPeople,
    only: 'the same person cannot agree',
  },
  {
    name: 'review: the first person is written down as the second',
    file: CASE,
    find: 'approver: operator }',
    put: 'approver: first.operator }',
    tests: twoPeople,
    only: 'the same person cannot agree',
  },
  {
    name: 'review: a proposal counts for ever',
    file: CASE,
    find: 'return proposal && k.now() - proposal.at < PROPOSAL_MS ? proposal : undefined;',
    put: `return proposal && !(${NEVER}) ? proposal : undefined;`,
    tests: twoPeople,
    only: 'lay for a day',
  },
  {
    name: 'review: to grant a request one person is enough',
    file: `${CORE}/review/one-person.ts`,
    find: 'if (request) await requireForOrder(k, request.out_trade_no);',
    put: 'void request;',
    tests: twoPeople,
    only: 'no way round it',
  },
  {
    name: 'review: beside the desk one person is enough',
    file: `${CORE}/review/one-person.ts`,
    find: "const waits = status === 'REVIEW' ||",
    put: 'const waits =',
    tests: twoPeople,
    only: 'no other door',
  },
];
