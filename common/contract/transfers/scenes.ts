/**
 * 微信转账的场景（docs/protocols/wxpay.md §2.6）：每个场景要报备的信息是固定的几项，一项不能多也不能少。
 * 商户要先在商户平台上获得授权，没有授权的由网关拒绝；这里列的只是常见的。
 */
export interface TransferScene {
  readonly id: string;
  readonly title: string;
  /** 报备信息的名目，依次 */
  readonly infos: readonly string[];
}

export const TRANSFER_SCENES: readonly TransferScene[] = [
  { id: '1000', title: '现金营销', infos: ['活动名称', '奖励说明'] },
  { id: '1005', title: '佣金报酬', infos: ['岗位类型', '报酬说明'] },
  { id: '1011', title: '企业赔付', infos: ['赔付原因'] },
  { id: '1002', title: '行政补贴', infos: ['补贴类型'] },
  { id: '1009', title: '采购货款', infos: ['采购商品名称'] },
  { id: '1010', title: '二手回收', infos: ['回收商品名称'] },
];
