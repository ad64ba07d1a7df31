/**
 * 叫开发者自己的云函数，照公开文档的写法：对象是「路由」，字符串是云函数的名字、参数就是整个 data。
 * 走 `$url` 的交给项目里的 vk（登录、刷新 token、拦截器都是它的）；别的直接叫云函数。
 */
import { fieldsOf } from '../../../common/client/shell/vk/result';

export interface RoutedAction {
  /** 云函数 */
  readonly name: string;
  /** 云函数里的服务 */
  readonly action: string;
  /** 服务写在哪个键里；文档的例子是 `action` 与 `$url`，缺省 `action` */
  readonly actionKey?: string;
  /** 参数写在哪个键里，缺省 `data` */
  readonly dataKey?: string;
}
export type Action = string | RoutedAction;
/** 云函数的答复，外来的：用到哪个字段，窄化哪个。 */
export type Answer = Readonly<Record<string, unknown>>;
export type CallAction = (action: Action, data: Answer) => Promise<Answer>;

const VK_KEY = '$url';

async function callFunction(name: string, data: object): Promise<unknown> {
  const { result } = await uniCloud.callFunction({ name, data });
  return result;
}

/** @throws 答复的 code 不是 0（抛的就是答复），或没有叫通 */
export const callAction: CallAction = async (action, data) => {
  if (typeof action === 'string') return accepted(await callFunction(action, data));
  const { name, action: service, actionKey = 'action', dataKey = 'data' } = action;
  const vk = actionKey === VK_KEY && dataKey === 'data' ? uni.vk : undefined;
  if (vk) return fieldsOf(await vk.callFunction({ name, url: service, data, noAlert: true }));
  return accepted(await callFunction(name, { [actionKey]: service, [dataKey]: data }));
};

function accepted(result: unknown): Answer {
  const answer = fieldsOf(result);
  if (answer['code'] !== 0) throw result;
  return answer;
}

/** 失败变成回调里的样子：有 code 的照答复，别的给一句话。 */
export function refusalOf(thrown: unknown, msg: string): Answer {
  const fields = fieldsOf(thrown);
  if ('code' in fields || 'errCode' in fields) return { msg: fields['errMsg'] ?? msg, ...fields };
  const said = thrown instanceof Error ? thrown.message : fields['errMsg'];
  return { code: -1, msg, errMsg: typeof said === 'string' ? said : String(thrown) };
}
