/** 云函数运行时的事件 → 时间线：谁调用了谁、答了什么、花了多久；定时任务做了什么。 */
import type { RuntimeEvent } from '../../unicloud';
import { milliseconds, shown, type Line } from './line';
import { recordLines } from './record-lines';

type EventOf<Type extends RuntimeEvent['type']> = Extract<RuntimeEvent, { readonly type: Type }>;
type Fields = Readonly<Record<string, unknown>>;

const CALLERS: Readonly<Record<string, string>> = {
  client: '前端',
  http: '支付网关',
  timing: '定时器',
  function: '云函数',
  server: '控制台',
};

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

/** 订单号：答复里的优先，其次入参里的。 */
function orderNumber(input: unknown, result: unknown): string {
  const data = fieldsOf(fieldsOf(input)['data']);
  return shown(fieldsOf(result)['out_trade_no'] ?? data['out_trade_no'] ?? fieldsOf(data['data'])['out_trade_no']);
}

/** 答复怎么说：业务的 code 与 msg，或 HTTP 的状态。 */
function outcomeOf({ failed, result }: EventOf<'invoke'>): { readonly text: string; readonly bad: boolean } {
  if (failed) return { text: '云函数出错', bad: true };
  const { code, msg, statusCode, mpserverlessComposedResponse } = fieldsOf(result);
  if (mpserverlessComposedResponse === true) {
    const status = typeof statusCode === 'number' ? statusCode : 200;
    return { text: `答 ${status}`, bad: status >= 400 };
  }
  if (code === 0 || code === undefined) return { text: '成功', bad: false };
  return { text: [shown(code), shown(msg)].filter(Boolean).join(' '), bad: true };
}

interface Job {
  readonly name?: unknown;
  readonly examined?: unknown;
  readonly changed?: unknown;
  readonly failed?: unknown;
  readonly error?: unknown;
}
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** 定时任务：只说有动静的；一件也没有的那一轮只算细节。 */
function timerLine(event: EventOf<'invoke'>): Line {
  const actor = '定时任务';
  if (event.failed) return { actor, text: `${event.name} 出错`, mark: 'bad' };
  const jobs = fieldsOf(event.result)['jobs'];
  const stirred = (Array.isArray(jobs) ? (jobs as Job[]) : []).filter(
    ({ changed, failed, error }) => count(changed) > 0 || count(failed) > 0 || error !== undefined,
  );
  if (stirred.length === 0) return { actor, text: `${event.name} 没有要做的`, mark: 'info', detail: true };
  const said = stirred.map(({ name, examined, changed, failed, error }) =>
    error === undefined
      ? `${shown(name)} 看了 ${count(examined)}、改了 ${count(changed)}${count(failed) > 0 ? `、失败 ${count(failed)}` : ''}`
      : `${shown(name)} 出错：${shown(error)}`,
  );
  const bad = stirred.some(({ failed, error }) => count(failed) > 0 || error !== undefined);
  return { actor, text: `${event.name}：${said.join('；')}`, mark: bad ? 'bad' : 'good' };
}

function invokeLine(event: EventOf<'invoke'>): Line {
  const caller = CALLERS[event.source] ?? shown(event.source);
  const target = [event.name, shown(event.url)].filter(Boolean).join(' ');
  if (event.phase === 'start') return { actor: caller, text: `调用 ${target}`, mark: 'info', detail: true };
  if (event.source === 'timing') return timerLine(event);
  const { text, bad } = outcomeOf(event);
  return {
    actor: caller,
    text: `${target} ${text}（${milliseconds(event.ms ?? 0)}）`,
    mark: bad ? 'bad' : 'good',
    no: orderNumber(event.input, event.result),
    detail: event.source === 'function' || event.source === 'server',
  };
}

function databaseLine({ kind, collection, write, failed }: EventOf<'database'>): Line | undefined {
  if (!write || kind === 'rollback') return undefined;
  return {
    actor: '数据库',
    text: kind === 'commit' ? '提交事务' : `${kind} ${shown(collection)}`,
    mark: failed ? 'bad' : 'info',
    detail: true,
  };
}

function httpLine({ method, url, status, ms }: EventOf<'http'>): Line {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  // 调模拟网关的，网关自己会说；调到外面去的只有这里知道。
  const outside = address?.hostname !== 'localhost';
  return {
    actor: '云函数',
    text: `${method} ${outside ? shown(address?.host) : ''}${shown(address?.pathname ?? url)} → ${status ?? '没有答复'}（${milliseconds(ms)}）`,
    mark: status !== undefined && status < 300 ? 'good' : 'bad',
    detail: !outside,
  };
}

/** 本模块的日志是一行 JSON：给人看的只取那句话。日志与错误各有自己的一行，不必说两遍。 */
function consoleLine({ name, level, text }: EventOf<'console'>): Line | undefined {
  const bad = level === 'error';
  let said: Fields = {};
  try {
    said = fieldsOf(JSON.parse(text));
  } catch {
    // 不是我们的：原样给人看。
  }
  if (said['vk_pay'] === undefined) return { actor: name, text: shown(text), mark: bad ? 'bad' : 'info', detail: !bad };
  if (said['vk_pay'] === 'log' || said['vk_pay'] === 'error') return undefined;
  const words = said['text'] ?? [said['method'], said['url'], said['status'] ?? said['failed']].map(shown).join(' ');
  return { actor: name, text: shown(words), mark: bad ? 'bad' : 'info', detail: !bad, no: shown(said['out_trade_no']) };
}

export function cloudLines(event: RuntimeEvent): readonly (Line | undefined)[] {
  switch (event.type) {
    case 'invoke':
      return [invokeLine(event)];
    case 'written':
      return recordLines(event.collection, event.before, event.after);
    case 'database':
      return [databaseLine(event)];
    case 'http':
      return [httpLine(event)];
    case 'console':
      return [consoleLine(event)];
  }
}
