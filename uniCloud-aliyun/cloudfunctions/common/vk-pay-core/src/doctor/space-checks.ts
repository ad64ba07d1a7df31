/** 空间里的：索引、定时任务的心跳、员工的权限与角色。只看不改。 */
import {
  STAFF_PERMISSIONS,
  STAFF_ROLES,
  STAFF_SERVICE_NEEDS,
  type StaffService,
} from '../../../../../../common/contract/staff-permissions';
import { SERVICES } from '../../../../../../common/contract/services';
import type { Kernel } from '../kernel/kernel';
import { statsOf } from '../stats/store';
import type { Check, Examination, Found } from './examination';
import { setupIndexes } from './setup-indexes';
import { hasStaff, permissionUrls, roleIds } from './store';

/** 每分钟一次；停了这么久就不是晚了一会儿。 */
const SILENT_MS = 5 * 60_000;

async function indexes({ kernel, list }: Examination): Promise<Found[]> {
  const { indexes: all } = await setupIndexes(kernel, list);
  const unseen = all.filter(({ state }) => state === 'unseen');
  const found = all.flatMap(({ collection, name, unique, state, note = '' }): Found[] => {
    const subject = `${collection}.${name}`;
    if (state === 'untried') return [{ kind: 'index-untried', subject, fact: note }];
    if (state !== 'missing' && state !== 'different') return [];
    return [{ kind: unique ? 'unique-index-missing' : 'index-missing', subject, fact: note }];
  });
  return unseen.length === 0 ? found : [...found, { kind: 'index-unseen', subject: `${unseen.length} 个不唯一的索引` }];
}

const space = ({ kernel }: Examination): Kernel => kernel as Kernel;

async function timer(about: Examination): Promise<Found[]> {
  const beat = await statsOf(space(about)).beat();
  if (beat === undefined) return [{ kind: 'timer-never', subject: 'monitor' }];
  const silent = about.now() - beat;
  return silent < SILENT_MS ? [] : [{ kind: 'timer-silent', subject: 'monitor', fact: `${Math.floor(silent / 60_000)} 分钟没有跑` }];
}

async function permissions(about: Examination): Promise<Found[]> {
  const { vk } = space(about);
  const [known, roles, staff] = await Promise.all([permissionUrls(vk), roleIds(vk), hasStaff(vk)]);
  const missing = STAFF_PERMISSIONS.flatMap((permission): Found[] => {
    const urls = known.get(permission);
    if (!urls) return [{ kind: 'permission-missing', subject: permission, fact: '整行都没有，或停用着' }];
    const names = (Object.keys(STAFF_SERVICE_NEEDS) as StaffService[]).filter((name) => STAFF_SERVICE_NEEDS[name] === permission);
    const lacking = names.map((name) => SERVICES[name]).filter((url) => !urls.includes(url));
    return lacking.length === 0 ? [] : [{ kind: 'permission-missing', subject: permission, fact: `缺 ${lacking.join('、')}` }];
  });
  const absent = Object.keys(STAFF_ROLES).filter((role) => !roles.has(role));
  return [
    ...missing,
    ...absent.map((role): Found => ({ kind: 'role-missing', subject: role })),
    ...(staff ? [] : [{ kind: 'nobody-staff' as const, subject: 'uni-id-users' }]),
  ];
}

export const SPACE_CHECKS: readonly Check[] = [
  { id: 'indexes', area: 'database', needs: 'database', run: indexes },
  { id: 'timer', area: 'timer', needs: 'database', run: timer },
  { id: 'permissions', area: 'staff', needs: 'database', run: permissions },
];
