/** 收款码图片。 */
import { renderSVG } from 'uqr';

/** 文本 → `data:image/svg+xml;base64,…`，留白 2 格，扫码距离内清晰。 */
export function renderQrcode(text: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(renderSVG(text, { border: 2 }), 'utf8').toString('base64')}`;
}
