/**
 * 规范「数据库优化」的 setupPaymentIndexes：该有的索引有没有，缺的点名。云端不能在运行时建索引（docs/protocols/unicloud.md §2.7），
 * 所以它不建：补法是在 HBuilderX 里对 database 目录「初始化云数据库」，已有的不动、缺的补上。
 */
import type { IndexView, PaymentIndexes } from '../../../../../../common/contract/doctor/indexes';
import { cleanText } from '../journal/redact';
import type { Kernel } from '../kernel/kernel';
import { DECLARED_INDEXES, type DeclaredIndex } from './declared-indexes';
import { indexLister, probeUnique, type FoundIndex, type IndexLister } from './store';

type Seen = Pick<IndexView, 'state' | 'note'>;

const UNSEEN: Seen = {
  state: 'unseen',
  note: '内置数据库没有列出索引的接口，不唯一的索引有没有，查询的结果都一样；到控制台的「索引管理」里看',
};
const isSameFields = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

/** 字段的方向不比：我们的查询都是等值之后排一次序，正着反着都走得通。 */
function compare({ fields, unique, sparse }: DeclaredIndex, found: readonly FoundIndex[]): Seen {
  const same = found.filter((index) => isSameFields(index.fields, fields));
  if (same.length === 0) return { state: 'missing', note: '数据库里没有' };
  // 稀疏的不唯一索引建成了不稀疏的，只是大一点；反过来就会漏行。
  const fits = same.some((index) => (!unique || index.unique) && (unique ? index.sparse === sparse : sparse || !index.sparse));
  if (fits) return { state: 'present' };
  return { state: 'different', note: unique && !same.some((index) => index.unique) ? '建成了不唯一的' : `应当${sparse ? '' : '不'}稀疏` };
}

async function probe(k: Kernel, index: DeclaredIndex): Promise<Seen> {
  if (!index.unique) return UNSEEN;
  try {
    const { unique, sparse } = await probeUnique(k, index);
    if (!unique) return { state: 'missing', note: '同样的两条都写得下' };
    if (index.sparse && !sparse) return { state: 'different', note: '应当稀疏：两条都没有这个字段的写不下' };
    return { state: 'present' };
  } catch (error) {
    return { state: 'untried', note: `没有试成：${cleanText(error instanceof Error ? error.message : String(error))}` };
  }
}

/**
 * 从不写下任何东西；一张表看不成不妨碍别的。
 * @param k 没有空间可问（开发者的电脑）时不试
 * @param own 从别处列出来的；缺省问数据库
 */
export async function setupIndexes(k: Kernel | undefined, own?: IndexLister): Promise<PaymentIndexes> {
  const list = own ?? (await indexLister());
  const indexes: IndexView[] = [];
  const listed = new Map<string, readonly FoundIndex[]>();
  for (const index of DECLARED_INDEXES) {
    const known = listed.get(index.collection) ?? (await list?.(index.collection));
    if (known) listed.set(index.collection, known);
    indexes.push({ ...index, ...(known ? compare(index, known) : k ? await probe(k, index) : UNSEEN) });
  }
  const missing = indexes.filter(({ state }) => state === 'missing' || state === 'different');
  return { how: list ? 'listed' : 'probed', indexes, missing: missing.map(({ collection, name }) => `${collection}.${name}`) };
}
