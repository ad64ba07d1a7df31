/** 装配一次请求的内核。配置与密钥每个云函数实例只解析一次，环境变量变了再读一次。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import { listProblems, loadConfig, type Config } from '../config/config';
import { readEnvironment } from '../config/environments';
import { isGatewayHost } from '../config/gateway-hosts';
import type { Settings } from '../config/settings';
import { createJournal } from '../journal/journal';
import { createJournalStore } from '../journal/store';
import { systemClock, type Clock } from '../kernel/clock';
import { printFailure } from '../kernel/console-line';
import { createGatewayHttp } from '../kernel/http';
import { onlyOutside } from '../kernel/outbound';
import { systemIds, type Ids } from '../kernel/ids';
import type { Kernel, Share } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import type { Session } from '../kernel/session';
import { spaceIdOf } from '../kernel/space';
import { withinTime } from '../kernel/time-limit';
import type { CloudContext, ConfigCenter, Vk } from '../kernel/vk';
import { claim } from '../ledger/claim';
import { indexPaymentTypes, type DeclaredType } from '../order-types/registry';
import type { Account, ProviderPorts, ProviderReceiver } from '../providers/provider';

export interface KernelOptions {
  readonly vk: Vk;
  readonly paymentTypes: readonly DeclaredType[];
  readonly context?: CloudContext;
  /** 核验过的登录态 */
  readonly session?: Session;
  /** 定时任务的一份 */
  readonly share?: Share;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** 控制台上改了环境变量立刻生效：已经在跑的实例也要重新读，旧的密钥不留在手里。 */
const versionOf = (env: NodeJS.ProcessEnv): string =>
  ['VK_PAY_ENV', 'UNI_CLOUD_ENV', 'NODE_ENV', 'VK_PAY_ENCRYPTION_KEYS'].map((name) => env[name] ?? '').join('\n');

interface Shared<Available> {
  /** 是照哪些环境变量读出来的 */
  readonly version: string;
  readonly config: Config;
  readonly providers: ReadonlyMap<ProviderName, Available>;
}

/** 每次往来之前，给渠道带上它另要的东西。 */
type Accompany<Available extends ProviderReceiver> = (k: Kernel<Available>, provider: Available, account: Account) => Available;

/**
 * 造出 createKernel。配置与密钥每个云函数实例只解析一次；键是框架实例，测试里各不相干。
 * @param createProviders 这个函数装载哪些渠道
 * @param connect 怎样与网关说话；设置要等配置读好才有，第一次说话时再取
 * @param read 怎样读配置中心；回调函数原样读
 * @param accompany 缺省什么也不带
 */
export function kernelFactory<Available extends ProviderReceiver>(
  createProviders: (ports: ProviderPorts) => ReadonlyMap<ProviderName, Available>,
  connect: (vk: Vk, clock: Clock, settings: () => Settings) => Pick<ProviderPorts, 'http' | 'openApi'> = (vk) => ({
    http: createGatewayHttp(vk),
  }),
  read = (center: ConfigCenter): ConfigCenter => center,
  accompany: Accompany<Available> = (_k, provider) => provider,
): (options: KernelOptions) => Kernel<Available> {
  /** 框架实例 → 空间 → 共用的一切；平台说得出空间时恒为一份 */
  const sharedByFramework = new WeakMap<object, Map<string, Shared<Available>>>();

  const loadShared = (vk: Vk, context: CloudContext, clock: Clock, ids: Ids): Shared<Available> => {
    const spaceId = spaceIdOf(context);
    const bySpace = sharedByFramework.get(vk) ?? new Map<string, Shared<Available>>();
    const known = bySpace.get(spaceId ?? '');
    const version = versionOf(process.env);
    if (known?.version === version) return known;
    const { configCenter, requireFn } = vk.getUnicloud();
    const center = configCenter ?? (requireFn?.('uni-config-center') as typeof configCenter);
    if (!center) throw new Error('缺少模块 uni-config-center');
    const settings = (): Settings => shared.config.settings;
    const providers = createProviders({
      ...connect(
        readEnvironment(process.env) === 'development' ? vk : onlyOutside(vk, (url) => isGatewayHost(url, settings().gatewayHosts)),
        clock,
        settings,
      ),
      now: () => clock.now(),
      nonce: () => ids.nonce(),
      claim: (name, ms) => claim({ vk, now: () => clock.now() }, name, ms),
    });
    const shared: Shared<Available> = {
      version,
      providers,
      config: loadConfig({ configCenter: read(center), env: process.env, spaceId, providers }),
    };
    const { problems } = shared.config;
    if (problems.length > 0) printFailure(`配置有问题的已停用，其余照常：\n  - ${listProblems(problems)}`);
    sharedByFramework.set(vk, bySpace.set(spaceId ?? '', shared));
    return shared;
  };

  return (options) => assemble(options, accompany, loadShared);
}

function assemble<Available extends ProviderReceiver>(
  options: KernelOptions,
  accompany: Accompany<Available>,
  loadShared: (vk: Vk, context: CloudContext, clock: Clock, ids: Ids) => Shared<Available>,
): Kernel<Available> {
  const { vk, context = {}, clock = systemClock, ids = systemIds } = options;
  const requestId = context.requestId || ids.requestId();
  const { config, providers } = loadShared(vk, context, clock, ids);
  const provider = (name: ProviderName): Available => {
    const found = providers.get(name);
    if (!found) throw new PayError('PARAM', { msg: `参数错误：provider 暂不支持 ${name}` });
    return found;
  };
  const alarm: Kernel['alarm'] = (ms, ring) => clock.alarm(ms, ring);
  const now = (): number => clock.now();
  const journal = createJournal(createJournalStore(vk), context, now, requestId);
  const reading = {
    vk,
    config,
    requestId,
    journal,
    alarm,
    now,
    within: <T>(ms: number, work: () => Promise<T>) => withinTime({ alarm }, ms, work),
  };
  const merchant: Kernel['merchant'] = async (pid) => (await import('../merchants/merchants')).findMerchant(reading, pid);
  const k: Kernel<Available> = {
    vk,
    context,
    requestId,
    ...(options.session ? { session: options.session } : {}),
    ...(options.share ? { share: options.share } : {}),
    config,
    journal,
    types: indexPaymentTypes(options.paymentTypes),
    ids,
    now,
    wait: (ms) => clock.wait(ms),
    alarm,
    provider,
    merchant,
    async channel(trade) {
      const { findOwnAccount } = await import('../merchants/merchants');
      const account = await findOwnAccount({ config, merchant }, trade);
      if (!account)
        throw new PayError('CERTIFICATE', {
          outcome: 'unknown',
          detail: `没有收款账号 ${trade.provider}.${trade.platform}（${trade.pid}），或它换成了别的商户`,
        });
      return { provider: accompany(k, provider(trade.provider), account), account };
    },
  };
  return k;
}
