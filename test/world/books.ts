/** 裁判要看的账：我们的数据库、两家网关、供应商；从哪里来都行（同一进程里的世界，或被杀过许多次的那一个）。 */
import type { ProviderName } from '../../common/contract/channels';
import type { DevelopmentKeys } from '../../local/keys';
import type { MerchantNumbers } from './merchants';
import type { Supplier } from './supplier';
import type { Till } from './till';

export type Row = Readonly<Record<string, unknown>>;

export interface Books {
  rows(collection: string): readonly Row[];
  till(provider: ProviderName): Till;
  readonly supplier: Pick<Supplier, 'runs' | 'overlaps'>;
  /** 覆盖过的设置（vk-pay/config.js） */
  readonly settings: Readonly<Record<string, unknown>>;
  /** 途中看到的不该有的事，各一句话 */
  readonly seen: readonly string[];
  readonly keys: DevelopmentKeys;
  /** 几个商户各是谁；只有默认商户的没有 */
  readonly merchants?: MerchantNumbers;
  /** 补过货：库存不再是初始的减去卖掉的 */
  readonly restocked?: boolean;
}
