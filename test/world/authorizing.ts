/** 世界里怎样请人答应一次、凭它转账：模型、扫描都用它；只有微信有。 */
import type { Row } from './books';
import type { TrueAuthorization } from './till';
import { transferWish, type TransferPlan } from './transferring';
import type { Answer, World } from './world';

export interface Authorizing {
  authorizationNo(a?: number): string;
  /** 员工请第几个人答应；单号固定，再来是同一张 */
  askAuthorization(a?: number, payee?: number): Promise<Answer>;
  onAuthorization(act: 'query' | 'close', a?: number): Promise<Answer>;
  /** 收款人在授权页答应；不在等的什么也不发生 */
  agree(a?: number): void;
  /** 收款人在微信里关掉 */
  takeBackConsent(a?: number): void;
  authorization(a?: number): Row | undefined;
  trueAuthorization(a?: number): TrueAuthorization | undefined;
}

/** `pay/sys/createTransferAuthorization` 的入参。 */
const authorizationWish = (out_authorization_no: string, payee: number): object => ({
  provider: 'wxpay',
  out_authorization_no,
  openid: `oUpF8uMuAJO_M2pxb1Q9zNjWeS6${payee}`,
  transfer_scene_id: '1000',
  user_display_name: '王小明',
});

/** 凭授权的 `pay/sys/transfer` 的入参：付给谁、哪个场景都照授权。 */
export function authorizedWish(out_authorization_no: string, plan: TransferPlan): object {
  const { openid: _openid, transfer_scene_id: _scene, ...wish } = transferWish('wxpay', plan) as Row;
  return { ...wish, out_authorization_no };
}

/** 此刻不能做的就当没有做。 */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // 没有这一张，或不在等。
  }
}

/** @param promise 答过「成了」的话，事后看兑现没有 */
export function authorizingIn(
  world: World,
  authorizationNo: (a?: number) => string,
  promise: (answer: Answer, kept: () => boolean, text: string) => Answer,
): Authorizing {
  const { authorizations } = world.stack.wxpay;
  const authorization = (a?: number): Row | undefined =>
    world.rows('payment_transfer_authorizations').find((row) => row['_id'] === authorizationNo(a));
  const trueAuthorization = (a?: number): TrueAuthorization | undefined =>
    world
      .till('wxpay')
      .authorizations()
      .find(({ no }) => no === authorizationNo(a));
  return {
    authorizationNo,
    authorization,
    trueAuthorization,
    async askAuthorization(a = 1, payee = 1) {
      const answer = await world.staff('pay/sys/createTransferAuthorization', authorizationWish(authorizationNo(a), payee));
      return promise(answer, () => authorization(a) !== undefined, `请人答应答了成功，却没有 ${authorizationNo(a)}`);
    },
    async onAuthorization(act, a = 1) {
      const answer = await world.staff(`pay/sys/${act}TransferAuthorization`, { out_authorization_no: authorizationNo(a) });
      const told = (): boolean => authorization(a)?.['status'] === 'CLOSED' || authorization(a)?.['close_date'] !== undefined;
      return act === 'close' ? promise(answer, told, `关收款授权答了成功，却没有记下 ${authorizationNo(a)}`) : answer;
    },
    agree: (a) => attempt(() => authorizations.confirm(authorizationNo(a))),
    takeBackConsent: (a) => attempt(() => authorizations.drop(authorizationNo(a))),
  };
}
