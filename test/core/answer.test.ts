// 任何一次对外的答复：失败只有目录里的码、话与下一步，从没有调用栈、网关的话与秘密。
import { answerWith } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/entry/answer';
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';

const SECRET = '/srv/keys/apiclient_key.pem';
let recorded: unknown[];
const run = (thrown: unknown): Promise<object> =>
  answerWith(
    {
      open: () => ({}),
      requestIdOf: () => 'r1',
      record: (_port, error) => void recorded.push(error),
      recordFailedStart: async () => undefined,
      flush: async () => undefined,
    },
    () => Promise.reject(thrown),
  );
beforeEach(() => {
  recorded = [];
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

test.each<[string, unknown, number, number]>([
  ['a surprise', new Error(SECRET), 50000, 1],
  ['a word', SECRET, 50000, 1],
  ['a refusal of the gateway', new PayError('BALANCE', { detail: SECRET, gatewayCode: SECRET, cause: new Error(SECRET) }), 40007, 0],
])('%s', async (_name, thrown, code, rows) => {
  const answer = await run(thrown);
  expect(answer).toMatchObject({ code, requestId: 'r1' });
  expect(Object.keys(answer).sort()).toEqual(['action', 'code', 'msg', 'requestId']);
  expect(JSON.stringify(answer)).not.toContain(SECRET);
  expect(recorded).toHaveLength(rows);
});
