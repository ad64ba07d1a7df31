/** 别的商户的单：数据库里有自己密钥的、由默认商户的密钥替它收的（微信特约商户、支付宝授权）；钱从不串。 */
import type { Shop } from '../merchants';
import { BOTH, type Scenario, type Stage } from '../scenario';
import { comeBack, payUnheard } from './paying';
import { arrive, loseAnswer } from './refunding';

const SHOPS = ['second', 'partner'] as const satisfies readonly Shop[];

const scenariosOf = (shop: Shop): readonly Scenario[] => {
  const common = { providers: BOTH, options: { merchants: true } } as const;
  const placed = async (stage: Stage): Promise<void> => void (await stage.create({ shop }));
  const sold = (stage: Stage): Promise<void> => stage.paid({ shop });
  return [
    {
      ...common,
      name: `merchant ${shop}: create, pay, notice`,
      async act(s) {
        await placed(s);
        s.pay();
        await s.deliver();
      },
      ends: [['SUCCESS', 'CLOSED']],
    },
    {
      ...common,
      name: `merchant ${shop}: pay, notice lost, query`,
      prepare: placed,
      async act(s) {
        payUnheard(s);
        await comeBack(s);
      },
      ends: [['SUCCESS']],
    },
    {
      ...common,
      name: `merchant ${shop}: close`,
      async prepare(s) {
        await placed(s);
        s.tillOf().payable(s.no());
      },
      act: async (s) => void (await s.closeOrder()),
      again: async (s) => void (await s.closeOrder()),
      ends: [['CLOSED']],
    },
    {
      ...common,
      name: `merchant ${shop}: refund part, the answer lost, timer`,
      async prepare(s) {
        await sold(s);
        loseAnswer(s);
      },
      async act(s) {
        await s.giveBack(2000);
        s.tick(61_000);
        await s.monitor();
        await arrive(s);
      },
      again: async (s) => void (await s.giveBack(2000)),
      ends: [['SUCCESS']],
    },
    {
      ...common,
      name: `merchant ${shop}: refund in full`,
      prepare: sold,
      async act(s) {
        await s.giveBack();
        await arrive(s);
      },
      again: async (s) => void (await s.giveBack()),
      ends: [['REFUND']],
    },
  ];
};

export const MERCHANTS: readonly Scenario[] = SHOPS.flatMap(scenariosOf);
