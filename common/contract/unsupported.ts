/**
 * 没有做、却会改变「钱给谁、给多少」的参数：点名拒绝，绝不当作没看见。
 * 别的支付模块认这些名字；悄悄丢掉就是答应了分账却全额进了自己的账、答应了优惠却按原价收。
 * 与钱无关的陌生键（`nickname`、`body`……）照旧忽略。名字不论大小写与分隔符（`sub_mchid`、`subMchId`）。
 */

interface Unsupported {
  readonly names: RegExp;
  readonly problem: string;
}

/** 谁收钱、以谁的名义、走哪种产品：在任何服务里都不能忽略。 */
const WHO_IS_PAID: readonly Unsupported[] = [
  { names: /^(?:sub|sp|partner|channel)?(?:mch|mcht|merchant)(?:id|no|num|code)?$/, problem: '服务商与指定商户号尚未支持' },
  { names: /^(?:sub|sp|auth|combine)?appid$|^(?:sub|sp)openid$|^partnerid$|^smid$/, problem: '服务商与指定应用尚未支持，应用由配置决定' },
  { names: /^appauth(?:token)?$|^sysserviceproviderid$|^isv/, problem: '第三方应用授权（代商户）尚未支持' },
  { names: /^pid$/, problem: '没有这个商户' },
  { names: /^config(?:dir|directory)$/, problem: '指定配置目录尚未支持' },
  {
    names: /^profitshar|^royalty|^refundroyalty|^settle|^split(?:info|bill|fund)?|^receivers?(?:list|info)?$/,
    problem: '这里不能指定分账与结算方式：要不要分账由订单类型（profitSharing）或商户的云函数说，分给谁用 shareOrder',
  },
  { names: /^seller(?:id|email|account|openid)?$|^payee|^trans(?:in|out)(?:id|type|account)?$/, problem: '收款方由配置决定，不能指定' },
  { names: /^(?:auth|bar|payment)code$/, problem: '付款码收款尚未支持' },
  { names: /^(?:out)?authorization/, problem: '这里不认收款授权：凭它付钱请用 transfer' },
  { names: /^combine|^sub(?:orders?|merchant)/, problem: '合单支付尚未支持' },
  { names: /^agreement|^contract(?:id|code)$|^deduct/, problem: '签约代扣尚未支持' },
  { names: /^authno$|^authconfirm|^preauth|^deposit|^(?:refund)?(?:funds?)account$/, problem: '预授权与指定资金账户尚未支持' },
  { names: /^notify(?:url|path)?$/, problem: '通知地址由配置决定，不能指定' },
];

/** 收多少、退多少、怎么优惠：在说得出金额的服务里不能忽略。 */
const HOW_MUCH: readonly Unsupported[] = [
  { names: /^(?:\w+)?feetype$|currency$|^merchantcategorycode$/, problem: '只收人民币：跨境（境外商户、外币）不支持' },
  { names: /(?:^|[^f])fee(?:type|total|refund)?$|amount|price|currency|(?:money|cash)$/, problem: '这里没有这个金额参数' },
  { names: /discount|coupon|voucher|promo|goodstag/, problem: '优惠参数这里不认，请由订单类型定价' },
  {
    names: /^(?:enable|disable)?paychannels?$|^(?:enable|disable)paychannels$|^limitpay$|^hbfq|install?ment/,
    problem: '支付渠道与分期参数请放在 data.other 里',
  },
  { names: /^other$/, problem: '这里不认；下单时请放在 data.other 里' },
];

export interface UnsupportedParam {
  readonly path: readonly string[];
  readonly problem: string;
}

/** 框架自己放进 data 的键。 */
const FRAMEWORK_KEY = /^(?:vk_|uni_?id_?token|uid$|need_user_info$|context$|clientInfo$)/i;

const plainName = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** 明说「不用」的值等于没有这个参数；金额没有「不用」这回事：`refundFee: 0` 被忽略就成了全额退款。 */
function saysNothing(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (name === 'pid') return value === 'default';
  return isObject(value) && Object.keys(value).length === 0;
}

function judge(key: string, value: unknown, knowsAmounts: boolean): string | undefined {
  const name = plainName(key);
  const who = WHO_IS_PAID.find(({ names }) => names.test(name));
  if (who) return saysNothing(name, value) ? undefined : who.problem;
  if (!knowsAmounts || value === undefined) return undefined;
  const amount = HOW_MUCH.find(({ names }) => names.test(name));
  if (!amount || (name === 'other' && saysNothing(name, value))) return undefined;
  return value === 'CNY' ? undefined : amount.problem;
}

/** 规则认识的键：值是这个键自己的规则。 */
export type KnownKeys = Readonly<Record<string, unknown>>;

/** 对象规则里的键；不是对象规则的没有。 */
function entriesOf(schema: unknown): KnownKeys | undefined {
  const entries = isObject(schema) ? schema['entries'] : undefined;
  return isObject(entries) ? entries : undefined;
}
const owns = (keys: KnownKeys, key: string): boolean => Object.prototype.hasOwnProperty.call(keys, key);

/** 装着参数的地方：调用方会把它们放在顶层、data 里或 other 里。 */
const CONTAINERS = ['data', 'other'];

/** 说得出金额的服务：规则里（或 data 里）有金额。 */
function knowsAmounts(known: KnownKeys): boolean {
  const data = entriesOf(known['data']) ?? {};
  return ['total_fee', 'refund_fee', 'transfer_amount'].some((key) => owns(known, key) || owns(data, key));
}

/** 入参里会改变钱的去向或数目、而这个服务不认识的参数。绝大多数调用没有陌生的键，要快。 */
export function findUnsupported(schema: unknown, input: unknown): readonly UnsupportedParam[] {
  const root = entriesOf(schema);
  if (!root || !isObject(input)) return [];
  const found: UnsupportedParam[] = [];
  const walk = (known: KnownKeys, values: Record<string, unknown>, path: readonly string[]): void => {
    for (const key of Object.keys(values)) {
      const value = values[key];
      const recognised = owns(known, key);
      if (!recognised && !FRAMEWORK_KEY.test(key)) {
        const problem = judge(key, value, knowsAmounts(root));
        if (problem !== undefined) found.push({ path: [...path, key.slice(0, 40)], problem });
      }
      if (!CONTAINERS.includes(key) || !isObject(value)) continue;
      // 认识的 other 由渠道的名单逐键核对（orders/create）；不认识的容器里也不能藏东西。
      const inner = recognised ? entriesOf(known[key]) : {};
      if (inner) walk(inner, value, [...path, key]);
    }
  };
  walk(root, input, []);
  return found;
}
