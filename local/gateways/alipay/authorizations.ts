/**
 * 第三方应用替授权的商户调用（docs/protocols/alipay.md §1.2）：请求带着 app_auth_token，之后一切都算那个商户的——
 * 收款方、单号、退款、账单。商户可以随时取消授权。
 */
import type { Collection, LedgerStore } from '../kit/ledger-store';
import { GatewayError } from './errors';
import type { AlipayApp } from './options';

export class Authorizations {
  private readonly revoked: Collection<{ readonly at: number }>;

  constructor(
    store: LedgerStore,
    private readonly now: () => number,
  ) {
    this.revoked = store.collection('revoked_tokens');
  }

  revoke(token: string): void {
    this.revoked.put(token, { at: this.now() }, null);
  }

  /**
   * 这一次替谁调用；没有令牌就是应用自己。
   * @throws GatewayError 令牌不认识、取消了、过期了；第三方应用没有带令牌
   */
  actingFor<A extends AlipayApp>(app: A, token: string): A {
    if (token === '') {
      if (app.isv) throw new GatewayError('isv.insufficient-isv-permissions', '第三方应用应带商户授权的 app_auth_token');
      return app;
    }
    const found = app.authorizations?.find((one) => one.token === token);
    if (!found || this.revoked.get(token)) throw new GatewayError('aop.invalid-app-auth-token');
    if (found.expiresAt !== undefined && found.expiresAt <= this.now()) throw new GatewayError('aop.app-auth-token-time-out');
    return { ...app, sellerId: found.sellerId, authAppId: found.appId };
  }
}
