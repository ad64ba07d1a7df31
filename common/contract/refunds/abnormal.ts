/** 异常的退款（收款卡作废、冻结……）再退一次：退到付款人的哪家银行的卡，或退回商户自己（docs/protocols/wxpay.md §2.5）。 */

/** 网关收哪几家的借记卡：它的代号去掉 `_DEBIT`。 */
export const BANKS = [
  ['CMB', '招商银行', 'China Merchants Bank'],
  ['COMM', '交通银行', 'Bank of Communications'],
  ['ABC', '农业银行', 'Agricultural Bank of China'],
  ['CCB', '建设银行', 'China Construction Bank'],
  ['ICBC', '工商银行', 'ICBC'],
  ['BOC', '中国银行', 'Bank of China'],
  ['PAB', '平安银行', 'Ping An Bank'],
  ['SPDB', '浦发银行', 'SPD Bank'],
  ['CITIC', '中信银行', 'China CITIC Bank'],
  ['CEB', '光大银行', 'China Everbright Bank'],
  ['CMBC', '民生银行', 'China Minsheng Bank'],
  ['CIB', '兴业银行', 'Industrial Bank'],
  ['GDB', '广发银行', 'China Guangfa Bank'],
  ['PSBC', '邮储银行', 'Postal Savings Bank of China'],
  ['NBCB', '宁波银行', 'Bank of Ningbo'],
] as const;
export type Bank = (typeof BANKS)[number][0];

/** 付款人的借记卡。只在这一次请求里：当场加密交给网关，不存、不记日志。 */
export interface PayerCard {
  readonly bank: Bank;
  readonly bank_account: string;
  readonly real_name: string;
}
