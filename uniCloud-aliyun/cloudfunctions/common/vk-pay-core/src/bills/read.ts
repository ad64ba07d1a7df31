/** 把账单读成一批批的行：边解码边切行，内存里只有当前的一块与一批。 */
import type { BillFooter, BillFormat } from '../providers/bill';

/** 一批多少行：正好是数据库一次查得了的个数 */
const BATCH_LINES = 100;
/** 一行最长多少个字符；超过的不是账单 */
const LONGEST_LINE = 65_536;
const BROKEN_KEPT = 20;

export interface BrokenLine {
  /** 从 1 起 */
  readonly line: number;
  readonly problem: string;
}

/** 读完之后才知道的。 */
export interface ReadReport {
  lines: number;
  brokenLines: number;
  /** 前几处读不懂的 */
  readonly broken: BrokenLine[];
  footer: BillFooter;
}

export const newReport = (): ReadReport => ({ lines: 0, brokenLines: 0, broken: [], footer: {} });

/** 这个运行环境认不认得账单的编码：GBK 要完整的 ICU，Node 13 起的官方版本都有。 */
function decoderOf(encoding: BillFormat['encoding']): InstanceType<typeof TextDecoder> {
  try {
    // 不认得的字节换成替代字符：商品名里的一个坏字不该毁掉整份账单。
    return new TextDecoder(encoding);
  } catch {
    throw new Error(`运行环境不认得 ${encoding} 编码，读不了这份账单`);
  }
}

/**
 * @param report 边读边填：行数、读不懂的行、文件自己的合计
 * @throws Error 文件断了、没有列名、笔数与文件自己的合计不符
 */
export async function* readBill<Line extends { readonly kind: string }>(
  format: BillFormat<Line>,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  report: ReadReport = newReport(),
): AsyncGenerator<readonly Line[]> {
  const decoder = decoderOf(format.encoding);
  const reader = format.open();
  const counts: Record<string, number> = { payment: 0, refund: 0 };
  let total = 0;
  let rest = '';
  let lineNumber = 0;
  let batch: Line[] = [];

  const take = (text: string): void => {
    lineNumber += 1;
    try {
      const line = reader.read(text);
      if (!line) return;
      counts[line.kind] = (counts[line.kind] ?? 0) + 1;
      total += 1;
      batch.push(line);
    } catch (error) {
      // 第一行就是列名：读不懂就整份都不是账单。
      if (total + report.brokenLines === 0 && lineNumber === 1) throw error;
      report.brokenLines += 1;
      if (report.broken.length < BROKEN_KEPT)
        report.broken.push({ line: lineNumber, problem: error instanceof Error ? error.message : String(error) });
    }
  };
  const full = (): readonly Line[] => {
    const ready = batch;
    batch = [];
    return ready;
  };

  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
      take(text.charCodeAt(to - 1) === 13 ? text.slice(from, to - 1) : text.slice(from, to));
      from = to + 1;
      if (batch.length >= BATCH_LINES) yield full();
    }
    rest = text.slice(from);
    if (rest.length > LONGEST_LINE) throw new Error('有一行长得不像账单');
  }
  rest += decoder.decode();
  if (rest !== '') take(rest.replace(/\r$/, ''));
  if (batch.length > 0) yield full();

  report.lines = total;
  report.footer = reader.end();
  const { payments, refunds, lines } = report.footer;
  const claimed: readonly (readonly [number | undefined, number])[] = [
    [payments, counts['payment'] ?? 0],
    [refunds, counts['refund'] ?? 0],
    [lines, report.lines],
  ];
  // 读不懂的行也在文件的合计里。
  if (claimed.some(([said, read]) => said !== undefined && Math.abs(said - read) > report.brokenLines))
    throw new Error('读到的笔数与账单自己的合计不符，文件可能不完整');
}
