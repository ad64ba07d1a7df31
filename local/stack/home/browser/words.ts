/** 数字与状态怎么写。 */

export const yuan = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '-' : ''}¥${whole}.${digits.slice(-2)}`;
};

const two = (value: number): string => String(value).padStart(2, '0');

export function clock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 今天只写时刻，别的日子带上月日。 */
export function moment(at: number, now = Date.now()): string {
  const date = new Date(at);
  return date.toDateString() === new Date(now).toDateString() ? clock(at) : `${date.getMonth() + 1}月${date.getDate()}日 ${clock(at)}`;
}

/** 离某一刻还有多久：`1 分 05 秒`、`2 小时 3 分`；过了就是「到点」。 */
export function remaining(at: number, now = Date.now()): string {
  const seconds = Math.ceil((at - now) / 1000);
  if (seconds <= 0) return '到点';
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分 ${two(seconds % 60)} 秒`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} 小时 ${minutes % 60} 分` : `${Math.floor(hours / 24)} 天`;
}

export const duration = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} 毫秒` : `${Math.round(ms)} 毫秒`);

interface State {
  readonly word: string;
  readonly tone: 'good' | 'bad' | 'wait' | 'plain';
}
const STATES: Readonly<Record<string, State>> = {
  NOTPAY: { word: '未支付', tone: 'wait' },
  NOT_SCANNED: { word: '等人扫码', tone: 'wait' },
  WAIT_BUYER_PAY: { word: '等待付款', tone: 'wait' },
  USERPAYING: { word: '付款中', tone: 'wait' },
  SUCCESS: { word: '成功', tone: 'good' },
  TRADE_SUCCESS: { word: '已付款', tone: 'good' },
  TRADE_FINISHED: { word: '已完结', tone: 'plain' },
  TRADE_CLOSED: { word: '已关闭', tone: 'plain' },
  CLOSED: { word: '已关闭', tone: 'plain' },
  REFUND: { word: '有退款', tone: 'plain' },
  REFUND_SUCCESS: { word: '已退款', tone: 'good' },
  PROCESSING: { word: '处理中', tone: 'wait' },
  WAIT_USER_CONFIRM: { word: '等收款人', tone: 'wait' },
  DEALING: { word: '处理中', tone: 'wait' },
  ABNORMAL: { word: '异常', tone: 'bad' },
  PENDING: { word: '等待投递', tone: 'wait' },
  ACKED: { word: '已确认', tone: 'good' },
  GAVE_UP: { word: '不再重发', tone: 'bad' },
  SUPPRESSED: { word: '被压住', tone: 'bad' },
};
/** 没见过的状态原样写出来。 */
export const stateOf = (name: string): State => STATES[name] ?? { word: name, tone: 'plain' };
