/**
 * 照着公开文档写的两个项目：documented-vk-uni-pay（vk-uni-pay ≤ 1.18.1）与 documented-uni-pay-2（uni-pay 2.4.1）。
 * 每一行文档在项目里哪里用到、调什么、文档说答什么。
 * 写的人没有读过本仓库的实现。项目的文件原样不动：测试把整个文件夹拷走，只做一件事——把下面的占位词换成当场生成的密钥与号码。
 *
 * 占位词出现在哪些文件由测试现找（`grep -rl`）；证书与私钥的文件整个内容就是占位词，写进去的是 PEM（.p12 写 Buffer）。
 * 不是占位词、写死在配置里的 appid（如 wx6f1e…）属于故意坏掉的一节（wxpay.app-plus：证书文件不存在）。
 * 不在项目里、要由框架或插件提供的：uni_modules 下的 uni-config-center、uni-id、vk-unicloud、vk-uni-pay，与云函数 vk-pay 的入口 index.js。
 * uni-pay 2 的项目里 uni_modules/uni-pay 只有店家自己写的（notify/*.js、config/permission.js），其余由插件提供，含加密的公共文件。
 * 坏掉的处理函数是故意的：lottery.js 缺模块，flashsale.js 编译不过，GroupBuy.js 不返回，ticket.js 会抛错。
 */
import type { DocumentedRow } from './documented-rows/row';
import { vkPaymentRows } from './documented-rows/vk-payment';
import { vkQueryRows } from './documented-rows/vk-query';
import { vkTransferRows } from './documented-rows/vk-transfer';
import { vkServiceRows } from './documented-rows/vk-services';
import { vkTableRows } from './documented-rows/vk-tables';
import { vkFrontRows } from './documented-rows/vk-front';
import { uniPayCallRows } from './documented-rows/uni-pay-calls';
import { uniPayAroundRows } from './documented-rows/uni-pay-around';

export type { DocumentedCall, DocumentedRow } from './documented-rows/row';

/** 项目文件夹的名字 → 那一套文档的行 */
export const documentedRows: Readonly<Record<string, readonly DocumentedRow[]>> = {
  'documented-vk-uni-pay': [...vkPaymentRows, ...vkQueryRows, ...vkTransferRows, ...vkServiceRows, ...vkTableRows, ...vkFrontRows],
  'documented-uni-pay-2': [...uniPayCallRows, ...uniPayAroundRows],
};

/** 占位词 → 换成什么。`_ONE_LINE__`：PEM 写成一行，换行是反斜杠加 n 两个字符（放在 JS 或 JSON 的双引号里） */
export const placeholders: Readonly<Record<string, string>> = {
  __SPACE_ID__: '当前服务空间的 id，与 context.SPACEINFO.spaceId 相同',
  __NOTIFY_URL__: 'vk-pay 云函数 URL 化的完整地址，以 /http/vk-pay 结尾',
  __UNI_PAY_CO_URL__: 'uni-pay-co 云对象 URL 化的完整地址，以 /uni-pay-co 结尾',
  __NOTIFY_KEY__: '64 个字符',
  __UNI_ID_PASSWORD_SECRET__: '随便一个串',
  __UNI_ID_TOKEN_SECRET__: '随便一个串',
  __GIFTCARD_KEY__: '与外部系统约定的口令',
  __WX_APPID_MP__: '微信小程序 appid',
  __WX_SECRET_MP__: '微信小程序 secret',
  __WX_APPID_OA__: '公众号 appid',
  __WX_SECRET_OA__: '公众号 secret',
  __WX_MCHID__: '商户号',
  __WX_V2KEY__: 'v2 密钥，32 位',
  __WX_V3KEY__: 'v3 密钥，32 位',
  __WX_PUBLIC_KEY_ID__: '微信支付公钥 ID，PUB_KEY_ID_ 开头',
  __WX_APP_CERT_PEM__: '商户证书 PEM',
  __WX_APP_PRIVATE_KEY_PEM__: '商户私钥 PEM',
  __WX_PUBLIC_KEY_PEM__: '微信支付公钥 PEM',
  __WX_P12__: 'p12 证书（二进制；用不到的，写几个字节也行）',
  __WX_APP_CERT_ONE_LINE__: '商户证书，一行',
  __WX_APP_PRIVATE_KEY_ONE_LINE__: '商户私钥，一行',
  __WX_PUBLIC_KEY_ONE_LINE__: '微信支付公钥，一行',
  __ALI_APPID__: '支付宝应用 appid',
  __ALI_PRIVATE_KEY__: '应用私钥，没有头尾的 base64，一行',
  __ALI_PUBLIC_KEY__: '支付宝公钥，没有头尾的 base64，一行',
  __ALI_PUBLIC_CERT__: '支付宝公钥证书 PEM',
  __ALI_ROOT_CERT__: '支付宝根证书 PEM',
  __ALI_APP_CERT__: '应用公钥证书 PEM',
  __BRANCH_ALI_APPID__: '分店的支付宝 appid',
  __BRANCH_ALI_PRIVATE_KEY__: '分店的应用私钥，没有头尾的 base64',
  __BRANCH_ALI_PUBLIC_KEY__: '分店的支付宝公钥，没有头尾的 base64',
  __IAP_PASSWORD__: '苹果共享密钥',
  __VKSPAY_MCHID__: 'VksPay 门店号',
  __VKSPAY_KEY__: 'VksPay key',
  __VIRTUAL_MCHID__: '虚拟支付商户号',
  __VIRTUAL_OFFER_ID__: '虚拟支付 offerId',
  __VIRTUAL_APP_KEY__: '现网 AppKey',
  __VIRTUAL_SANDBOX_APP_KEY__: '沙箱 AppKey',
  __VIRTUAL_TOKEN__: '消息推送 Token',
  __VIRTUAL_AES_KEY__: 'EncodingAESKey，43 位',
  __DOUYIN_APPID__: '抖音小程序 appid',
  __DOUYIN_SECRET__: '抖音小程序 secret',
  __DOUYIN_MCHID__: '抖音商户号',
  __DOUYIN_SALT__: '担保支付 SALT',
  __DOUYIN_TOKEN__: '担保支付 Token',
  __HUAWEI_APPID__: '华为应用 appid',
  __HUAWEI_MCHID__: '华为商户号',
  __HUAWEI_AUTH_ID__: '华为 authId',
  __HUAWEI_PRIVATE_KEY__: '华为商户私钥（一行）',
  __HUAWEI_PLATFORM_KEY__: '华为平台公钥，04 开头',
  __MERCHANT_ALI_APPID__: '入驻商户 001 的支付宝 appid',
  __MERCHANT_ALI_PRIVATE_KEY__: '入驻商户的应用私钥，没有头尾的 base64',
  __MERCHANT_ALI_PUBLIC_CERT_ONE_LINE__: '入驻商户的支付宝公钥证书，一行',
  __MERCHANT_ALI_ROOT_CERT_ONE_LINE__: '入驻商户的支付宝根证书，一行',
  __MERCHANT_ALI_APP_CERT_ONE_LINE__: '入驻商户的应用公钥证书，一行',
  __MERCHANT_WX_APPID__: '入驻商户的小程序 appid',
  __MERCHANT_WX_SECRET__: '入驻商户的小程序 secret',
  __MERCHANT_WX_MCHID__: '入驻商户的商户号',
  __MERCHANT_WX_V3KEY__: '入驻商户的 v3 密钥，32 位',
  __MERCHANT_WX_APP_CERT_ONE_LINE__: '入驻商户的证书，一行',
  __MERCHANT_WX_APP_PRIVATE_KEY_ONE_LINE__: '入驻商户的私钥，一行',
  __MERCHANT_WX_PUBLIC_KEY_ONE_LINE__: '入驻商户的微信支付公钥，一行',
  __MERCHANT_WX_PUBLIC_KEY_ID__: '入驻商户的微信支付公钥 ID',
};
