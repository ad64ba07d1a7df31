// 给人看的金额是元（docs/pages.md）：一句话里不拼「多少分」，一律 formatFee。
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sources } from './module-graph';

/** 模板里的 `${…} 分`；分钟、分账不是钱 */
const FEN = /\$\{[^}]*\}\s?分(?![钟账别给])/g;

test('no sentence tells an amount in fen', () => {
  const rooms = ['common', 'components', 'pages', 'uniCloud-aliyun/cloudfunctions'];
  const found = rooms.flatMap((room) =>
    sources(room).flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(FEN)].map(([text]) => `${file} ${text}`)),
  );
  expect(found).toEqual([]);
});
