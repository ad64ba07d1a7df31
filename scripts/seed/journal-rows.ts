/** 一张订单的经过 → 日志与错误。行由产品自己的 journal 拼成，这里只说什么时候发生了什么。 */
import type { Journal } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/journal';
import { clientErrorRow } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/error-row';
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import { createDice, type Dice } from './dice';
import type { Logbook } from './logbook';
import { PID, REFUND_REFUSED_CODE, requestIdOf, STUCK_ATTEMPTS, UNRESOLVED } from './order-row';
import type { RefundStory, Story } from './story';

const AGENTS = [
  { text: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) MicroMessenger/8.0.50', weight: 5 },
  { text: 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile', weight: 4 },
  { text: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0', weight: 2 },
] as const;
/** 前端报上来的：多半是付款人自己取消、网络断了 */
const CLIENT_TROUBLES = [
  { code: 40004, message: '网络连接失败，请重试', stage: 'createPayment', weight: 5 },
  { code: 'requestPayment:fail', message: '调起支付失败', stage: 'requestPayment', weight: 3 },
] as const;
const CLIENT_TROUBLE = 0.004;
const FULFIL_ERRORS = 2;
/** 重试到告警用了多久 */
const STUCK_AFTER_MS = 20 * 60_000;
const PROBED = 0.001;
const FORGED = 0.0002;

export async function journalRows(stories: readonly Story[], seed: number, book: Logbook): Promise<void> {
  const dice = createDice(seed, 'journal');
  for (const story of stories) {
    const agent = dice.pick(AGENTS).text;
    const at: At = (when, step, mine) => book.open(when, requestIdOf(story, step), ...(mine ? [story.ip, agent] : []));
    write(story, at);
    if (dice.chance(CLIENT_TROUBLE)) {
      const { code, message, stage } = dice.pick(CLIENT_TROUBLES);
      const report = { kind: 'error', code, message, stage, user_id: story.user, out_trade_no: story.no };
      at(story.at + 900, 'e', true).errorRow(clientErrorRow(report));
    }
    await book.flush();
    await alarm(story, at);
  }
  knocks(stories, dice, book);
  await book.flush();
}

/** 还在等人的：与产品自己告的是同一条，它再遇到也不会多告一次。 */
async function alarm({ no, ending, closedAt, fulfil, heard, refunds }: Story, at: At): Promise<void> {
  for (const { no: id, outcome, finishAt } of refunds)
    if (outcome === 'abnormal')
      await at(finishAt, 'n', false).alert({
        kind: 'refund-abnormal',
        level: 'critical',
        out_trade_no: no,
        fact: id,
        message: `退款 ${id} 退不到付款人的账户，请到商户平台处理（钱还在网关，不会自己动）`,
        figures: { out_refund_no: id },
      });
  if (heard && fulfil === 'stuck')
    await at(heard.at + STUCK_AFTER_MS, 'f', false).alert({
      kind: 'fulfil-failing',
      level: 'critical',
      out_trade_no: no,
      fact: no,
      message: `已支付，业务处理连续失败 ${STUCK_ATTEMPTS} 次`,
      figures: { attempts: STUCK_ATTEMPTS },
    });
  if (ending === 'unresolved' && closedAt !== undefined)
    await at(closedAt, 'x', false).alert({
      kind: 'order-unresolved',
      level: 'critical',
      out_trade_no: no,
      message: `${UNRESOLVED}，转人工`,
    });
}

/** 敲错门的回调：微信每天探测一次签名，偶尔有人拿假的来试。 */
function knocks(stories: readonly Story[], dice: Dice, book: Logbook): void {
  for (const story of stories) {
    const probe = story.way.provider === 'wxpay' && dice.chance(PROBED);
    if (!probe && !dice.chance(FORGED)) continue;
    const error = new PayError('SIGNATURE', { detail: probe ? '签名探测' : '签名不对' });
    book.open(story.at, requestIdOf(story, 'k')).error(error, { type: `notify-unverified:${story.way.provider}` });
  }
}

type At = (when: number, step: string, mine: boolean) => Journal;

function write(story: Story, at: At): void {
  const { no, way, item, user, refused, acceptedAt, heard, closedAt, queries, refunds } = story;
  const about = { out_trade_no: no, provider: way.provider, platform: way.platform, pid: PID, amount: item.fee, user_id: user };
  const failed = (journal: Journal, type: string, error: PayError, startedAt: number): void => {
    journal.log({ type, ...about, status: 'ERROR', startedAt, error });
    journal.error(error, { type, out_trade_no: no });
  };
  if (refused) failed(at(story.at + refused.ms, 'c', true), 'create', new PayError(refused.why.kind, refused.why), story.at);
  if (acceptedAt !== undefined)
    at(acceptedAt, 'c', true).log({
      type: 'create',
      ...about,
      status: 'SUCCESS',
      startedAt: acceptedAt - story.ms,
      note: `${way.provider}_${way.platform}`,
    });
  for (const when of queries) {
    const answer = heard?.by === 'query' && when === queries.at(-1) ? 'SUCCESS' : acceptedAt === undefined ? 'NOT_EXIST' : 'NOTPAY';
    at(when, 'q', false).log({ type: 'query', ...about, status: 'SUCCESS', startedAt: when - Math.round(way.ms * 0.7), note: answer });
  }
  if (closedAt !== undefined && story.ending !== 'unresolved' && acceptedAt !== undefined)
    at(closedAt, 'x', story.ending === 'left').log({
      type: 'close',
      ...about,
      status: 'SUCCESS',
      startedAt: closedAt - way.ms,
      note: 'closed',
    });
  if (heard?.by === 'notify')
    at(heard.at, 'p', false).log({
      type: 'notify',
      status: 'SUCCESS',
      out_trade_no: no,
      provider: way.provider,
      platform: way.platform,
      pid: PID,
      amount: item.fee,
      startedAt: heard.at - heard.ms,
      note: 'SUCCESS',
    });
  if (heard && story.fulfil !== 'done') {
    const error = new PayError('SYSTEM', { detail: '仓库接口没有应答', cause: new Error('仓库接口没有应答') });
    for (let n = 0; n < FULFIL_ERRORS; n += 1) at(heard.at + n * 10_000, 'f', false).error(error, { type: 'fulfil', out_trade_no: no });
    if (story.fulfil === 'shaky') {
      const done = heard.at + FULFIL_ERRORS * 20_000;
      at(done, 'f', false).log({ type: 'fulfil', ...about, status: 'SUCCESS', startedAt: done - 60 });
    }
  }
  for (const refund of refunds) writeRefund(story, refund, at, failed);
}

function writeRefund(
  { no, way, user }: Story,
  { at: asked, ms, fee, outcome, finishAt }: RefundStory,
  at: At,
  failed: (journal: Journal, type: string, error: PayError, startedAt: number) => void,
): void {
  const answered = asked + ms;
  if (outcome === 'refused') {
    const code = REFUND_REFUSED_CODE[way.provider];
    failed(at(answered, 'r', true), 'refund', new PayError('BALANCE', code ? { gatewayCode: code } : {}), asked);
    return;
  }
  const about = { out_trade_no: no, provider: way.provider, platform: way.platform, pid: PID, amount: fee };
  const note = way.provider === 'wxpay' ? 'PENDING' : 'SUCCESS';
  at(answered, 'r', true).log({ type: 'refund', ...about, user_id: user, status: 'SUCCESS', startedAt: asked, note });
  if (way.provider === 'wxpay' && outcome !== 'running')
    at(finishAt, 'n', false).log({
      type: 'notify',
      ...about,
      status: 'SUCCESS',
      startedAt: finishAt - 30,
      note: outcome === 'done' ? 'SUCCESS' : 'ABNORMAL',
    });
}
