/** 清单页的话。中文照体检的表，这里只有英文；少写一种编译不过。 */
import type { Finding } from '../../contract/doctor/doctor';
import { AREA_TITLES, FINDINGS, type DoctorArea, type FindingKind } from '../../contract/doctor/findings';
import { words } from './words';

const AREAS = words({
  config: [AREA_TITLES.config, 'Configuration'],
  keys: [AREA_TITLES.keys, 'Keys and certificates'],
  gateway: [AREA_TITLES.gateway, 'Gateways'],
  notify: [AREA_TITLES.notify, 'Notify addresses'],
  database: [AREA_TITLES.database, 'Database'],
  timer: [AREA_TITLES.timer, 'Timer'],
  staff: [AREA_TITLES.staff, 'Staff and permissions'],
  release: [AREA_TITLES.release, 'Release'],
});
export const areaTitle = (area: DoctorArea): string => AREAS[area];

/** 是什么、为什么、怎么办 */
type Said = readonly [what: string, why: string, todo: string];

const ENGLISH: Readonly<Record<FindingKind, Said>> = {
  'config-refused': [
    'The configuration is wrong; nothing starts',
    'With wrong settings it is better to take no money than to take it anyhow.',
    'Mend this place in uni-config-center, upload it and the functions that use it.',
  ],
  'config-section': [
    'This account section is wrong and off',
    'The checkout does not offer the way, and its open orders cannot be settled.',
    'Mend this place in uni-pay/config.js, or leave the whole section empty if you do not use it.',
  ],
  'no-account': ['No account is open', 'The checkout has no way to pay.', 'Fill in at least one section of uni-pay/config.js.'],
  'https-off': ['Production does not require https', 'Orders and login tokens travel in the clear.', 'Set requireHTTPS back to true.'],
  'rate-limit-off': [
    'Production has no rate limit',
    'One person can use up the quota of the database.',
    'Set rateLimit.max to a number above 0.',
  ],
  'key-problem': [
    'A key or certificate is wrong',
    'Nothing can be signed or verified with it; the section is off.',
    'Put in the right file as described; any way of pasting it will do.',
  ],
  'own-key': [
    "Your own key stands in for the gateway's",
    'Whoever gets the merchant key can forge payments, and no true notice is recognised.',
    "Download the gateway's public key from the merchant platform and put it here.",
  ],
  'certificate-expired': [
    'A certificate has expired',
    'What it signs is refused or no longer trusted.',
    'Renew it on the platform and replace it here.',
  ],
  'certificate-expiring': [
    'A certificate expires within thirty days',
    'On that day payments stop.',
    'Renew it now; old and new may stand side by side, see docs/security.en.md.',
  ],
  'encryption-key': [
    'The encryption key is wrong',
    'Short or repeated keys make encryption a decoration, so nothing starts.',
    'Make one with openssl rand -base64 32 and put k1:<base64> into VK_PAY_ENCRYPTION_KEYS.',
  ],
  'no-encryption-key': [
    'There is no encryption key',
    'Orders with a receiver are refused, transfers do not work, notices are not kept.',
    'Set VK_PAY_ENCRYPTION_KEYS on every function, if you need any of these.',
  ],
  'environment-crossing': [
    'This environment must not talk to this gateway; it is off',
    '"Paid" in a sandbox is not money, and a real gateway in development takes real money.',
    'Change sandbox or gateways of this environment, see docs/environments.en.md.',
  ],
  'gateway-unreachable': [
    'The gateway cannot be reached',
    'Normal when offline; in the cloud no order can be placed or settled.',
    'Check again online; in the cloud look at the address in gateways and its certificate.',
  ],
  'clock-skew': [
    'The clock is too far from the gateway',
    'Beyond five minutes WeChat refuses our requests, and we refuse true notices as old.',
    'Set the clock of this machine (NTP); in the cloud ask the platform.',
  ],
  'clock-drift': ['The clock is a little off', 'Five minutes is still far, but the clock is drifting.', 'Switch on NTP.'],
  'gateway-refuses': [
    'The gateway does not know our signature, or its answer cannot be verified',
    'Private key, certificate serial, merchant number or AppID do not match: every order will fail.',
    'Check what the gateway says; private key and serial must be of one certificate, the public key the one shown now.',
  ],
  'notify-url': [
    'The notify address is wrong',
    'The gateway has nowhere to tell us that somebody paid.',
    'Write https://<domain>/pay-notify without query and fragment, keyed by the space id.',
  ],
  'notify-local': [
    'The notify address of production is local',
    'The gateway comes from the internet and cannot get there.',
    'Use the public domain bound to pay-notify.',
  ],
  'notify-path': [
    'The notify address does not look like pay-notify',
    'With another path notices end up elsewhere.',
    'Let it end in /pay-notify, or make sure the console says the same.',
  ],
  'unique-index-missing': [
    'A unique index is missing or wrong',
    'One number becomes two rows: a repeated request is paid twice.',
    'HBuilderX: right-click database, initialise; remove duplicates first if there are any.',
  ],
  'index-missing': [
    'An index is missing or wrong',
    'With many orders each query reads the whole table until the platform throttles it.',
    'HBuilderX: right-click database, initialise; existing ones stay.',
  ],
  'index-untried': [
    'A unique index could not be tried',
    'Nobody knows whether it is there; most likely the table is not made yet.',
    'Initialise the database first, then check again.',
  ],
  'index-unseen': [
    'Some indexes cannot be seen from here',
    'The built-in database cannot list indexes, and plain ones cannot be tried.',
    'Compare them in the console; the list is in uniCloud-aliyun/database, the index.json files.',
  ],
  'schema-missing': [
    'A table has no definition',
    'Initialising does not make it, and transactions need it.',
    'Take the file back from the repository.',
  ],
  'timer-silent': [
    'The timer has stopped',
    'Repairs, refunds, reconciliation and alerts depend on it.',
    'Console, function monitor, timer: once a minute; then look at its log.',
  ],
  'timer-never': [
    'The timer has never run',
    'Right after a deployment wait a minute or two; otherwise there is no trigger.',
    'Console, function monitor, timer: cron:20 * * * * *',
  ],
  'timer-undeclared': [
    'package.json of monitor has no usable trigger',
    'Once uploaded, nothing wakes it.',
    'Write cloudfunction-config.triggers again: seven fields, fixed seconds, once a minute.',
  ],
  'permission-missing': [
    'uni-id-permissions lacks a permission or some of its services',
    'The framework decides by this table; staff cannot open them.',
    'Add the rows of uni-id-permissions.init_data.json; do not overwrite your own.',
  ],
  'role-missing': [
    'uni-id-roles lacks this role',
    'Only admin gets in.',
    'Add the rows of uni-id-roles.init_data.json, unless you made roles of your own.',
  ],
  'nobody-staff': ['No user is staff', 'Nobody can open what waits for a person.', 'Add pay-admin to your role in uni-id-users.'],
  'test-endpoints': [
    'Test endpoints are open in production',
    'Anybody can use the demo login, also that of demo staff.',
    'Upload what npm run build makes; do not set removeTestEndpoints to false.',
  ],
  'manifest-appid': [
    "The AppID in manifest.json is not the account's",
    'A mini program cannot call up the payment.',
    'Write the same in both, see docs/manifest.en.md.',
  ],
  'h5-domain': [
    'WeChat Pay on web pages needs registered domains',
    'Without domain or Referer WeChat refuses the page.',
    'Merchant platform, development settings: H5 domain and JSAPI directory; do not set no-referrer.',
  ],
  'egress-ip': [
    'Transfers need a fixed egress IP',
    'The IP of cloud functions changes, and the list on the platform would shut you out.',
    'Run an https relay and put it into gateways, see docs/deploy.en.md.',
  ],
  'check-failed': [
    'A check could not be done',
    'Nobody knows about that part.',
    'Look at the error; if database or network failed, check again.',
  ],
};

const SAID: Readonly<Record<FindingKind, { readonly what: string; readonly why: string; readonly todo: string }>> = Object.fromEntries(
  Object.entries(FINDINGS).map(([kind, { what, why, todo }]) => {
    const english = ENGLISH[kind as FindingKind];
    return [kind, words({ what: [what, english[0]], why: [why, english[1]], todo: [todo, english[2]] })];
  }),
) as never;

/** 服务端比页面新、说了这里不认识的：照它自己的话。 */
export const findingWords = (finding: Finding): Pick<Finding, 'what' | 'why' | 'todo'> =>
  Object.hasOwn(SAID, finding.kind) ? SAID[finding.kind] : finding;

export const CHECKLIST = words({
  staffOnly: ['清单只有员工可以看。', 'The checklist is for staff only.'],
  notAllowed: [
    (who: string): string => `${who || '这个账号'}没有看清单的权限（pay-admin）。`,
    (who: string): string => `${who || 'This account'} may not see the checklist (pay-admin).`,
  ],
  offlineHint: ['连上网络之后自动再查。', 'It is checked again once you are online.'],
  loading: ['正在一处处查', 'Checking'],
  failed: ['没有查成', 'The check could not be done'],
  again: ['再查一次', 'Check again'],
  checking: ['正在查…', 'Checking…'],
  summary: [
    (errors: number, warnings: number): string => `${errors} 处错误，${warnings} 处要留意`,
    (errors: number, warnings: number): string => `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} to look at`,
  ],
  fine: ['没有要改的', 'Nothing to change'],
  fineHint: ['每一处都看过了。下面的提醒不是错。', 'Everything was looked at. Hints are not mistakes.'],
  seen: [
    (environment: string, when: string): string => `${environment} · ${when}`,
    (environment: string, when: string): string => `${environment} · ${when}`,
  ],
  error: ['错误', 'Error'],
  warning: ['留意', 'Look at'],
  info: ['提醒', 'Hint'],
  ok: ['没有问题', 'Fine'],
  skipped: [(why: string): string => `没有查：${why}`, (why: string): string => `Not checked: ${why}`],
  todo: [(what: string): string => `怎么办：${what}`, (what: string): string => `What to do: ${what}`],
});
