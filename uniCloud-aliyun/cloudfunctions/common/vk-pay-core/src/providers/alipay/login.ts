/**
 * 登录（docs/protocols/alipay.md §4.17）：授权码换付款人的编号。新应用给 open_id，老应用给 user_id；
 * 成功的应答没有 code，有 access_token 才算，而且必须验过签。
 */
import { PayError } from '../../kernel/pay-error';
import { encodeForm } from '../kit/form';
import { textOf } from '../kit/json';
import type { LoginCapability, PayerIdentity } from '../login';
import type { ProviderPorts } from '../provider';
import type { AlipayAccount } from './account';
import { readAnswer } from './client';
import { gatewayAddress, signedParams } from './request';

const METHOD = 'alipay.system.oauth.token';

export function alipayLogin(ports: ProviderPorts): LoginCapability<AlipayAccount> {
  return {
    lacks: () => undefined,
    async identify(account, code): Promise<PayerIdentity> {
      // 这个接口的业务参数在最外层，不在 biz_content 里；授权码不留在网址里。
      const own = { grant_type: 'authorization_code', code };
      const params = signedParams(account, METHOD, undefined, ports.now(), { own });
      const { grant_type = '', code: sent = '', ...common } = params;
      const response = await ports.http({
        method: 'POST',
        url: `${gatewayAddress(account)}?${encodeForm(common)}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8', 'user-agent': 'vk-pay' },
        body: encodeForm({ grant_type, code: sent }),
        timeoutMs: account.timeoutMs,
        debug: account.debug,
      });
      const node = readAnswer(account, 'login', METHOD, response, (answer) => textOf(answer, 'access_token') !== undefined);
      const open_id = textOf(node, 'open_id');
      const openid = open_id ?? textOf(node, 'user_id');
      if (openid === undefined) throw new PayError('NETWORK', { outcome: 'unknown', detail: '应答里没有付款人的编号' });
      const unionid = textOf(node, 'union_id');
      return { openid, kind: open_id === undefined ? 'user_id' : 'openid', ...(unionid ? { unionid } : {}) };
    },
  };
}
