/** 前端的失败与异常 → payment_errors（已脱敏）。 */
import { recordErrorSchema } from '../../../../../../common/contract/watch/client-error-params';
import type { Kernel } from '../kernel/kernel';
import { clientErrorRow } from './error-row';
import { requireParams } from '../kernel/validate';

/** recordError。写不进去也不报错：上报失败不该再打扰付款人。@throws PayError 40001 */
export async function recordClientError(k: Kernel, input: unknown, user_id: string): Promise<Record<string, never>> {
  const report = requireParams(recordErrorSchema, input);
  k.journal.errorRow(
    clientErrorRow({
      kind: report.kind,
      ...(report.code === undefined ? {} : { code: report.code }),
      message: report.message ?? '',
      user_id,
      ...(report.out_trade_no ? { out_trade_no: report.out_trade_no } : {}),
      ...(report.stage ? { stage: report.stage } : {}),
      ...(report.detail ? { detail: report.detail } : {}),
    }),
  );
  return {};
}
