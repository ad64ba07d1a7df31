/**
 * 账单读得多快、占多少内存：一百万行，边造边读，与「只解码、切行」的时间相比（同一次运行里轮流）。
 * 内存另读一遍：每十万行先回收一次，看还占着多少；与行数无关才对。
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { encodeGbk } from '../local/gateways/kit/gbk';
import { readBill } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/read';
import { Seen } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/seen';
import type { BillFormat } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';
import { ALIPAY_BILL } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/bill-format';
import { WXPAY_BILL } from '../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/bill-format';
import type { Row, Section } from './report';

const LINES = 1_000_000;
const PER_CHUNK = 500;
const MEBI = 1024 * 1024;
const LINES_PER_SECOND = { atLeast: 100_000 };
/** 只读行的那一份也要解码、切行；再慢就是解析自己在做多余的事 */
const RATIO = { atLeast: 0.1 };
/** KiB */
const HEAP = { atMost: 8 * 1024 };
const LOOK_EVERY = 100_000;

interface Text {
  readonly head: string;
  readonly line: (at: number) => string;
  readonly tail: string;
}

const WXPAY_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const ALIPAY_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const number = (at: number): string => `VP20261120${String(at).padStart(18, '0')}`;
const WXPAY_TEXT: Text = {
  head: `\ufeff${WXPAY_HEADER}\r\n`,
  line: (at) =>
    [
      `\`2026-11-20 10:00:01,\`wx0000000000000001,\`1900000001,\`0,\`,\`4200000001202611200000000001,\`${number(at)},`,
      '`oUser1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`12.00,`0.00,`0,`0,`0.00,`0.00,`,`,`手工马克杯,`,`0.07200,`0.60%,`12.00,`0.00,`\r\n',
    ].join(''),
  tail: `总交易单数,应结订单总金额\r\n\`${LINES},\`0.00\r\n`,
};
const ALIPAY_TEXT: Text = {
  head: `#\r\n${ALIPAY_HEADER}\r\n`,
  line: (at) =>
    `2026112022001400001234567890\t,${number(at)}\t,交易,手工马克杯,2026-11-20 10:00:00,2026-11-20 10:00:09,\t,\t,\t,\t,*\t,12.00,12.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.07,0.00,\r\n`,
  tail: `#----业务明细列表结束----\r\n#交易合计：${LINES}笔\r\n`,
};

/** 边造边给：造的时间不算在谁头上，所以先造好一块，里面的单号就地换掉。 */
function* chunksOf({ head, line, tail }: Text, encode: (text: string) => Uint8Array): Generator<Uint8Array> {
  yield encode(head);
  const block = Array.from({ length: PER_CHUNK }, (_, at) => line(at)).join('');
  const bytes = encode(block);
  for (let at = 0; at < LINES; at += PER_CHUNK) yield bytes;
  yield encode(tail);
}

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** 只解码、切行：读一份文件最少要做的事。 */
function readLinesAlone(encoding: string, chunks: Iterable<Uint8Array>): number {
  const decoder = new TextDecoder(encoding);
  let lines = 0;
  let rest = '';
  for (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
      lines += text.slice(from, to).length > 0 ? 1 : 0;
      from = to + 1;
    }
    rest = text.slice(from);
  }
  return lines;
}

/** 读的途中真正占着的堆，KiB：每隔一段先回收再看。 */
async function heldWhileReading(format: BillFormat, text: Text, encode: (text: string) => Uint8Array): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const base = process.memoryUsage().heapUsed;
  let held = 0;
  let read = 0;
  for await (const batch of readBill(format, chunksOf(text, encode))) {
    read += batch.length;
    if (read % LOOK_EVERY !== 0) continue;
    collect();
    held = Math.max(held, process.memoryUsage().heapUsed - base);
  }
  return Math.round(held / 1024);
}

async function measure(name: string, format: BillFormat, text: Text, encode: (text: string) => Uint8Array): Promise<Row[]> {
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const begin = cpu();
    if (readLinesAlone(format.encoding, chunksOf(text, encode)) < LINES) throw new Error('行数不对');
    const alone = cpu() - begin;
    const start = cpu();
    let read = 0;
    for await (const batch of readBill(format, chunksOf(text, encode))) read += batch.length;
    if (read !== LINES) throw new Error(`读到 ${read} 行`);
    const spent = cpu() - start;
    ratios.push(alone / spent);
    rates.push((LINES / spent) * 1000);
  }
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[1] as number;
  return [
    { name: `${name}：一百万行读成一笔一笔`, value: middle(rates), unit: '次/秒', budget: LINES_PER_SECOND, note: '行/秒，一个核' },
    { name: `${name}：与只解码、切行相比`, value: middle(ratios), unit: '倍', budget: RATIO },
    {
      name: `${name}：读的途中占着的堆`,
      value: await heldWhileReading(format, text, encode),
      unit: 'KiB',
      budget: HEAP,
      note: '每十万行看一次的最大值',
    },
  ];
}

function seenRow(): Row {
  const seen = new Seen();
  for (let at = 0; at < LINES; at += 1) seen.add(number(at));
  return { name: '记住一百万个见过的单号', value: Math.round(seen.bytes / MEBI) * 1024, unit: 'KiB', budget: { atMost: 32 * 1024 } };
}

export async function measureBills(): Promise<Section> {
  const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
  const rows = [
    ...(await measure('微信', WXPAY_BILL, WXPAY_TEXT, utf8)),
    ...(await measure('支付宝（GBK）', ALIPAY_BILL, ALIPAY_TEXT, encodeGbk)),
    seenRow(),
  ];
  return { subject: 'bills', title: '账单', rows };
}
