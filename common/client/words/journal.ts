/** 员工查错误的话。 */
import { words } from './words';

export const ERRORS = words({
  staffOnly: ['错误记录只有员工可以看。', 'Errors are for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看错误记录的权限。`,
    (who: string): string => `${who || 'This account'} may not see errors.`,
  ],
  offlineHint: ['连上网络之后自动再读。', 'They are read again once you are online.'],
  searchBy: ['按什么查', 'Search by'],
  request_id: ['请求编号', 'Request id'],
  out_trade_no: ['订单号', 'Order no.'],
  code: ['错误码', 'Code'],
  anyCode: ['全部', 'All'],
  wantedHint: ['付款人报来的那一串；不填就列出最近的', 'The string the payer read out; leave empty for the latest'],
  wrong: ['格式不对，请粘贴完整的一串', 'Not in the right form: paste the whole string'],
  search: ['查询', 'Search'],
  searching: ['查询中…', 'Searching…'],
  clear: ['看最近的', 'Latest'],
  count: [
    (shown: number, more: boolean): string => (more ? `已列出 ${shown} 条，还有更多` : `共 ${shown} 条`),
    (shown: number, more: boolean): string => (more ? `${shown} listed, there are more` : `${shown} in all`),
  ],
  recorded: [(said: string): string => `记下的原话 ${said}`, (said: string): string => `As recorded: ${said}`],
  kept: ['留 180 天，新的在前', 'Kept for 180 days, latest first'],
  loading: ['正在读取错误', 'Loading'],
  failed: ['没有读到错误', 'Errors could not be loaded'],
  none: ['没有这样的错误', 'No such errors'],
  noneHint: ['换一个编号再查；一切顺利的请求在这里没有记录。', 'Try another number; a request that went well leaves nothing here.'],
  cloud: ['云端', 'Cloud'],
  client: ['前端', 'Client'],
  final: ['重试没有用', 'Retrying does not help'],
  retryable: ['可以重试', 'May be retried'],
  gateway: ['网关', 'Gateway'],
  openOrder: ['看这张订单', 'Open the order'],
  sameRequest: ['同一次请求的', 'Same request'],
  more: ['再看一些', 'More'],
});
