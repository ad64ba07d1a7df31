// docs/pages.md「快」：直接打开收银台时先问价格再挂页面；收银台用的就是那一问，只用一次，别的东西不沾它。
import type { App } from 'vue';
import { askAhead, askOptions } from '../../common/client/pay/ask-ahead';
import { installFakeUni } from './fake-uni';

const at = (address: string): Pick<Location, 'pathname' | 'search' | 'hash'> => new URL(address, 'https://shop.example');
const MUG = { type: 'goods', custom: { goods_id: 'mug', quantity: 1 } };
const MUG_PAGE = '/#/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1';

interface Steps {
  readonly happened: string[];
  readonly asked: unknown[];
  readonly app: App;
}

function opened(answer: () => Promise<unknown> = async () => ({ code: 0 })): Steps {
  const happened: string[] = [];
  const asked: unknown[] = [];
  const callFunction = ({ data }: { readonly data?: unknown }): Promise<unknown> => {
    happened.push('asked');
    asked.push(data);
    return answer();
  };
  installFakeUni({ callFunction: callFunction as never });
  return { happened, asked, app: { mount: () => happened.push('mounted') } as unknown as App };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test.each([MUG_PAGE, '/pages/checkout/checkout?type=goods&goods_id=mug&quantity=1', `/uni_modules/x${MUG_PAGE}`])(
  '%s asks for the price before the page is mounted, and the checkout takes that answer',
  async (address) => {
    const { app, happened, asked } = opened(async () => ({ code: 0, quote: { total_fee: 1200 } }));
    askAhead(app, at(address));
    app.mount('#app');
    expect(happened).toEqual(['asked']);
    jest.advanceTimersByTime(2);
    expect(happened).toEqual(['asked', 'mounted']);
    await expect(askOptions(MUG)).resolves.toEqual({ code: 0, quote: { total_fee: 1200 } });
    expect(asked).toEqual([MUG]);
  },
);

test('the answer is used once: opened again, the price is asked again', async () => {
  const { app, asked } = opened();
  askAhead(app, at(MUG_PAGE));
  await askOptions(MUG);
  await askOptions(MUG);
  expect(asked).toHaveLength(2);
});

test('another thing to buy never gets the price of the one in the address', async () => {
  const { app, asked } = opened();
  askAhead(app, at(MUG_PAGE));
  await askOptions({ ...MUG, custom: { ...MUG.custom, quantity: 2 } });
  await askOptions(MUG);
  expect(asked).toHaveLength(3);
});

test('a failure is told by the checkout, not by the browser', async () => {
  const { app } = opened(async () => {
    throw { code: 40001, msg: 'no' };
  });
  askAhead(app, at(MUG_PAGE));
  await jest.advanceTimersByTimeAsync(2);
  await expect(askOptions(MUG)).rejects.toMatchObject({ code: 40001 });
});

test.each(['/', '/#/', '/#/pages/orders/orders?type=goods', '/#/pages/checkout/checkout', '/?type=goods'])(
  '%s asks nothing and mounts at once',
  (address) => {
    const { app, happened } = opened();
    askAhead(app, at(address));
    app.mount('#app');
    expect(happened).toEqual(['mounted']);
  },
);
