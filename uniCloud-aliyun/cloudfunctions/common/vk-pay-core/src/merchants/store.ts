/** vk-pay-config：一个商户一份，`_id` 就是 pid。表与键是 vk-uni-pay 的，别的后台也会写它，所以这里只当作外来的。 */
import { COLLECTIONS } from '../kernel/collections';
import type { Document, Vk } from '../kernel/vk';

export async function findDocument({ baseDao }: Vk, pid: string): Promise<Document | undefined> {
  return (await baseDao.findById({ dbName: COLLECTIONS.merchants, id: pid })) ?? undefined;
}
