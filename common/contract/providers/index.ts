/** 清单的名单，按收银台上的次序（rank）。由 npm run new-provider 从这个文件夹生成，不要手改。 */
import { alipay } from './alipay';
import { wxpay } from './wxpay';
import { wxpayVirtual } from './wxpay-virtual';

export const MANIFESTS = [wxpay, alipay, wxpayVirtual] as const;
