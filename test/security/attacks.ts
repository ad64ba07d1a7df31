/**
 * 攻击与各自的答复（docs/invariants.md §4）作为数据：每一种输入、说好的答复、证明它的测试（文件与名字）。
 * 表与文档、测试由 attacks.test.ts 双向核对：文档里有一行，这里就有一行；点名的测试要真的在。
 */
export interface Attack {
  /** 文档里那一行的开头；文档里没有的（更细的）不写 */
  readonly documented?: string;
  readonly input: string;
  readonly answer: string;
  readonly tests: readonly (readonly [file: string, name: string])[];
}

export const ATTACKS: readonly Attack[] = [
  {
    documented: '微信回调：密文被改、没有签名、时间过旧',
    input: 'WeChat callback with bits flipped, no signature, stale',
    answer: '401, 40002, no database read',
    tests: [
      ['test/providers/wxpay/notify.test.ts', 'every single flipped bit of the body breaks the signature'],
      ['test/providers/wxpay/notify.test.ts', '%s missing, empty, twice, too long or not text is refused'],
      ['test/flow/payment.test.ts', 'a forged callback is refused with 401, reads nothing and changes nothing'],
    ],
  },
  {
    documented: '真的回调，30 天以前的',
    input: 'a true callback 30 days old; a timestamp that is empty, NaN or minutes ahead; a header twice',
    answer: 'stale or malformed',
    tests: [
      ['test/providers/wxpay/notify.test.ts', 'the age of a callback counts on both sides, up to but not including five minutes'],
      ['test/flow/alipay.test.ts', 'a notice from a month ago is refused'],
      ['test/core/http-event.test.ts', 'a header that comes twice, in any letter case or as a list, keeps both values'],
    ],
  },
  {
    documented: '陌生的序列号连发 50 次',
    input: '50 unknown serials',
    answer: 'one download a minute and merchant, over all instances',
    tests: [
      ['test/providers/wxpay/keys.test.ts', '50 unknown serials at once cause one outbound call, and the known key keeps working'],
      [
        'test/providers/wxpay/keys.test.ts',
        'over all instances, notices with unknown serials cause one download a minute; the others are told to come again',
      ],
    ],
  },
  {
    documented: '签名真实、却是别的 app_id 或 seller_id 的支付宝通知',
    input: 'an Alipay notice truly signed for another app or seller',
    answer: 'fail, alert, no state',
    tests: [
      ['test/flow/merchants.test.ts', 'a callback truly signed for another merchant changes nothing, wherever it is sent'],
      ['test/flow/trust.test.ts', 'two different foreign notices within a minute are two alerts'],
    ],
  },
  {
    documented: '99 元的订单收到签名真实的 0.01',
    input: 'a truly signed amount that is not the order’s',
    answer: 'REVIEW and alert, acknowledged once stored',
    tests: [
      ['test/flow/payment.test.ts', 'a truly signed amount that is not ours goes to REVIEW, is alarmed and acknowledged'],
      [
        'test/flow/alipay.test.ts',
        'a truly signed 0.01 for a 100.00 order goes to review with an alert and is acknowledged only after that is stored',
      ],
    ],
  },
  {
    documented: '应答没有签名或签名不对',
    input: 'an answer without or with a wrong signature',
    answer: 'unknown, query again',
    tests: [
      ['test/providers/alipay/answers.test.ts', 'a success nobody signed is no success'],
      ['test/providers/alipay/answers.test.ts', 'an answer signed over other words is no answer, success or refusal'],
    ],
  },
  {
    documented: '没有配置验签公钥',
    input: 'no public key, or an own key or certificate as that of the gateway',
    answer: 'refused at start',
    tests: [
      [
        'test/core/config.test.ts',
        'keys are compared over the whole configuration: a gateway key that is an own key of any section is refused',
      ],
      ['test/providers/alipay/credentials.test.ts', 'the own public key is refused as that of Alipay, however it is written'],
    ],
  },
  {
    documented: '单号是对象、数组、数字',
    input: 'ids as objects, arrays, numbers; operators and prototype keys at any depth',
    answer: '40001, nothing reaches the database',
    tests: [
      ['test/flow/bad-input.test.ts', '%s refuses %j and names %s'],
      ['test/flow/bad-input.test.ts', 'prototype keys sent on the wire are refused'],
    ],
  },
  {
    documented: '金额是 `0.1+0.2`',
    input: 'amounts that are none',
    answer: '40001 naming the field',
    tests: [['test/flow/bad-input.test.ts', '%s refuses %j and names %s']],
  },
  {
    documented: '自己给有定价的商品报价',
    input: 'an own price for a priced product',
    answer: 'the server’s price, otherwise 40001',
    tests: [['test/flow/payment.test.ts', 'the price is decided by the server']],
  },
  {
    documented: '查、退别人的订单',
    input: 'the order of somebody else',
    answer: '40005, the same answer after the same round trips',
    tests: [
      ['test/flow/payment.test.ts', 'an order of somebody else looks like no order at all'],
      ['test/flow/modest.test.ts', "somebody else's order is not there: the same answer after the same round trips"],
    ],
  },
  {
    documented: '没有角色而退款、改配置',
    input: 'staff services without the permission',
    answer: '40009',
    tests: [
      ['test/flow/roles.test.ts', 'what the roles are for works end to end: looking, refunding, and not more'],
      ['test/flow/roles.test.ts', 'a role that was switched off no longer opens anything'],
    ],
  },
  {
    documented: '同一个单号换个金额',
    input: 'the same number with another amount',
    answer: '40001, the first untouched',
    tests: [
      [
        'test/flow/payment.test.ts',
        'creating again for the same unpaid order gives fresh parameters, for a paid one 40006, with another amount 40001',
      ],
      ['test/flow/same-number.test.ts', 'refund: the same again is the same refund; another amount, reason or order is refused'],
    ],
  },
  {
    documented: '`other` 里改通知地址、商户号、金额、appid、收款方',
    input: 'other overriding who is paid and how much',
    answer: '40001',
    tests: [['test/flow/door-who-is-paid.test.ts', 'a payer who says %s is told so']],
  },
  {
    documented: '标题、UA、头里有换行',
    input: 'CR/LF, ANSI, letters that turn the text around, 1 MB strings',
    answer: 'cut and escaped, one row',
    tests: [
      ['test/core/redact.test.ts', 'line breaks, terminal escapes and huge texts become one short line'],
      [
        'test/contract/params.test.ts',
        'a subject or reason whose letters would be shown in another order than stored is refused; an emoji of several is not',
      ],
      ['test/core/journal.test.ts', 'alerts, details, notes, stacks and user agents are redacted and one line'],
      ['test/contract/visible-text.test.ts', 'no text of any service keeps a letter that is not seen: it is refused or taken out'],
    ],
  },
  {
    documented: '回调正文过大、方法不对、路径不对',
    input: 'an oversized body, a wrong method, a wrong path',
    answer: '413 / 405 / 404 before any work',
    tests: [['test/flow/payment.test.ts', 'wrong method, wrong path and an oversized body are turned away before any work']],
  },
  {
    documented: '正式构建里的测试接口、模拟网关',
    input: 'test endpoints and simulators in production',
    answer: 'not in the build; refused at run time',
    tests: [
      ['test/architecture/build.test.ts', 'the production build has every service and no test endpoint'],
      ['test/architecture/build.test.ts', 'no text of test endpoints, simulators or keys is in the production build'],
      ['test/flow/gate.test.ts', 'a test endpoint that was uploaded all the same answers as if it were not there'],
    ],
  },
  {
    documented: '`X-Forwarded-For` 换 1,000 个',
    input: 'a thousand claimed addresses, in headers and by the client itself',
    answer: 'one bucket of the rate, nothing through the list: the platform’s address only',
    tests: [
      ['test/security/spoofed-addresses.test.ts', 'a thousand claimed addresses are one bucket: %s'],
      ['test/security/spoofed-addresses.test.ts', 'a thousand claimed addresses of the list open nothing'],
      ['test/flow/server.test.ts', 'ipWhitelist applies, whatever the headers claim; the rate is counted by address'],
    ],
  },
  {
    input: 'a thousand addresses of one network of IPv6',
    answer: 'one bucket of the rate',
    tests: [
      ['test/security/source.test.ts', 'a thousand addresses of one network of IPv6 are one bucket and one row; its neighbour has its own'],
    ],
  },
  {
    input: 'a request recorded and sent again, to another instance too, also one whose clock is behind',
    answer: '40002',
    tests: [
      ['test/redis/spend-contract.ts', 'instances whose clocks differ count together, and a string used once stays used'],
      ['test/flow/signature.test.ts', 'signed by a clock five minutes ahead and sent again when it is five minutes old: used is used'],
      ['test/flow/signature.test.ts', 'a request recorded and sent again is refused, also by many at once and by another instance'],
      ['test/flow/server.test.ts', 'a recorded request is good once, over all instances; the nonces of two keys are apart'],
    ],
  },
  {
    input: 'paths with dots, doubled slashes, encodings',
    answer: '40009, no service',
    tests: [['test/flow/own-name.test.ts', '%s reaches no service']],
  },
  {
    input: 'addresses inside: loopback, link-local, private, by redirect or by DNS',
    answer: 'refused at every connection',
    tests: [
      ['test/kernel/outbound.test.ts', 'a name that turns to the inside between two connections is refused the second time'],
      ['test/kernel/outbound.test.ts', 'a redirect is an answer, not a way'],
    ],
  },
  {
    input: 'card numbers and private keys, by key or by value, also in pieces or with unseen letters between',
    answer: '40001 in every service; recordError masks them',
    tests: [
      ['test/flow/modest.test.ts', '%s is refused by every service, and nothing is written'],
      ['test/flow/modest.test.ts', '%s is refused by its value in every service but the one that masks it'],
      ['test/contract/sensitive.test.ts', '%s is recognised wherever it stands'],
      ['test/flow/modest.test.ts', 'numbers that only look like a card are taken where a number belongs, and amounts and times everywhere'],
    ],
  },
  {
    input: 'whatever goes wrong inside',
    answer: 'code, msg, action, requestId; no secret in a row or on the console',
    tests: [['test/security/errors-out.test.ts', '%s inside: every service says only what the catalogue says']],
  },
];
