/** 端 → 驱动。端由服务端的答复决定，前端不猜；每个端只编译进自己用得到的驱动。 */
import type { Platform } from '../../../contract/channels';
import type { Driver } from './driver';
import { qrcode } from './qrcode';
// #ifdef MP-WEIXIN
import { mpWeixin } from './mp-weixin';
// #endif
// #ifdef MP-ALIPAY
import { mpAlipay } from './mp-alipay';
// #endif
// #ifdef APP
import { appPlus } from './app-plus';
import { appWeb } from './app-web';
// #endif
// #ifdef H5
import { h5Weixin } from './h5-weixin';
import { mweb } from './mweb';
// #endif

export const DRIVERS: ReadonlyMap<Platform, Driver> = new Map<Platform, Driver>([
  // 任何端都可以要求二维码（vk-uni-pay 的 needQRcode）
  ['h5', qrcode],
  // #ifdef MP-WEIXIN
  ['mp-weixin', mpWeixin],
  // #endif
  // #ifdef MP-ALIPAY
  ['mp-alipay', mpAlipay],
  // #endif
  // #ifdef APP
  ['app-plus', appPlus],
  ['mweb', appWeb],
  // #endif
  // #ifdef H5
  ['h5-weixin', h5Weixin],
  ['mweb', mweb],
  ['page', mweb],
  // #endif
]);
