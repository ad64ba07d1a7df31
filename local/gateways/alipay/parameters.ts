/**
 * 一次请求的全部参数：URL 与正文合在一起，只解码一次（docs/protocols/alipay.md §1.4、§10）。
 */
import type { Context } from 'hono';
import type { Parameters } from './signature';

export interface Received {
  readonly all: Parameters;
  /** charset 必须在 URL 里（§1.2） */
  readonly inUrl: ReadonlySet<string>;
}

async function formEntries(context: Context): Promise<[string, string][]> {
  const type = context.req.header('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) {
    // 读不懂的正文按空的处理：缺了什么由进门检查说，HTTP 仍是 200（§2.1）。
    const form = await context.req.formData().catch(() => new FormData());
    // 上传的文件不参与签名（§1.3）。
    return [...form.entries()].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  }
  return [...new URLSearchParams(await context.req.text()).entries()];
}

/** 同名时以 URL 里的为准。 */
export async function readParameters(context: Context): Promise<Received> {
  const url = [...new URL(context.req.url).searchParams.entries()];
  const body = context.req.method === 'POST' ? await formEntries(context) : [];
  return { all: Object.fromEntries([...body, ...url]), inUrl: new Set(url.map(([key]) => key)) };
}

/** App 的订单串：`k=编码后的值` 用 & 连接；空格写成 %20 或 + 都认（§5）。 */
export function readOrderString(orderString: string): Received {
  const entries = [...new URLSearchParams(orderString).entries()];
  return { all: Object.fromEntries(entries), inUrl: new Set(entries.map(([key]) => key)) };
}
