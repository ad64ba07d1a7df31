/** 收款授权：请人答应、答应、关掉（两边都会）、查、凭它转账，与真真假假的通知。 */
import { authorizedWish } from '../authorizing';
import type { Stage } from '../scenario';
import type { Acts, AuthorizationNotice } from './step';
import type { Transferring } from './transferring';

type Names =
  | 'authorise'
  | 'payee agrees'
  | 'payee closes'
  | 'query authorisation'
  | 'close authorisation'
  | 'authorised transfer'
  | 'authorisation notice';

/** 签名真实、说的却不是这一张的话；伪造的说的是「答应了」。 */
const LIES: Readonly<Record<AuthorizationNotice, object>> = {
  genuine: {},
  forged: { variant: 'forged', plaintext: { state: 'TAKING_EFFECT' } },
  'another merchant': { plaintext: { state: 'TAKING_EFFECT', mchid: '1900000001' } },
  'another person': { plaintext: { state: 'TAKING_EFFECT', openid: 'oSomebodyElse' } },
};

export function authorisingActs(stage: Stage, send: Transferring['send']): Acts<Names> {
  const { wxpay } = stage.stack;
  /** 同号再来总是请同一个人。 */
  const payees = new Map<number, number>();
  const unheard = (a: number, heard: boolean, state: 'WAIT_CONFIRM' | 'TAKING_EFFECT'): void => {
    if (!heard && stage.trueAuthorization(a)?.state === state) stage.till('wxpay').loseNotice();
  };
  return {
    async authorise({ a, payee }) {
      const who = payees.get(a) ?? payee;
      payees.set(a, who);
      await stage.askAuthorization(a, who);
    },
    'payee agrees'({ a, heard }) {
      unheard(a, heard, 'WAIT_CONFIRM');
      stage.agree(a);
    },
    'payee closes'({ a, heard }) {
      unheard(a, heard, 'TAKING_EFFECT');
      stage.takeBackConsent(a);
    },
    'query authorisation': ({ a }) => stage.onAuthorization('query', a),
    'close authorisation': ({ a }) => stage.onAuthorization('close', a),
    async 'authorised transfer'({ t, a, fee, by }) {
      await send(t, by, { channel: 'wxpay', wish: authorizedWish(stage.authorizationNo(a), { out_bill_no: stage.transferNo(t), fee }) });
    },
    async 'authorisation notice'({ a, copies, say }) {
      if (!stage.trueAuthorization(a)) return;
      const request = wxpay.buildNotification('authorization', { outAuthorizationNo: stage.authorizationNo(a), ...LIES[say] });
      await Promise.all(Array.from({ length: copies }, () => stage.post(request)));
    },
  };
}
