/**
 * 事务写冲突的识别与重试。云端事务冲突时立即失败，要求调用方自己重来；
 * 重来之前让出一轮事件循环，不睡眠。
 */
import { PayError } from '../kernel/pay-error';

export function isWriteConflict(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errCode, message, errMsg } = error as Record<string, unknown>;
  return [code, errCode, message, errMsg].some(
    (text) => (typeof text === 'string' && /WriteConflict|write conflict|TransientTransaction/i.test(text)) || text === 112,
  );
}

const MAX_TRIES = 60;

/** @throws PayError BUSY 冲突太多 */
export async function retryOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isWriteConflict(error)) throw error;
      if (tries >= MAX_TRIES) throw new PayError('BUSY', { cause: error, detail: '事务冲突过多' });
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
