/** axe 认为严重的问题：是哪一条规则、在哪几处。 */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = `axe.run(document).then(({ violations }) =>
  violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ' ' + nodes.map(({ html }) => html.slice(0, 200))))`;

export async function seriousProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return (await page.evaluate(SERIOUS)) as string[];
}
