/**
 * `requireHTTPS` 管请求的那一半：经 HTTP（URL 化）调用服务时，平台说这次不是 https 的就拒绝。
 * 经 callFunction 的没有协议可言，平台自己加密。失败策略：平台没有说就放行，它不说时无从知道。
 */
import type { ReceivingKernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';

/** 平台与它前面的代理说协议的地方；有一处说是 http 就算 http。 */
const SCHEME_HEADERS: readonly string[] = ['x-forwarded-proto', 'x-client-scheme', 'x-scheme'];

function schemesOf(event: unknown): string[] {
  const headers = (event as { readonly headers?: unknown } | null | undefined)?.headers;
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.entries(headers)
    .filter(([name]) => SCHEME_HEADERS.includes(name.toLowerCase()))
    .flatMap(([, value]) => String(value).toLowerCase().split(','))
    .map((scheme) => scheme.trim());
}

/** @throws PayError PERMISSION 这次请求没有加密 */
export function requireSecureScheme(k: ReceivingKernel, event: unknown): void {
  if (k.config.settings.requireHTTPS && schemesOf(event).includes('http'))
    throw new PayError('PERMISSION', { msg: '请使用 https', detail: 'requireHTTPS 已开启，请求没有加密' });
}
