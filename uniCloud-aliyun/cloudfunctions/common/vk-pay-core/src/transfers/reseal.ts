/** 没有结论的转账换成现在的密钥；有了结论的已经没有收款人了。 */
import type { CipherKeys } from '../config/encryption';
import type { Kernel } from '../kernel/kernel';
import { openPackage, openPayee, sealPackage, sealPayee } from './payee';
import { transfersOf } from './store';

/** @returns 换了没有；被别人抢先是 false。@throws PayError CERTIFICATE 解不开 */
export async function resealTransfer(k: Kernel, { current }: CipherKeys, id: string): Promise<boolean> {
  const store = transfersOf(k);
  const transfer = await store.find(id);
  if (!transfer || transfer.payee === undefined) return false;
  const package_info = openPackage(k, transfer);
  const set = {
    payee: sealPayee(k, id, openPayee(k, transfer)),
    ...(package_info === undefined ? {} : { package_info: sealPackage(k, id, package_info) }),
    sealed_with: current,
  };
  return (await store.write(transfer, { set })) !== undefined;
}
