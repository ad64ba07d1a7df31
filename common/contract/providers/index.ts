/** 清单的名单。由 npm run new-provider 从这个文件夹生成，不要手改。 */
import { alipay } from './alipay';
import { wxpay } from './wxpay';

export const MANIFESTS = [alipay, wxpay] as const;
