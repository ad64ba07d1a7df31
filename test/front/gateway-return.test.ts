// docs/protocols/alipay.md §5 return_url：网关的参数加在 # 之前；取走单号后从地址里清掉，它们从不证明付款。
import { tidyReturn, tidyReturnAddress } from '../../common/client/pay/gateway-return';

const HOME = '/pages/index/index';
const SIGNED =
  'charset=utf-8&out_trade_no=VP1&method=alipay.trade.wap.pay.return&total_amount=12.00&sign=a%2Bb%3D&trade_no=2026&auth_app_id=1&version=1.0&app_id=1&sign_type=RSA2&seller_id=2088&timestamp=2026-11-23+20%3A00%3A00';

const at = (address: string): Pick<Location, 'pathname' | 'search' | 'hash'> => new URL(address, 'https://shop.example');

test('a result page with its own number keeps its hash and loses the parameters of the gateway', () => {
  expect(tidyReturn(at(`/?${SIGNED}#/pages/result/result?out_trade_no=VP1&hint=return`), HOME)).toBe(
    '/#/pages/result/result?out_trade_no=VP1&hint=return',
  );
});

test.each(['#/pages/result/result', '#/pages/result/result?hint=return', '#/', '', '#/pages/index/index'])(
  '%p without a number becomes the result page of the number that came back',
  (hash) => {
    expect(tidyReturn(at(`/shop/?${SIGNED}${hash}`), HOME)).toBe('/shop/#/pages/result/result?out_trade_no=VP1&hint=return');
  },
);

test('what belongs to the shop stays: its own query, its own pages', () => {
  expect(tidyReturn(at(`/?from=app&${SIGNED}#/pages/mine/thanks?x=1`), HOME)).toBe('/?from=app#/pages/mine/thanks?x=1');
});

test('the hash of the page decides the number, not the address bar', () => {
  expect(tidyReturn(at(`/?${SIGNED}#/pages/result/result?out_trade_no=VP2`), HOME)).toBe('/#/pages/result/result?out_trade_no=VP2');
});

test.each([
  '/',
  '/?out_trade_no=VP1#/pages/result/result',
  '/?sign=1#/',
  '/?from=app#/pages/result/result?out_trade_no=VP1&sign=x&trade_no=1',
])('%s is no return of a gateway and is left alone', (address) => {
  expect(tidyReturn(at(address), HOME)).toBeUndefined();
});

test('a number from the address is encoded again, never pasted into the hash', () => {
  expect(tidyReturn(at('/?sign=1&trade_no=1&out_trade_no=VP1%26hint%3Dpaid%23x'), HOME)).toBe(
    '/#/pages/result/result?out_trade_no=VP1%26hint%3Dpaid%23x&hint=return',
  );
});

test('the entry of the history is replaced, so Back does not lead to the signed address', () => {
  const replaceState = jest.fn();
  const history = { state: { kept: true }, replaceState } as unknown as History;
  tidyReturnAddress({ location: at(`/?${SIGNED}#/`) as Location, history }, HOME);
  expect(replaceState).toHaveBeenCalledWith({ kept: true }, '', '/#/pages/result/result?out_trade_no=VP1&hint=return');
  tidyReturnAddress({ location: at('/#/') as Location, history }, HOME);
  expect(replaceState).toHaveBeenCalledTimes(1);
});
