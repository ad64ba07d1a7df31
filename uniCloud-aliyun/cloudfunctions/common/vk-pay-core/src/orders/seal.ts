/**
 * 订单里加密存放的部分：`custom` 里的 `user_info`（收货人、电话……）与设置 `encryption.fields` 点名的键。
 * 落库前封上，交给订单类型处理业务时才打开（orders/open-sealed）；给人看的订单里没有它们。
 * 失败策略：没有密钥就不收个人信息。
 */
import { readExtra } from '../../../../../../common/contract/extra';
import { PERSONAL_FIELD } from '../../../../../../common/contract/payments/personal-field';
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { encryptData, isSealed } from '../security/cipher';
import { openCustom, openPayer, openSealed, payerPlace, placeOf, type Custom, type Sealable, type SealedPart } from './open-sealed';
import type { OrderRecord } from './record';

/** @throws PayError PARAM 有个人信息而没有配置加密 */
function requireImpersonal(custom: Custom): void {
  const read = readExtra({ [PERSONAL_FIELD]: custom[PERSONAL_FIELD] }, { impersonal: true });
  if (!read.ok)
    throw PayError.param([
      { field: `data.custom.${read.found.path.join('.')}`, problem: `${read.found.problem}（商户配置 encryption 之后才收）` },
    ]);
}

function sealOne(k: ReceivingKernel, id: string, part: SealedPart, custom: Custom): Custom {
  // 长得像密文的会被当作密文去解：不收，否则付了钱的订单永远办不了业务。
  const imitation = Object.keys(custom).find((key) => isSealed(custom[key]));
  if (imitation !== undefined) throw PayError.param([{ field: `data.custom.${imitation}`, problem: '不能是加密过的样子' }]);
  const keys = k.config.cipher;
  if (!keys) {
    if (Object.hasOwn(custom, PERSONAL_FIELD)) requireImpersonal(custom);
    return custom;
  }
  const wanted = [PERSONAL_FIELD, ...k.config.settings.encryption.fields].filter((key) => Object.hasOwn(custom, key));
  if (wanted.length === 0) return custom;
  return { ...custom, ...Object.fromEntries(wanted.map((key) => [key, encryptData(keys, custom[key], placeOf(id, part, key))])) };
}

const hasSealed = (custom: Custom | undefined): boolean => Object.values(custom ?? {}).some(isSealed);

type Sealed = Pick<OrderRecord, 'custom' | 'intent' | 'payer' | 'sealed_with'>;

/**
 * 封上，连同用的是哪把密钥（换密钥时据此找到旧的）；没有要封的原样返回。
 * @param openid 要封在订单上的付款人编号 @throws PayError PARAM · CERTIFICATE 没有密钥
 */
export function seal(k: ReceivingKernel, { _id, custom, intent }: Sealable, openid?: string): Sealed {
  const { cipher } = k.config;
  if (openid !== undefined && !cipher) throw new PayError('CERTIFICATE', { detail: '要先配置 encryption：付款人的编号必须加密存放' });
  const payer = openid !== undefined && cipher ? encryptData(cipher, openid, payerPlace(_id)) : undefined;
  const sealedCustom = sealOne(k, _id, 'custom', custom);
  const sealedIntent = intent?.custom ? { ...intent, custom: sealOne(k, _id, 'intent', intent.custom) } : intent;
  const any = payer !== undefined || hasSealed(sealedCustom) || hasSealed(sealedIntent?.custom);
  return {
    custom: sealedCustom,
    ...(sealedIntent ? { intent: sealedIntent } : {}),
    ...(payer === undefined ? {} : { payer }),
    ...(any && cipher ? { sealed_with: cipher.current } : {}),
  };
}

/** 换成现在的密钥。@throws PayError CERTIFICATE 解不开 */
export function reseal(k: ReceivingKernel, order: Sealable & Pick<OrderRecord, 'payer'>): Sealed {
  const { _id, intent } = order;
  const opened = {
    _id,
    custom: openCustom(k, order),
    ...(intent ? { intent: intent.custom ? { ...intent, custom: openSealed(k, _id, 'intent', intent.custom) } : intent } : {}),
  };
  return seal(k, opened, openPayer(k, order));
}
