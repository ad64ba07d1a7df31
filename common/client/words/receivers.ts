/** 分账的接收方那一页的话。 */
import type { ReceiverType } from '../../contract/sharing/params';
import { words } from './words';

const TYPES: Readonly<Record<ReceiverType, string>> = words({
  MERCHANT_ID: ['商户号', 'Merchant number'],
  PERSONAL_OPENID: ['个人 openid', 'Person (openid)'],
  PERSONAL_SUB_OPENID: ['个人 openid（特约商户的应用）', "Person (openid of the sub-merchant's app)"],
  userId: ['支付宝 2088 编号', 'Alipay id (2088…)'],
  loginName: ['支付宝登录号', 'Alipay login'],
  openId: ['支付宝 openId', 'Alipay openId'],
});
export const receiverTypeTitle = (type: ReceiverType): string => TYPES[type];

/** 与接收方的关系（微信）。 */
export const RELATION_WORDS = words({
  STORE: ['门店', 'Store'],
  STAFF: ['员工', 'Staff'],
  STORE_OWNER: ['店主', 'Store owner'],
  PARTNER: ['合作伙伴', 'Partner'],
  HEADQUARTER: ['总部', 'Headquarters'],
  BRAND: ['品牌方', 'Brand'],
  DISTRIBUTOR: ['分销商', 'Distributor'],
  USER: ['用户', 'User'],
  SUPPLIER: ['供应商', 'Supplier'],
  SERVICE_PROVIDER: ['服务商', 'Service provider'],
  CUSTOM: ['其它', 'Other'],
});

export const RECEIVERS = words({
  staffOnly: ['接收方只有员工可以看。', 'Receivers are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看接收方的权限。`,
    (who: string): string => `${who || 'This account'} may not see receivers.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'It is read again once you are online.'],
  loading: ['正在读取接收方', 'Loading receivers'],
  failed: ['没有读到接收方', 'Receivers could not be loaded'],
  intro: [
    '订单的钱只分得给这里的人。账号与姓名加密存放，个人的只看得到末四位；从订单台的一张订单里分。',
    'Orders are shared only with those listed here. Accounts and names are encrypted; of a person only the last four characters are shown. Share from an order of the order desk.',
  ],
  none: ['还没有接收方', 'No receivers yet'],
  noneHint: ['先添加门店、代理或员工，再从订单里分给他们。', 'Add a store, an agent or a member of staff, then share an order with them.'],
  full: ['只列出最近的 200 个。', 'Only the latest 200 are listed.'],
  add: ['添加接收方', 'Add a receiver'],
  close: ['不加了', 'Cancel'],
  all: ['全部', 'All'],
  provider: ['渠道', 'Channel'],
  type: ['哪一种', 'Kind'],
  receiverNo: ['名字', 'Name'],
  receiverNoHint: ['自己起，1–64 位字母、数字、下划线、连字符；定下就不变', 'Your own, 1–64 letters, digits, _ or -; it never changes'],
  wrongReceiverNo: ['要 1–64 位字母、数字、下划线、连字符', 'Must be 1–64 letters, digits, _ or -'],
  title: ['称呼', 'Title'],
  titleHint: ['给员工看的，如「徐汇店」；不填就用名字', 'For staff, such as "Xuhui store"; the name when empty'],
  account: ['账号', 'Account'],
  name: ['全称或姓名', 'Full name'],
  nameHint: ['商户号、支付宝登录号必填，与登记的一致', 'Needed for a merchant number or an Alipay login, as registered'],
  relation: ['与接收方的关系', 'Relation'],
  customRelation: ['什么关系', 'Which relation'],
  platform: ['openid 属于哪个端的应用', 'App the openid belongs to'],
  anyPlatform: ['第一个账号的', 'That of the first account'],
  pid: ['商户编号 pid', 'Merchant id (pid)'],
  pidHint: ['收钱的是数据库里的商户才填', 'Only when a merchant of the database takes the money'],
  needed: ['要填', 'Required'],
  wrongAccount: ['不能有空白，最多 64 位', 'No blanks, at most 64 characters'],
  wrongMerchant: ['商户号是数字', 'A merchant number is digits'],
  wrongUserId: ['2088 开头的 16 位数字', '16 digits starting with 2088'],
  save: ['添加', 'Add'],
  saving: ['正在添加…', 'Adding…'],
  confirmAdd: ['添加接收方？', 'Add the receiver?'],
  confirmAddText: ['之后有退款权限的员工就能把订单的钱分给他。', 'Staff who may refund can share orders with it from then on.'],
  added: [(who: string): string => `已添加 ${who}`, (who: string): string => `${who} added`],
  remove: ['删掉', 'Remove'],
  removing: ['正在删…', 'Removing…'],
  confirmRemove: ['删掉接收方？', 'Remove the receiver?'],
  confirmRemoveText: [
    '之后不能再分给他；分出去的还查得到、要得回来。同样的内容可以再添加。',
    'Nothing more is shared with it; what was shared can still be looked up and taken back. The same content can be added again.',
  ],
  removed: [(who: string): string => `已删掉 ${who}`, (who: string): string => `${who} removed`],
  active: ['可以分给他', 'May receive'],
  gone: ['已删掉', 'Removed'],
  addedAt: [(when: string): string => `${when} 添加`, (when: string): string => `Added ${when}`],
});
