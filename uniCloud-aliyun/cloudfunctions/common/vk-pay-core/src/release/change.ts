/** 员工看与改：每个功能开到哪里。谁、什么时候、为什么、改成什么，与改变同一次写入。 */
import {
  FEATURES,
  type ChangeReleaseAnswer,
  type FeatureName,
  type ListReleasesAnswer,
  type ReleaseView,
} from '../../../../../../common/contract/release/release';
import { changeReleaseSchema } from '../../../../../../common/contract/release/params';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { announceStored } from '../kernel/stored-version';
import { requireParams } from '../kernel/validate';
import { forgetReleases, untouched } from './releases';
import { allReleases, writeRelease, type ReleaseRecord } from './store';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;

function viewOf(k: Kernel, feature: FeatureName, row: ReleaseRecord | undefined): ReleaseView {
  const { enabled, percentage, allow, deny } = row ?? untouched(k, feature);
  return {
    feature,
    enabled,
    percentage,
    allow,
    deny,
    untouched: row === undefined,
    version: row?.version ?? 0,
    history: [...(row?.history ?? [])].reverse(),
  };
}

async function read(k: Kernel): Promise<Map<FeatureName, ReleaseRecord>> {
  return new Map((await allReleases(k.vk)).map((row) => [row._id, row]));
}

/** listReleases。调用方必须已核验员工身份。 */
export async function listReleases(k: Kernel): Promise<Body<ListReleasesAnswer>> {
  const rows = await read(k);
  return { rows: FEATURES.map((feature) => viewOf(k, feature, rows.get(feature))), server_date: k.now() };
}

/** changeRelease。调用方必须已核验员工身份。@throws PayError 40001 点名字段，或别人先改过 */
export async function changeRelease(k: Kernel, input: unknown, operator: string): Promise<Body<ChangeReleaseAnswer>> {
  const { feature, version, reason, enabled, percentage, allow, deny } = requireParams(changeReleaseSchema, input);
  const row = (await read(k)).get(feature);
  const change = { at: k.now(), operator, reason, enabled, percentage, allow: [...new Set(allow)], deny: [...new Set(deny)] };
  const taken = (row?.version ?? 0) !== version || !(await writeRelease(k.vk, feature, row, change, k.ids.nonce()));
  if (taken) throw PayError.param([{ field: 'version', problem: '别人刚改过，请重新打开再改' }]);
  forgetReleases(k);
  await announceStored(k, 'releases');
  k.journal.log({
    type: 'release',
    status: 'SUCCESS',
    user_id: operator,
    startedAt: change.at,
    note: `${feature} ${enabled ? `${percentage}%` : '关'} 名单 ${change.allow.length}/${change.deny.length}：${reason}`,
  });
  return { release: viewOf(k, feature, (await read(k)).get(feature)), server_date: k.now() };
}
