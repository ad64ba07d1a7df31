/**
 * 入参的分寸：层数、个数、文字总长，都在做任何事（签名的规范写法、入参规则）之前看，一处超过就不再往下看；
 * 名字就说明是卡号、cvv、有效期、密码、私钥的键，与值就是卡号、私钥的文字，在哪个服务、哪一层都拒收。
 * 一个循环，不递归：再深也不会撑破调用栈。只有报错的服务（recordError）照收、遮住再存：失败本身不能再丢了；
 * 存商户的（saveMerchant）收的就是密钥，只在它的值里收，加密再存。
 * 失败策略：超过就拒绝（fail closed），什么也没有读、没有写。
 */
import { SENSITIVE_KEY } from '../../../../../../common/contract/extra';
import { findForbiddenValue } from '../../../../../../common/contract/sensitive';
import { PayError } from '../kernel/pay-error';

const MAX_DEPTH = 16;
const MAX_VALUES = 2000;
const MAX_CHARACTERS = 256 * 1024;

/** 文案里路径最多说几段、每段几个字：键是外人写的。 */
const SHOWN = { parts: 3, characters: 40 } as const;

interface Waiting {
  readonly value: unknown;
  readonly path: readonly string[];
  readonly depth: number;
  /** 值在哪个键下；数组里的是数组的键 */
  readonly key: string;
}

const refuse = ({ path }: Pick<Waiting, 'path'>, problem: string): PayError =>
  PayError.param([{ field: path.join('.') || '参数', problem }]);

/**
 * @param masked 这个服务自己会遮住，值不在这里拒收；一个名字：只有这个键下的值照收
 * @throws PayError PARAM 太深、太多、太长，或有不收的键、值
 */
export function requireModest(data: unknown, masked: boolean | string = false): void {
  let values = 0;
  let characters = 0;
  const waiting: Waiting[] = [{ value: data, path: [], depth: 0, key: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path, depth, key: under } = next;
    values += 1;
    if (typeof value === 'string') {
      characters += value.length;
      if (characters > MAX_CHARACTERS) throw refuse(next, `文字不能超过 ${MAX_CHARACTERS} 个字符`);
      const forbidden = masked === true || masked === under ? undefined : findForbiddenValue(under, value);
      if (forbidden !== undefined) throw refuse(next, `不接受${forbidden}`);
    }
    if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_DEPTH) throw refuse(next, `嵌套不能超过 ${MAX_DEPTH} 层`);
      const keys = Object.keys(value);
      if (values + waiting.length + keys.length > MAX_VALUES) throw refuse(next, `不能超过 ${MAX_VALUES} 个值`);
      for (const key of keys) {
        characters += key.length;
        const own = path.length < SHOWN.parts ? [...path, key.slice(0, SHOWN.characters)] : path;
        if (SENSITIVE_KEY.test(key)) throw refuse({ path: own }, '不接受卡号、密码、密钥等敏感信息');
        waiting.push({
          value: (value as Readonly<Record<string, unknown>>)[key],
          path: own,
          depth: depth + 1,
          key: Array.isArray(value) ? under : key,
        });
      }
    }
    if (characters > MAX_CHARACTERS) throw refuse(next, `文字不能超过 ${MAX_CHARACTERS} 个字符`);
  }
}
