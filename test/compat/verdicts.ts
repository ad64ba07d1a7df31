// 逐行的结论：照 test/projects/documented-rows.ts 的每一行，我们答得怎样、为什么。数目由 test/compat/count.ts 打印。
export type Verdict = 'same' | 'better' | 'different' | 'open';

export interface Judged {
  readonly verdict: Verdict;
  /** 除了 same 都要说为什么 */
  readonly reason?: string;
  /** 不在这个文件夹里证明的：哪个测试，里面点了这一行的名 */
  readonly shownBy?: string;
}
const same: Judged = { verdict: 'same' };
const better = (reason: string): Judged => ({ verdict: 'better', reason });
const different = (reason: string): Judged => ({ verdict: 'different', reason });
const open = (reason: string): Judged => ({ verdict: 'open', reason });
const shown = (judged: Judged, shownBy: string): Judged => ({ ...judged, shownBy });

const VK_FRONT = 'test/front/compat-vk-payment.test.ts';
const UNI_FRONT = 'test/front/compat-uni-payment.test.ts';
const PARTS = 'test/front/compat-parts.test.ts';
const PACKED = 'test/compat/packed.test.ts';
const PAGES = 'test/package/compat-pages.test.ts';

export const VK_UNI_PAY: Readonly<Record<string, Judged>> = {
  'vk-01': same,
  'vk-02': same,
  'vk-03': open('微信、支付宝相同；另外五个渠道还没有，答 1005'),
  'vk-04': different(
    'custom 里的令牌、openid、卡号点名拒绝，other 只放行渠道的业务字段：改得了收款方、金额、通知地址的不放行；手机号加密存放',
  ),
  'vk-05': same,
  'vk-06': same,
  'vk-07': better('金额、付款人、方式变了的不混在一起，点名拒绝；换过来之前就付了的不再收一次'),
  'vk-08': same,
  'vk-09': same,
  'vk-10': better('通知没有来而 await_notify 为 false：查到已付就当场办'),
  'vk-11': better('不等 0.5 秒；租约保证处理同一时刻只有一个在跑'),
  'vk-12': better('没有结论时再来一次还是同一笔；支付宝不收连字符，用下划线'),
  'vk-13': same,
  'vk-14': better('退过几次的都在 refunds；没有「等一分钟」，嫌太快的排队'),
  'vk-15': different('旧参数照样认；先要写限额 transfers，没有写谁也转不出去'),
  'vk-16': different('参数与答复相同；先要写限额 transfers，没有写谁也转不出去'),
  'vk-17': different('参数与答复相同；先要写限额 transfers；amount 满 2000 元必填姓名相同'),
  'vk-18': same,
  'vk-19': different('批量转账微信已停用，照实拒绝，不假装'),
  'vk-20': different(
    '参数与答复照微信的字段；先要写限额 transfers；授权有自己的单，一个人在一个场景只有一张活着的；付给谁照授权，另外说的要相同',
  ),
  'vk-21': better(
    '转账有自己的单与状态，通知丢了由定时任务问到结论；transfer.js 在租约之下跑，没有办成的重来，办成了只一次；网关没有受理的不告诉',
  ),
  'vk-22': different('元与分都给；抖音没有（答 1005）；直接叫 pay/queryAccountBalance 缺省关着'),
  'vk-23': better('有 closePayment；-1 与 cancel_date 照写'),
  'vk-24': different('答复里没有 session_key：它只加密存放；其余相同'),
  'vk-25': better('AES-256-GCM：改一个字就解不开；外部系统解密请用自己的口令'),
  'vk-26': same,
  'vk-27': better('没有鉴权的 refund、transfer 等缺省关着，只有自己的云函数叫得动'),
  'vk-28': open('苹果内购还没有'),
  'vk-29': different('在哪个空间由平台说，不看调用方给的 context；其余的码相同'),
  'vk-30': different('旧表照写，除了 openid：只存指纹'),
  'vk-31': same,
  'vk-32': different('没有 original_data 与 stat_data：网关的原文不存'),
  'vk-33': same,
  'vk-34': same,
  'vk-35': better('定时任务清；不要求调用方的 context 说得出空间'),
  'vk-36': better('坏的一节点名是哪个文件，别的照常；只支持 v3'),
  'vk-37': same,
  'vk-38': open('空着的不影响别的；用 vkspay、douyin、huawei 还不行，照实说'),
  'vk-39': same,
  'vk-40': different('服务商写在商户的配置里（subMchId、appAuthToken），下单给 pid；每次下单时说的点名拒绝'),
  'vk-41': same,
  'vk-42': different('没有 openid 与 original_data：订单里不存'),
  'vk-43': same,
  'vk-44': same,
  'vk-45': better('通知、查询、定时任务都先看租约'),
  'vk-46': better('按排期重试到办成，连续失败会告警'),
  'vk-47': shown(better('轮询五分钟之后放慢；连点两下只付一次'), VK_FRONT),
  'vk-48': shown(same, PAGES),
  'vk-49': shown(better('窗口说付好了不算，问服务端；说不清的从不说成没有付。appleiapRestore 什么也不做'), VK_FRONT),
  'vk-50': shown(better('支付宝也带；网页还在的，回来先问一次'), PARTS),
  'vk-51': shown(same, PAGES),
  'vk-52': different('公开文档没有 uni-app x 的组件用法，照写不出来，所以没有给它的组件；云函数不认是什么写的，页面自己叫它、显示二维码'),
  'vk-53': better('有关单、账单与对账、告警、重试、模拟网关'),
};

export const UNI_PAY_2: Readonly<Record<string, Judged>> = {
  'up-01': same,
  'up-02': better('会改变谁得到钱的参数点名拒绝；客户端的 other 只放行付款人能带的字段'),
  'up-03': same,
  'up-04': different('别人的订单只看得到付没付、多少钱；HTTP 也能叫，照它的文档'),
  'up-05': better('结果不明的再来一次还是同一笔；没有角色、没有令牌都退不了'),
  'up-06': same,
  'up-07': better('登录了的人下的单，别人关不了；关之前先查，付了的关不掉'),
  'up-08': same,
  'up-09': same,
  'up-10': same,
  'up-11': open('微信虚拟支付还没有：照实拒绝'),
  'up-12': open('苹果内购还没有'),
  'up-13': shown(better('换一种方式之前先关掉前一个码；做不成的弹出原因'), UNI_FRONT),
  'up-14': shown(different('adpid 收下不用：付款的页面不放广告'), PAGES),
  'up-15': shown(same, UNI_FRONT),
  'up-16': shown(better('结果页自己问服务端，地址里没有金额'), PAGES),
  'up-17': different('表照写，除了 openid（只存指纹）与网关的原文'),
  'up-18': better('坏的一节点名是哪个文件，别的照常；只支持 v3'),
  'up-19': better('通知、查询、定时任务都先看租约，失败按排期重试'),
  'up-20': same,
  'up-21': better('转账、数据库里的商户在 vk-pay 自己的接口里；这里说了 pid 的点名拒绝'),
  'up-22': shown(different('公共模块 uni-pay 开源、自己管密钥、不经订单表：包里没有同名的，不盖住原来的，留着照用'), PACKED),
  'up-23': same,
};
