/** 每一个读外来文字的地方：答得出来，或按目录拒绝，没有别的。 */
import fc from 'fast-check';
import type * as v from 'valibot';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkParams } from '../../common/contract/check-params';
import * as fields from '../../common/contract/fields';
import { serverRequestSchema } from '../../common/contract/servers/server-request';
import { newReport, readBill } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/bills/read';
import { ConfigError, loadConfig } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/config/config';
import { PayError } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/pay-error';
import { redact } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/journal/redact';
import { ALIPAY_BILL } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/bill-format';
import { readAnswer } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/client';
import { readReturnUrl } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/alipay/return-url';
import type { BillFormat } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/bill';
import { parseForm } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/form';
import { readPem } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/kit/pem';
import { createReceivers } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/receivers';
import { WXPAY_BILL } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/bill-format';
import { readSignedHeaders } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/providers/wxpay/headers';
import { account as alipayAccount } from '../providers/alipay/notices';
import { anyValue, bent, NOW, spoiled } from './material';
import { onlyPayErrors, type Target } from './target';

const check = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};

/** 每份 `params.ts` 与以它结尾的：新加的服务不用在这里登记。 */
const CONTRACT = join(__dirname, '../../common/contract');
const everything: readonly unknown[] = [
  fields,
  { serverRequestSchema },
  ...readdirSync(CONTRACT, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:^|[/\\-])params\.ts$/.test(file) && !file.includes('check-params'))
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- 名单由文件得来
    .map((file) => require(join(CONTRACT, file)) as object),
].flatMap((module) => Object.values(module));
const SCHEMAS = everything.filter(
  (one): one is v.GenericSchema => typeof one === 'object' && one !== null && 'kind' in one && one.kind === 'schema',
);
/** 键才会变成操作符、改到原型；值里写着它们只是文字（`__proto__` 也像一个单号）。 */
const keysIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, own]) => [key, ...keysIn(own)]) : [];
/** 每个服务认得的字段名：乱敲服务时用得上的钥匙。 */
export const FIELD_NAMES: readonly string[] = [
  ...new Set(SCHEMAS.flatMap((one) => Object.keys((one as { readonly entries?: object }).entries ?? {}))),
];
const PLAUSIBLE = {
  provider: 'wxpay',
  data: { type: 'goods', total_fee: 1, custom: { goods_id: 'mug', deep: { a: [1] } }, other: { attach: 'x' } },
  out_trade_no: 'VPFUZZ00001',
  out_refund_no: 'RFFUZZ00001',
  refund_fee: 1,
};
const UNI_PAY = {
  notifyUrl: { 'mp-1': 'https://shop.test/pay-notify' },
  wxpay: { h5: { appId: 'wx1', mchId: '1900000001', v3Key: 'x'.repeat(32), sceneInfo: { h5_info: {} } } },
  alipay: { h5: { appId: '2021', privateKey: 'x', alipayPublicKey: 'y', sandbox: true } },
};
const VK_PAY = {
  base: {
    timeout: 1000,
    rateLimit: { windowMs: 60_000, max: 1, services: {} },
    ipWhitelist: ['::1/128'],
    servers: {},
    encryption: { keys: [] },
  },
  environments: { production: {} },
};

const billLine = (format: BillFormat, genuine: string): Target => ({
  title: '账单：任意的字节、改坏的行',
  open: () => ({
    property: fc.asyncProperty(
      fc.oneof(spoiled(Buffer.from(genuine)), fc.uint8Array({ maxLength: 400 }).map(Buffer.from)),
      async (bytes) => {
        try {
          for await (const lines of readBill(format, [bytes], newReport()))
            for (const { fee } of lines) check(Number.isSafeInteger(fee), `金额 ${fee}`);
        } catch (error) {
          check(error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError), String(error));
        }
      },
    ) as never,
  }),
});

export const PARSERS: Readonly<Record<string, Target>> = {
  form: {
    title: '表单：任意的字节；写出去的读回来一样',
    open: () => ({
      property: fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map((bytes) => ({ bytes: Buffer.from(bytes), fields: undefined })),
          fc
            .uniqueArray(
              fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 12 })),
              {
                selector: ([name]) => name,
                maxLength: 12,
              },
            )
            .map((fields) => ({ bytes: Buffer.from(new URLSearchParams(fields).toString()), fields })),
        ),
        ({ bytes, fields }) => {
          const form = onlyPayErrors(() => parseForm(bytes));
          if (!fields) {
            onlyPayErrors(() => form?.joined([], true));
            onlyPayErrors(() => form?.values());
            return;
          }
          for (const [name, value] of fields) check(form?.get(name) === value, `${name} 读成了 ${String(form?.get(name))}`);
          const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
          check(form?.joined([], true).bytes.toString() === sorted.join('&'), '连起来的文字不对');
        },
      ) as never,
    }),
  },
  'wxpay-headers': {
    title: '微信的签名头：任意的值',
    open: () => {
      const value = fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.constantFrom('1795406400', 'A'.repeat(344), `${'B'.repeat(342)}==`),
        anyValue,
      );
      const names = ['timestamp', 'nonce', 'signature', 'serial'].map((name) => `wechatpay-${name}`);
      return {
        property: fc.property(fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }), (headers) => {
          onlyPayErrors(() => readSignedHeaders(headers as Record<string, string>, NOW));
        }) as never,
      };
    },
  },
  'return-url': {
    title: '跳回地址的查询串：任意的文字',
    open: () => {
      const account = alipayAccount();
      const piece = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom('out_trade_no=VP1', 'app_id=1', 'sign=', '%', '&', '='),
      );
      return {
        property: fc.property(fc.array(piece, { maxLength: 12 }), (pieces) =>
          check(readReturnUrl(account, pieces.join('&')) === undefined, '没有签名也信了'),
        ) as never,
      };
    },
  },
  'alipay-answer': {
    title: '支付宝的应答：任意的正文',
    open: () => {
      const account = alipayAccount();
      const text = JSON.stringify({ alipay_trade_query_response: { code: '10000', msg: 'Success', trade_no: '1' }, sign: 'A'.repeat(344) });
      const body = fc.oneof(
        spoiled(Buffer.from(text)).map((bytes) => bytes.toString()),
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.json(),
      );
      return {
        property: fc.property(body, (input) => {
          try {
            readAnswer(account, 'query', 'alipay.trade.query', { status: 200, headers: {}, body: input });
          } catch (error) {
            // 没有一份验得过签：说什么都只能算「不知道」。
            check(error instanceof PayError && error.outcome === 'unknown', `没有签名的拒绝也信了：${String(error)}`);
            return;
          }
          throw new Error('没有签名的成功也信了');
        }) as never,
      };
    },
  },
  pem: {
    title: '密钥的文字：任意的文字',
    open: () => {
      const piece = fc.oneof(
        fc.string({ maxLength: 30 }),
        fc.base64String({ maxLength: 60 }),
        fc.constantFrom('-----BEGIN X-----', '-----END X-----', '\\n'),
      );
      return { property: fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => void readPem(pieces.join('\n'))) as never };
    },
  },
  params: {
    title: '每个服务的入参：任意的值、改坏的入参',
    open: () => {
      const schema = fc.constantFrom(...SCHEMAS);
      return {
        property: fc.property(fc.tuple(schema, fc.oneof(anyValue, bent(PLAUSIBLE))), ([rules, input]) => {
          const read = checkParams(rules, input);
          if (!read.ok) check(read.problems.length > 0 && read.problems.every(({ problem }) => problem !== ''), '拒绝了却没有说哪里不对');
          else check(!keysIn(read.value).some((key) => key === '__proto__' || key.startsWith('$')), '操作符或原型混了进来');
        }) as never,
      };
    },
  },
  config: {
    title: '两份配置：任意的值、改坏的配置',
    open: () => {
      const providers = createReceivers({
        http: () => Promise.reject(new Error('没有网络')),
        now: () => NOW,
        nonce: () => 'n',
        claim: () => Promise.resolve(true),
      });
      return {
        property: fc.property(fc.tuple(fc.oneof(bent(UNI_PAY), anyValue), fc.oneof(bent(VK_PAY), anyValue)), ([uniPay, vkPay]) => {
          const files: Readonly<Record<string, unknown>> = { 'uni-pay': uniPay, 'vk-pay': vkPay };
          try {
            loadConfig({
              configCenter: ({ pluginId }) => ({ requireFile: () => files[pluginId] }),
              env: { VK_PAY_ENV: 'production' },
              spaceId: 'mp-1',
              providers,
            });
          } catch (error) {
            check(
              error instanceof ConfigError && error.problems.every(({ path, problem }) => path !== '' && problem !== ''),
              String(error),
            );
          }
        }) as never,
      };
    },
  },
  redaction: {
    title: '日志的遮盖：任意的值',
    open: () => ({
      property: fc.property(anyValue, (input) => {
        const text = JSON.stringify(redact({ token: 'sk_live_1234567890', input })) ?? '';
        // eslint-disable-next-line no-control-regex
        check(!/sk_live|"\$|[\u0000-\u001f]/.test(text), text);
      }) as never,
    }),
  },
  'wxpay-bill': billLine(
    WXPAY_BILL,
    [
      '\ufeff交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,',
      '微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\n',
      '`2026-11-20 10:00:01,`wx,`1900000001,`0,`,`42,`A1001,`o,`JSAPI,`SUCCESS,`X,`CNY,`12.00,`0.00,`0,`0,`0.00,`0.00,`,`,`x,`,`0.07,`0.60%,`12.00,`0.00,`\n',
    ].join(''),
  ),
  'alipay-bill': billLine(ALIPAY_BILL, '#x\n#y\n'),
};
