/** 模拟网关的名单。由 npm run new-provider 从清单的文件夹生成，不要手改。 */
import { alipay } from './alipay/stand';
import { wxpay } from './wxpay/stand';
import { wxpayVirtual } from './wxpay-virtual/stand';

export const SIMULATORS = {
  alipay,
  wxpay,
  'wxpay-virtual': wxpayVirtual,
};
