/** 用到数据库里的商户时才装载的一半：只有配置文件的店，它的回调从不装载（构建切成单独的文件）。 */
export { findOwnAccount } from './account';
export { findMerchant } from './book';
export { findNotifiedAccount } from './notice';
