/**
 * 同步应答的外壳（docs/protocols/alipay.md §2.1、§2.2）：验签的内容是根节点值的**原始文字**，一个字节都不能变，
 * 所以先在文字上切出片段，再各自解析；绝不 JSON.parse 之后再 stringify。
 */

export interface Envelope {
  /** 根节点值的原始文字 */
  readonly content: string;
  /** 根节点名：`<method>_response` 或 `error_response` */
  readonly root: string;
  readonly sign?: string;
  readonly alipayCertSn?: string;
}

/** 从 `at`（某个值的第一个字符）扫到这个值结束，返回结束位置；认识字符串与转义。 */
function skipValue(text: string, at: number): number {
  let depth = 0;
  let inString = false;
  for (let i = at; i < text.length; i += 1) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i += 1;
      else if (c === '"') {
        inString = false;
        if (depth === 0) return i + 1;
      }
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') depth += 1;
    else if (c === '}' || c === ']') {
      if (depth === 0) return i;
      depth -= 1;
      if (depth === 0) return i + 1;
    } else if (c === ',' && depth === 0) return i;
  }
  return -1;
}

function skipSpace(text: string, at: number): number {
  let i = at;
  while (i < text.length && /\s/.test(text[i] as string)) i += 1;
  return i;
}

/** 顶层成员的原始片段；任何不合语法之处返回 undefined。 */
function topLevelMembers(body: string): [string, string][] | undefined {
  const members: [string, string][] = [];
  let i = skipSpace(body, 0);
  if (body[i] !== '{') return undefined;
  i = skipSpace(body, i + 1);
  while (body[i] !== '}') {
    if (body[i] !== '"') return undefined;
    const keyEnd = skipValue(body, i);
    if (keyEnd < 0) return undefined;
    const key = body.slice(i + 1, keyEnd - 1);
    i = skipSpace(body, keyEnd);
    if (body[i] !== ':') return undefined;
    i = skipSpace(body, i + 1);
    const valueEnd = skipValue(body, i);
    if (valueEnd < 0) return undefined;
    members.push([key, body.slice(i, valueEnd).trimEnd()]);
    i = skipSpace(body, valueEnd);
    if (body[i] === ',') i = skipSpace(body, i + 1);
    else if (body[i] !== '}') return undefined;
  }
  return skipSpace(body, i + 1) === body.length ? members : undefined;
}

function textOf(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** 拆开应答。不是 JSON、没有或有两个根节点、有两个 sign 时返回 undefined（当作不可信）。 */
export function openEnvelope(body: string, method: string): Envelope | undefined {
  const members = topLevelMembers(body);
  if (!members) return undefined;
  const rootName = `${method.replace(/\./g, '_')}_response`;
  const roots = members.filter(([key]) => key === rootName || key === 'error_response');
  const signs = members.filter(([key]) => key === 'sign');
  const [root] = roots;
  if (!root || roots.length !== 1 || signs.length > 1) return undefined;
  const sign = textOf(signs[0]?.[1]);
  const alipayCertSn = textOf(members.find(([key]) => key === 'alipay_cert_sn')?.[1]);
  return {
    root: root[0],
    content: root[1],
    ...(sign === undefined ? {} : { sign }),
    ...(alipayCertSn === undefined ? {} : { alipayCertSn }),
  };
}
