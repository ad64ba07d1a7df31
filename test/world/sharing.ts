/** 世界里怎样分账：接收方、分给谁。模型、扫描都用它。 */
import type { ProviderName } from '../../common/contract/channels';

/** 会分账的订单多少钱、一次最多分多少（缺省三成），分 */
export const SHARED_TOTAL = 5000;

/** 两个接收方的名字：第一个可以要回来，第二个是个人。 */
export const RECEIVERS = ['store', 'agent'] as const;

/** 只写会分账的渠道 */
const ACCOUNTS: Readonly<Partial<Record<ProviderName, readonly object[]>>> = {
  wxpay: [
    { type: 'MERCHANT_ID', account: '1900000109', name: '王小明', relation_type: 'STORE' },
    { type: 'PERSONAL_OPENID', account: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS61', relation_type: 'STAFF' },
  ],
  alipay: [
    { type: 'loginName', account: 'receiver-1@example.com', name: '王小明' },
    { type: 'loginName', account: 'receiver-2@example.com', name: '王小明' },
  ],
};

export const receiverNo = (provider: ProviderName, which: (typeof RECEIVERS)[number]): string => `${provider}-${which}`;

/** `pay/sys/addSharingReceiver` 的入参，每个接收方一份。 */
export const receiverWishes = (provider: ProviderName): readonly object[] =>
  RECEIVERS.map((which, index) => ({ receiver_no: receiverNo(provider, which), provider, ...ACCOUNTS[provider]?.[index] }));

/** `pay/sys/shareOrder` 的入参：两方对半。 */
export const shareWish = (provider: ProviderName, out_trade_no: string, out_sharing_no: string, fee: number): object => ({
  out_trade_no,
  out_sharing_no,
  receivers: RECEIVERS.map((which) => ({ receiver_no: receiverNo(provider, which), sharing_fee: fee / 2, description: '分给门店' })),
});
