/** 告警的收件箱：列出来、认领。 */
import type { AcknowledgeAlertAnswer, AlertView, ListAlertsAnswer } from '../../../../../../common/contract/watch/alerts';
import { acknowledgeAlertSchema, listAlertsSchema } from '../../../../../../common/contract/watch/alerts-params';
import { cleanText } from '../journal/redact';
import { DAY_MS } from '../kernel/clock';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { contend, LostRace } from '../ledger/conflict';
import { viewAlert, type AlertRecord } from './record';
import { alertsOf } from './store';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;
const WEEK_MS = 7 * DAY_MS;

/** 每一种数一次，不是每一条数一次。 */
async function viewAll(k: Kernel, rows: readonly AlertRecord[]): Promise<AlertView[]> {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const counts = new Map(
    await Promise.all(kinds.map(async (kind) => [kind, await alertsOf(k).countKind(kind, k.now() - WEEK_MS)] as const)),
  );
  return rows.map((row) => viewAlert(row, counts.get(row.kind) ?? 0));
}
async function viewOne(k: Kernel, row: AlertRecord): Promise<AlertView> {
  return (await viewAll(k, [row]))[0] as AlertView;
}

/** listAlerts。调用方必须已核验员工身份。@throws PayError 40001 */
export async function listAlerts(k: Kernel, input: unknown): Promise<Body<ListAlertsAnswer>> {
  const { status, pageIndex = 1, pageSize = 20 } = requireParams(listAlertsSchema, input ?? {});
  const alerts = alertsOf(k);
  const [{ rows, hasMore }, OPEN, ACKNOWLEDGED] = await Promise.all([
    alerts.list({ pageIndex, pageSize, ...(status ? { status } : {}) }),
    alerts.countOpen(),
    alerts.countAcknowledged(),
  ]);
  return { rows: await viewAll(k, rows), hasMore, counts: { OPEN, ACKNOWLEDGED }, server_date: k.now() };
}

/** acknowledgeAlert：有人认领了，不再升级。已经认领的、好了的原样返回。@throws PayError 40001；40005 没有这条告警 */
export async function acknowledgeAlert(k: Kernel, input: unknown, operator: string): Promise<Body<AcknowledgeAlertAnswer>> {
  const { id, note } = requireParams(acknowledgeAlertSchema, input);
  return contend(k, async () => {
    const row = await alertsOf(k).find(id);
    if (!row) throw new PayError('ORDER_NOT_FOUND', { msg: '没有这条告警' });
    if (row.status !== 'OPEN') return { alert: await viewOne(k, row), taken: row.acknowledged?.by === operator };
    const acknowledged = { by: operator, at: k.now(), note: cleanText(note, 200) };
    const written = await alertsOf(k).write(row, { status: 'ACKNOWLEDGED', acknowledged });
    if (!written) throw new LostRace();
    return { alert: await viewOne(k, written), taken: true };
  });
}
