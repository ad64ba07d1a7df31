'use strict';
/**
 * 商户自己的服务器调用 vk-pay。没有依赖，整个文件夹拷走即可。
 * 签名的文字与前端、云端的是同一个定义（docs/security.md「请求签名」），这里照它写了一遍；仓库的测试核对两边相同。
 */
const { createHmac, randomUUID } = require('node:crypto');

/** 对象的键按码位排好、没有空白的 JSON。 */
function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}

/** 框架会动的键，不在签名之内。 */
const FRAMEWORK_KEYS = /^(?:uid|uni_id_token|request_signature|vk_\w+)$/;

function signedText({ service, data, timestamp, nonce, user }) {
  const own = Object.fromEntries(Object.entries(data).filter(([key]) => !FRAMEWORK_KEYS.test(key)));
  return ['vk-pay-1', service, String(timestamp), nonce, user, canonicalJson(own)].join('\n');
}

/** 没有成。`unclear` 为 true 时不知道做了没有：用同一个单号再问一次，绝不要当作没有做。 */
class VkPayError extends Error {
  constructor({ code, msg, action, requestId, unclear = false }, options) {
    super(msg, options);
    this.name = 'VkPayError';
    this.code = code;
    this.action = action;
    this.requestId = requestId;
    this.unclear = unclear;
  }
}

const SIGNATURE_ERROR = 40002;
/** 结果不明：网络错误、系统繁忙、系统错误。 */
const UNCLEAR_CODES = new Set([40004, 40010, 50000]);

class VkPayServer {
  #baseUrl;
  #appKey;
  #secret;
  #timeoutMs;
  #fetch;
  #now;
  /** 服务端的钟比本机快多少，毫秒 */
  #ahead = 0;

  /** @param {import('./index').VkPayServerOptions} options */
  constructor({ baseUrl, appKey, secret, timeoutMs = 30_000, fetch = globalThis.fetch, now = Date.now }) {
    if (!/^https?:\/\//.test(baseUrl)) throw new TypeError('baseUrl 必须是 vk-pay 云函数的 URL 化地址');
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#appKey = appKey;
    this.#secret = Buffer.from(secret, 'base64');
    if (this.#secret.length < 32) throw new TypeError('secret 必须是至少 32 字节的 base64');
    this.#timeoutMs = timeoutMs;
    this.#fetch = fetch;
    this.#now = now;
  }

  /** 为用户下单（不给 user_id 就是没有登录用户的单）；同一个 out_trade_no 再来是同一张单。 */
  createPayment(user_id, data) {
    return this.call('createPayment', data, user_id);
  }
  /** @param user_id 给了就只查这个用户的单 */
  queryPayment(data, user_id) {
    return this.call('queryPayment', data, user_id);
  }
  closePayment(data, user_id) {
    return this.call('closePayment', data, user_id);
  }
  /** 一定要自己给 out_refund_no：不明的时候用同一个号再来，不会退两次。 */
  refund(data) {
    return this.call('refund', data);
  }
  queryRefund(data) {
    return this.call('queryRefund', data);
  }
  cancelPayment(data) {
    return this.call('cancelPayment', data);
  }
  listOrders(data = {}) {
    return this.call('listOrders', data);
  }

  /** @throws {VkPayError} */
  async call(service, data, user_id) {
    try {
      return await this.#ask(service, data, user_id);
    } catch (error) {
      if (error.code !== SIGNATURE_ERROR || !/校准时间/.test(error.message)) throw error;
      // 本机的钟不准：问服务端现在几点，再来一次。签名没过就什么也没有发生。
      const { server_date } = await this.#post('pay/pub/options', {});
      this.#ahead = server_date - this.#now();
      return this.#ask(service, data, user_id);
    }
  }

  #ask(service, input, user_id) {
    // 先过一遍 JSON：日期、undefined 到了那边就是 JSON 里的样子。
    const data = JSON.parse(JSON.stringify(input ?? {}));
    const timestamp = Math.round(this.#now() + this.#ahead);
    const nonce = randomUUID().replace(/-/g, '');
    const text = signedText({ service, data, timestamp, nonce, user: user_id ?? '' });
    const sign = createHmac('sha256', this.#secret).update(text, 'utf8').digest('hex');
    return this.#post('pay/pub/server', {
      app_key: this.#appKey,
      service,
      ...(user_id === undefined ? {} : { user_id }),
      data,
      request_signature: { timestamp, nonce, sign },
    });
  }

  async #post(path, body) {
    let answer;
    try {
      const response = await this.#fetch(`${this.#baseUrl}/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      answer = await response.json();
    } catch (cause) {
      throw new VkPayError({ code: 40004, msg: '没有得到答复', unclear: true }, { cause });
    }
    if (answer?.code === 0) return answer;
    const code = typeof answer?.code === 'number' ? answer.code : 50000;
    throw new VkPayError({
      code,
      msg: answer?.msg ?? '答复看不懂',
      action: answer?.action,
      requestId: answer?.requestId,
      unclear: UNCLEAR_CODES.has(code),
    });
  }
}

module.exports = { VkPayServer, VkPayError };
