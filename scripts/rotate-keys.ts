/**
 * npm run rotate-keys：把本地数据里用旧密钥封着的换成现在的；云上的由员工服务 `pay/sys/rotateKeys` 换（同一段代码）。
 * 密钥与云端一样写在 VK_PAY_ENCRYPTION_KEYS 里，新的在最前；数据目录自己的那一把（dev）总在最后，所以换过之后 `npm start` 也要带着它。
 */
import color from 'picocolors';
import type { KeyRotation, RotateKeysAnswer } from '../common/contract/keys/rotation';
import { SERVICES } from '../common/contract/services';
import { developmentKeys } from '../local/stack/config-center';
import { readCipherKeys } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/encryption';
import type { ConfigProblem } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/credentials';
import { padded, width } from './columns';
import { asLocalStaff, localData, type StaffCall } from './local-staff';
import { PlainError } from './plain-error';

export interface RotateKeysOptions {
  readonly data: string | undefined;
  readonly batch: number | undefined;
  readonly 'dry-run': boolean;
}

/** 一遍遍叫，直到走完；怎么走的由服务决定。 */
async function walk(call: StaffCall, data: { dry_run: boolean; batch?: number }): Promise<KeyRotation> {
  let changed = 0;
  let after: string | undefined;
  for (;;) {
    const input = { ...data, ...(after === undefined ? {} : { after }) };
    const done = (await call(SERVICES.rotateKeys, input)) as unknown as RotateKeysAnswer;
    changed += done.changed;
    if (done.next === undefined) return { ...done, changed };
    console.log(color.dim(`  换了 ${changed}，还剩 ${done.left}`));
    after = done.next;
  }
}

/** 每张表一行，几个数对齐。 */
export function tableLines(tables: KeyRotation['tables']): string[] {
  const widest = Math.max(...tables.map(({ table }) => width(table)));
  const column = (name: string, key: 'changed' | 'failed' | 'left', { [key]: count }: KeyRotation['tables'][number]): string =>
    `${name} ${String(count).padStart(Math.max(...tables.map((row) => String(row[key]).length)))}`;
  return tables.map((row) =>
    [padded(row.table, widest), column('换了', 'changed', row), column('换不了', 'failed', row), column('还剩', 'left', row)].join('  '),
  );
}

function tell({ current, old, tables, changed, left, lost, failures }: KeyRotation, dryRun: boolean): void {
  console.log(`现在的密钥 ${current}${old.length > 0 ? `，旧的 ${old.join('、')}` : '，没有旧的'}`);
  for (const line of tableLines(tables)) console.log(`  ${line}`);
  for (const failure of failures) console.log(color.red(`  ✗ ${failure} 换不了：解不开或读不懂，看告警与错误日志`));
  if (lost > 0) console.log(color.red(`  ✗ ${lost} 行是用配置里没有的密钥封着的：把那把放回来，否则解不开`));
  if (old.length === 0)
    return console.log('要换密钥：VK_PAY_ENCRYPTION_KEYS="k2:<base64>" npm run rotate-keys（openssl rand -base64 32 生成）');
  if (left > 0)
    return console.log(dryRun ? `要换 ${left} 行；没有改动。` : color.yellow(`换了 ${changed} 行，还剩 ${left} 行，旧的密钥先不要拿掉。`));
  // 解不开的那些也许正要靠旧的：先弄清楚
  if (lost === 0) console.log(color.green(`✓ 还剩 0 行，旧的密钥（${old.join('、')}）可以拿掉了。`));
}

/** @throws PlainError 没有数据、数据正被使用、密钥写得不对 */
export async function rotateLocalKeys({ data, batch, 'dry-run': dryRun }: RotateKeysOptions): Promise<void> {
  const dataDir = localData(data);
  const problems: ConfigProblem[] = [];
  readCipherKeys(undefined, developmentKeys(dataDir), problems);
  if (problems.length > 0) throw new PlainError(problems.map(({ problem }) => `VK_PAY_ENCRYPTION_KEYS：${problem}`).join('\n'));
  const settings = { keepNotifies: true, encryption: { keys: developmentKeys(dataDir), fields: [] } };
  const busy = `正在跑的那一份也会换：定时任务每分钟换一些，员工（pay-admin）可以叫 ${SERVICES.rotateKeys}`;
  const done = await asLocalStaff({ dataDir, settings, busy }, ({ call }) =>
    walk(call, { dry_run: dryRun, ...(batch === undefined ? {} : { batch }) }),
  );
  tell(done, dryRun);
  if (done.failed > 0 || done.lost > 0) process.exitCode = 1;
}
