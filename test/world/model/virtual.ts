/** 虚拟支付：推送（真的、重复的、伪造的、说的是另一张单的）、会话密钥过期与重新登录、退不成的退款。 */
import type { Stage } from '../scenario';
import { miniProgramOf } from '../virtual';
import type { Acts } from './step';

type Names = 'push' | 'log in' | 'virtual refunds fail';

export function virtualActs(stage: Stage): Acts<Names> {
  const { wxpay } = stage.stack;
  const appid = miniProgramOf(stage.stack);
  return {
    async push({ n, copies, say, about }) {
      if (!wxpay.virtual.order(stage.no(n))?.payment) return;
      const request = wxpay.buildPush(stage.no(n), {
        ...(say === 'forged' ? { variant: 'forged' } : {}),
        ...(say === 'another order' ? { plaintext: { OutTradeNo: stage.no(about) } } : {}),
      });
      await Promise.all(Array.from({ length: copies }, () => stage.post(request)));
    },
    /** 过期的手机付不成，直到同号再来；重新登录的，从前的唤起参数也就旧了。 */
    async 'log in'({ expired }) {
      const { code, openid } = wxpay.login('mini', appid);
      if (expired) wxpay.expireSession(appid, openid);
      else await stage.user('pay/kh/identifyPayer', { provider: 'wxpay-virtual', platform: 'mp-weixin', code });
    },
    'virtual refunds fail': ({ failing }) => wxpay.chooseVirtualRefund('*', failing),
  };
}
