// docs/pages.md「结果」「一律」：失败之后总有一条路；再来一次没有用的不劝人再来。
import { ERROR_CATALOGUE } from '../../common/contract/errors';
import { describeFailure } from '../../common/client/shell/errors';
import { waysOn } from '../../common/client/shell/ways-on';
import { installFakeUni } from './fake-uni';

jest.mock('@/app.config.js', () => ({}), { virtual: true });
beforeEach(() => installFakeUni());

const offered = (thrown: unknown): string[] => waysOn(describeFailure(thrown), () => undefined).map(({ id }) => id);

test.each(Object.values(ERROR_CATALOGUE).map(({ code }) => code))('%s leaves a way back, and a retry only where it can help', (code) => {
  const hopeless = code === ERROR_CATALOGUE.ORDER_NOT_FOUND.code || code === ERROR_CATALOGUE.PARAM.code;
  expect(offered({ code, msg: '' })).toEqual(hopeless ? ['back'] : ['retry', 'back']);
});

test('a server that cannot be reached is worth another try; a stranger signs in first', () => {
  expect(offered({ errMsg: 'request:fail' })).toEqual(['retry', 'back']);
  const [first] = waysOn(describeFailure({ code: 30204, msg: 'token' }), () => undefined);
  expect([first?.id, first?.label]).toEqual(['retry', '去登录']);
});
