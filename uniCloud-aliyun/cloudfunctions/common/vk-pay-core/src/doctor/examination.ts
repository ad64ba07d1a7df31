/** 一次体检手头有什么：在云端有数据库；在开发者的电脑上只有配置文件与网络。没有的那几项跳过，照实说。 */
import type { ProviderName } from '../../../../../../common/contract/channels';
import type { DoctorArea, FindingKind } from '../../../../../../common/contract/doctor/findings';
import type { Config } from '../config/config';
import type { Kernel } from '../kernel/kernel';
import type { Provider, ProviderPorts } from '../providers/provider';
import type { ConfigProblem } from '../providers/credentials';
import type { IndexLister } from './store';

export interface Examination {
  /** 写错了名字的环境为 undefined */
  readonly environment: string | undefined;
  /** 读不出来（写错了）为 undefined */
  readonly config: Config | undefined;
  readonly problems: readonly ConfigProblem[];
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  /** 到网关；不许联网为 undefined */
  readonly http: ProviderPorts['http'] | undefined;
  now(): number;
  /** 空间的数据库；配置读不出来、或在开发者的电脑上，为 undefined */
  readonly kernel: Kernel | undefined;
  /** 本机的数据文件里有哪些索引 */
  readonly list?: IndexLister | undefined;
}

export interface Found {
  readonly kind: FindingKind;
  readonly subject: string;
  readonly fact?: string;
}

export interface Check {
  readonly id: string;
  readonly area: DoctorArea;
  /** 手头没有就查不了的；为什么要它写在 SKIPPED 里 */
  readonly needs?: 'config' | 'database' | 'network';
  /** @throws 查的时候出的错：这一项算没有查成，别的照常 */
  readonly run: (about: Examination) => readonly Found[] | Promise<readonly Found[]>;
}
