/**
 * 给人看的文字里看不见的东西，只有这一处定义。两种：
 * 会弄坏显示的——控制字符、行与段的分隔、改写方向的（看到的次序与存着的不一样）：人写来的拒收；
 * 占着位置而看不见的——零宽空格、方向标记、韩文填充……，多半是从网页、通讯录复制来的，两个看上去一样的名字因它们不是一个：去掉。
 * 表情里连字的（👨‍👩‍👧、英格兰的旗）与异体字选择符留着：它们管着看得见的样子。
 */

const BREAKING = String.raw`\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069`;
/** 一个看得见的字；写进入参规则的正则里，带 u 标志。 */
export const VISIBLE = `[^${BREAKING}]`;

/** 带 Unicode 属性的正则建起来要半毫秒：加载时不建，用到才建。 */
export function lazily(source: string): () => RegExp {
  let made: RegExp | undefined;
  return () => (made ??= new RegExp(source, 'gu'));
}
const breaks = lazily(`[${BREAKING}]+`);

const SKIN = String.raw`[\ufe0f\u{1f3fb}-\u{1f3ff}]`;
const EMOJI = String.raw`\p{ExtPict}${SKIN}*(?:\u200d\p{ExtPict}${SKIN}*)+|\u{1f3f4}[\u{e0020}-\u{e007e}]{3,7}\u{e007f}`;
/** 阿拉伯的编号、叙利亚的缩写号看得见；改写方向的留给拒收的去认。 */
const KEPT = String.raw`\p{VS}\u0600-\u0605\u06dd\u070f\u08e2\u202a-\u202e\u2066-\u2069`;
const unseen = lazily(String.raw`(${EMOJI})|(?![${KEPT}])[\p{Cf}\p{DI}]`);

/** 去掉看不见的；没有的原样返回。 */
export const withoutUnseen = (text: string): string => text.replace(unseen(), (_unseen, emoji: string | undefined) => emoji ?? '');

/** 不由我们拒收的（网关、订单类型、别的系统写的）：一行看得见的字，弄坏显示的一串换成一个空格。 */
export const visibleLine = (text: string): string => withoutUnseen(text).replace(breaks(), ' ');

/** 同上，换行留着：付款人说的一段话。 */
export const visibleText = (text: string): string => text.split(/\r?\n/).map(visibleLine).join('\n');
