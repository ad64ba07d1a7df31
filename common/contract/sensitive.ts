/**
 * 认得出的秘密与个人信息：手机号、银行卡号、身份证号、openid、令牌、密钥。
 * 门口据此拒收（存进订单的自由结构），日志据此遮盖；两处用同一张表，认得的就是一样的。
 * 单号、毫秒时间戳、金额不是秘密，绝不能认错：日志少了它们就没法对账，订单因为它们被拒就收不了钱。
 */
import { lazily, visibleText } from './visible-text';

interface SensitiveKind {
  /** 给人看的名字 */
  readonly name: string;
  readonly pattern: RegExp;
  /** 数字串还要过这一关（校验位、号段），避免把单号认成卡号 */
  readonly really?: (digits: string) => boolean;
  /** 说的是一个人，不是凭证：加密存放的地方可以有 */
  readonly personal?: boolean;
  /** 只是像：日志里宁可多遮，门口不为它拒收 */
  readonly onlyLooksLike?: boolean;
}

/** Luhn 校验。 */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** 各卡组织的号段与长度；毫秒时间戳（1 开头）、日期打头的单号（20 开头）、支付宝用户号（2088）都不在里面。 */
const CARD_BRANDS = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^5[1-5]\d{14}$/,
  /^2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}$/,
  /^6\d{15,18}$/,
  /^81\d{14,17}$/,
  /^3[47]\d{13}$/,
  /^35\d{14,17}$/,
  /^3(?:0[0-5]|[689]\d)\d{11}$/,
] as const;
const isCardNumber = (digits: string): boolean => CARD_BRANDS.some((brand) => brand.test(digits)) && passesLuhn(digits);

const ID_CARD_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const ID_CARD_CHECKS = '10X98765432';
/** 18 位身份证号：出生日期像日期，且校验位相符。 */
function isIdCard(text: string): boolean {
  if (!/^[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/.test(text)) return false;
  const sum = ID_CARD_WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return ID_CARD_CHECKS[sum % 11] === text.slice(-1).toUpperCase();
}

/** `名字=值`，连同引号、冒号与网址编码后的样子：`token=x`、`"token":"x"`、`token%3Dx`、`token%22%3A%22x`；只有值是秘密。 */
function assigned(names: string): RegExp {
  const sign = String.raw`(?:["']|%22)?\s*(?:[=:]|%3[ad])\s*(?:["']|%22)?`;
  const value = String.raw`(?:[^\s"'&;,<>()}\]%]|%(?!2[26c]|3b|7d)){3,}`;
  return new RegExp(`(?<![\\w-])(${names}${sign})${value}`, 'gi');
}

/** 号码分段之间的空格、点、连字符（连同各种横线）。 */
const GAP = String.raw`[ .\-\u2010-\u2015]{0,3}`;

/** 卡号分段之间的：各种空格、点、横线，只有一个。 */
const CARD_GAP = String.raw`[ .\-\u00a0\u2000-\u200a\u2010-\u2015\u202f\u3000]`;

/** 数字、字母、下划线两侧都没有：夹在单号里的一段数字不是手机号。 */
const digitsAlone = (body: string): RegExp => new RegExp(`(?<![0-9A-Za-z_])(?:${body})(?![0-9A-Za-z_])`, 'g');

const SENSITIVE_KINDS: readonly SensitiveKind[] = [
  { name: '密钥', pattern: /-----BEGIN[^-]*-----[\s\S]*?(?:-----END[^-]*-----|$)/g },
  // 令牌：JWT 的三段、uni-id 的两段，或被截断的一段；`Bearer …`、`Basic …`。
  { name: '令牌', pattern: /\beyJ[\w-]{6,}(?:\.[\w-]*){0,2}/g },
  { name: '令牌', pattern: /\b(?:Bearer|Basic)(?:\s|%20|\+)+[\w.~+/=%-]{6,}/gi },
  {
    name: '令牌、openid 等秘密',
    pattern: assigned(
      String.raw`[\w-]{0,30}(?:token|secret|passw(?:or)?d|open[_-]?id|union[_-]?id|session[_-]?(?:key|id)|auth[_-]?code|api[_-]?key|v3[_-]?key|private[_-]?key|cvv2?|cvc)`,
    ),
  },
  {
    name: '签名、登录信息',
    pattern: assigned(
      String.raw`(?:[\w-]{0,30}(?:_|-))?(?:(?:pay_?)?sign(?:ature)?|authorization|(?:set-)?cookie|ticket|jwt|session|(?:mobile|phone|id_?card|(?:bank_?)?card)(?:_?(?:no|num|number))?)`,
    ),
    onlyLooksLike: true,
  },
  // 运行环境说 JSON 读不懂时，把读不懂的那一段原文抄在里面：里面可以是任何东西
  { name: '读不懂的原文', pattern: /(?:\.{3})?"[\s\S]{0,400}?"(?:\.{3})?(?= is not valid JSON)/g, onlyLooksLike: true },
  { name: 'openid', pattern: /(?<![\w-])o(?=[\w-]{0,26}\d)(?=[\w-]{0,26}[A-Z])[\w-]{27}(?![\w-])/g },
  // 带国家码的（+86、0086、86-），有连字符、空格、点、括号分段的；小数点后面的一段数字不是。
  {
    name: '手机号',
    personal: true,
    pattern: new RegExp(
      String.raw`(?<![0-9A-Za-z_]|\d\.)(?:\(?(?:\+|00|%2B)?86\)?${GAP})?\(?1[3-9]\d\)?${GAP}\d{4}${GAP}\d{4}(?![0-9A-Za-z_])`,
      'g',
    ),
  },
  { name: '手机号', personal: true, pattern: /(?<![0-9A-Za-z_])(?:\+|%2B)[1-9]\d{0,2}[ .-]?\d(?:[ .-]?\d){6,12}(?![0-9A-Za-z_:])/g },
  { name: '身份证号', personal: true, pattern: digitsAlone(String.raw`\d{17}[\dXx]`), really: isIdCard },
  {
    name: '银行卡号',
    pattern: digitsAlone(String.raw`\d{13,19}|\d{4}(?:${CARD_GAP}\d{4}){2,3}${CARD_GAP}\d{1,4}|\d{4}${CARD_GAP}\d{6}${CARD_GAP}\d{4,5}`),
    really: (text) => isCardNumber(text.replace(/\D/g, '')),
  },
];

const WIDE = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
/** 看不见的字（零宽空格、方向符……）夹在两个数字之间：网页上复制下来的号码里就有。 */
const unseen = lazily(String.raw`(?<=\d)[\p{Cf}\p{Mn}]+(?=\d)`);

/** 全角数字与字母先写成半角，数字之间看不见的字去掉：这样写的手机号、卡号也是手机号、卡号。中文标点不动。 */
const halfWidth = (text: string): string =>
  text.replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(unseen(), '');

const CERTAIN = SENSITIVE_KINDS.filter(({ onlyLooksLike }) => !onlyLooksLike);

/** 比这还短的（`cvv=123`）不可能是秘密。 */
const SHORTEST = 7;

/** 凭证与卡号：加密存放的地方也不收。 */
const CREDENTIALS = CERTAIN.filter(({ personal }) => !personal);

/**
 * 文字里有没有确凿的秘密；有则返回它是什么。
 * @param personalAllowed 手机号、身份证号不算（要加密存放的地方）
 */
export function findSensitive(text: string, personalAllowed = false): string | undefined {
  if (text.length < SHORTEST) return undefined;
  const plain = halfWidth(text);
  for (const { name, pattern, really } of personalAllowed ? CREDENTIALS : CERTAIN) {
    for (const [found] of plain.matchAll(pattern)) if (!really || really(found)) return name;
  }
  return undefined;
}

/** 值是编号的键：13–19 位的单号也可能凑巧过得了 Luhn，它们不按卡号拒收（格式由各自的规则管）。名单里的是用户号。 */
const NUMBER_NAME = /(?:no|id|ids|number|num|nonce|sign|after|next|allow|deny)$/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/;
const CARD = SENSITIVE_KINDS.filter(({ name }) => name === '银行卡号');

/**
 * 在哪个服务、哪一层都不收的值：私钥、银行卡号（号段、长度、Luhn 都对）。
 * 只看文字：写成数字的是金额与时间；键说它是编号的不看。
 * @returns 它是什么
 */
export function findForbiddenValue(key: string, text: string): string | undefined {
  if (text.length < 13) return undefined;
  if (PRIVATE_KEY.test(text)) return '私钥';
  if (NUMBER_NAME.test(key.toLowerCase().replace(/[^a-z0-9]/g, '')) || !/\d{4}/.test(halfWidth(text))) return undefined;
  const plain = halfWidth(text);
  for (const { name, pattern, really } of CARD) for (const [found] of plain.matchAll(pattern)) if (really?.(found)) return name;
  return undefined;
}

/** 没有秘密的文字一个字也不动。 */
function mask(text: string, kinds: readonly SensitiveKind[], by: string): string {
  const plain = halfWidth(text);
  const masked = kinds.reduce(
    (rest, { pattern, really }) =>
      rest.replace(pattern, (found: string, label: unknown) => {
        if (really && !really(found)) return found;
        return typeof label === 'string' ? `${label}${by}` : by;
      }),
    plain,
  );
  return masked === plain ? text : masked;
}

/** 日志用：把文字里的秘密换成 by，像秘密的也换；`token=…` 这样的保留名字，看得出遮的是什么。 */
export function maskSensitive(text: string, by: string): string {
  return mask(text, SENSITIVE_KINDS, by);
}

/** 给人看、也要存下来的文字（订单标题、退款理由、付款人的投诉）：只换掉看不见的字与确凿的秘密，没有就原样返回。 */
export function withoutSensitive(text: string): string {
  const shown = visibleText(text);
  return findSensitive(shown) === undefined ? shown : mask(shown, CERTAIN, '***');
}

/** 名字就说明值是秘密或个人信息的键；大小写与分隔符不论（`bank_card_no`、`bankCardNo`）。 */
const SENSITIVE_NAME =
  /(?:openid|unionid|sessionkey|token|secret|password|passwd|privatekey|apikey|v3key|cvv2?|cvc|cardno|cardnum|cardnumber|expiry|expirydate|idcard|idcardno|idcardnumber)$/;
const PHONE_NAME = /(?:phone|mobile|tel|telephone)(?:no|num|number)?$/;
const plainName = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

/** 键名说这个值是秘密或个人信息，而且真的有值；电话类的键还要像个号码（`phone: 'iPhone'` 是商品）。 */
export function isSensitiveEntry(key: string, value: unknown): boolean {
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return false;
  const name = plainName(key);
  return SENSITIVE_NAME.test(name) || (PHONE_NAME.test(name) && String(value).replace(/\D/g, '').length >= 7);
}
