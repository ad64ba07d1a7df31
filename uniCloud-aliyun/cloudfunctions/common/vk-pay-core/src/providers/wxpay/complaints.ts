/** 消费者投诉 2.0（docs/protocols/wxpay.md §13.4）。协商历史、图片每次现读；用户的电话用商户私钥解开，只留头三位与末四位。 */
import { constants, createHash, privateDecrypt } from 'node:crypto';
import type { ComplaintActName, ComplaintProblem, ComplaintWord } from '../../../../../../../common/contract/complaints/complaint';
import { PayError } from '../../kernel/pay-error';
import type { ComplaintCapability, ComplaintFacts, ComplaintImage } from '../complaints';
import { imageTypeOf } from '../kit/image-type';
import { encodeForm } from '../kit/form';
import { asObject, integerOf, textOf, timeOf, type Json } from '../kit/json';
import type { ProviderPorts } from '../provider';
import type { WxpayAccount } from './account';
import type { WxpayClient } from './client';
import { signedRequest } from './request';

const SERVICE = '/v3/merchant-service';
const COMPLAINTS = `${SERVICE}/complaints-v2`;
const ADDRESS = `${SERVICE}/complaint-notifications`;
const IMAGES = `${SERVICE}/images/`;
const PAGE = 50;
/** 协商历史一次取多少；再早的不看 */
const TALK_PAGE = 100;

const STATUSES: ReadonlyMap<string, ComplaintFacts['status']> = new Map([
  ['PENDING', 'PENDING'],
  ['PROCESSING', 'PROCESSING'],
  ['PROCESSED', 'PROCESSED'],
]);
const PROBLEMS: ReadonlyMap<string, ComplaintProblem> = new Map([
  ['REFUND', 'refund'],
  ['SERVICE_NOT_WORK', 'service'],
]);

/** operate_type → 谁说的、是哪一种；拼写照官方。名单外的看开头。 */
const KINDS: ReadonlyMap<string, ComplaintWord['kind']> = new Map([
  ['USER_CREATE_COMPLAINT', 'complaint'],
  ['USER_CONTINUE_COMPLAINT', 'complaint'],
  ['USER_RESPONSE', 'word'],
  ['MERCHANT_RESPONSE', 'reply'],
  ['MERCHANT_CONFIRM_COMPLETE', 'complete'],
  ['MERCHANT_APPROVE_REFUND', 'approve'],
  ['MERCHANT_REFUSE_RERUND', 'reject'],
]);
const who = (type: string): ComplaintWord['who'] =>
  type.startsWith('USER_') ? 'payer' : type.startsWith('MERCHANT_') ? 'merchant' : 'platform';

const wrong = (detail: string): PayError => new PayError('NETWORK', { outcome: 'unknown', detail: `投诉的应答不对：${detail}` });
const listOf = (json: Json, key: string): readonly Json[] => {
  const all: unknown = json[key];
  return Array.isArray(all) ? all.map(asObject).filter((one) => one !== undefined) : [];
};
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** 解不开（换过证书）、不像号码的等于没有。 */
function phoneOf({ credentials }: WxpayAccount, json: Json): string | undefined {
  const sealed = textOf(json, 'payer_phone');
  if (sealed === undefined) return undefined;
  try {
    const options = { key: credentials.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    const phone = privateDecrypt(options, Buffer.from(sealed, 'base64')).toString('utf8');
    return /^\d{11,}$/.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : undefined;
  } catch {
    return undefined;
  }
}

/** @throws PayError NETWORK 缺了编号、状态、时间 */
function readFacts(account: WxpayAccount, json: Json): ComplaintFacts {
  const complaint_id = textOf(json, 'complaint_id');
  const status = STATUSES.get(textOf(json, 'complaint_state') ?? '');
  const complaint_date = timeOf(json, 'complaint_time');
  if (complaint_id === undefined || status === undefined || complaint_date === undefined)
    throw wrong(`${complaint_id ?? ''} 状态 ${textOf(json, 'complaint_state') ?? ''}`);
  const apply_refund_fee = integerOf(json, 'apply_refund_amount');
  const phone = phoneOf(account, json);
  return {
    complaint_id,
    status,
    problem: PROBLEMS.get(textOf(json, 'problem_type') ?? '') ?? 'other',
    text: textOf(json, 'complaint_detail') ?? textOf(json, 'problem_description') ?? '',
    complaint_date,
    trades: listOf(json, 'complaint_order_info').map((order) => ({
      out_trade_no: textOf(order, 'out_trade_no') ?? '',
      transaction_id: textOf(order, 'transaction_id') ?? '',
      fee: integerOf(order, 'amount') ?? 0,
    })),
    ...(apply_refund_fee === undefined ? {} : { apply_refund_fee }),
    waiting: json['incoming_user_response'] === true,
    urgent: json['need_immediate_service'] === true,
    times: integerOf(json, 'user_complaint_times') ?? 1,
    refunded: json['complaint_full_refunded'] === true,
    ...(phone === undefined ? {} : { phone }),
  };
}

/** 网关上的图片：地址的末一段。别处的不去取。 */
function imageIdOf(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { pathname } = new URL(url);
  if (!pathname.startsWith(IMAGES)) return [];
  try {
    return [decodeURIComponent(pathname.slice(IMAGES.length))];
  } catch {
    return [];
  }
}

function readWord(json: Json): ComplaintWord[] {
  const [id, at] = [textOf(json, 'log_id'), timeOf(json, 'operate_time')];
  if (id === undefined || at === undefined) return [];
  const type = textOf(json, 'operate_type') ?? '';
  const media = asObject(json['complaint_media_list']) ?? {};
  const urls = [...textsOf(json['image_list']), ...textsOf(media['media_url'])];
  return [
    {
      id,
      at,
      who: who(type),
      kind: KINDS.get(type) ?? 'notice',
      text: textOf(json, 'operate_details') ?? '',
      images: [...new Set(urls.flatMap(imageIdOf))],
    },
  ];
}

const missing = (error: unknown): boolean => error instanceof PayError && error.kind === 'ORDER_NOT_FOUND' && error.outcome === 'none';

/** 每一种做法：接口与正文。 */
const CALLS: Readonly<
  Record<ComplaintActName, (account: WxpayAccount, said: { text?: string; images?: readonly string[] }) => readonly [string, Json]>
> = {
  reply: ({ mchid }, { text = '', images = [] }) => [
    'response',
    { complainted_mchid: mchid, response_content: text, ...(images.length > 0 ? { response_images: images } : {}) },
  ],
  complete: ({ mchid }) => ['complete', { complainted_mchid: mchid }],
  approve: (_account, { text }) => [
    'update-refund-progress',
    { action: 'APPROVE', launch_refund_day: 0, ...(text === undefined ? {} : { remark: text }) },
  ],
  reject: (_account, { text = '' }) => ['update-refund-progress', { action: 'REJECT', reject_reason: text }],
};

export function wxpayComplaints(ports: ProviderPorts, client: WxpayClient): ComplaintCapability<WxpayAccount> {
  const pathOf = (complaint_id: string): string => `${COMPLAINTS}/${encodeURIComponent(complaint_id)}`;
  const ask = (account: WxpayAccount, path: string): Promise<Json> => client.call(account, 'complaint', 'GET', path);

  return {
    has: ({ credentials: { partner } }) => partner === undefined,

    async list(account, { from, to, offset }) {
      const query = { limit: String(PAGE), offset: String(offset), begin_date: from, end_date: to, complainted_mchid: account.mchid };
      const rows = listOf(await ask(account, `${COMPLAINTS}?${encodeForm(query)}`), 'data');
      const unread: string[] = [];
      const read = rows.flatMap((row) => {
        try {
          return readFacts(account, row);
        } catch {
          unread.push(...textsOf([row['complaint_id']]));
          return [];
        }
      });
      return { rows: read, unread, ...(rows.length < PAGE ? {} : { next: offset + PAGE }) };
    },

    async read(account, complaint_id) {
      let answer: Json;
      try {
        answer = await ask(account, pathOf(complaint_id));
      } catch (error) {
        if (missing(error)) return undefined;
        throw error;
      }
      const facts = readFacts(account, answer);
      if (facts.complaint_id !== complaint_id || textOf(answer, 'complainted_mchid') !== account.mchid) throw wrong('说的不是这一件');
      return facts;
    },

    async talk(account, complaint_id) {
      const answer = await ask(account, `${pathOf(complaint_id)}/negotiation-historys?limit=${TALK_PAGE}&offset=0`);
      return listOf(answer, 'data').flatMap(readWord).reverse();
    },

    async act(account, complaint_id, act, said) {
      const [name, body] = CALLS[act](account, said);
      await client.call(account, 'complaint', 'POST', `${pathOf(complaint_id)}/${name}`, body);
    },

    async upload(account, { type, bytes }) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const meta = JSON.stringify({ filename: `image.${type.split('/')[1] ?? ''}`, sha256 });
      const answer = await client.upload(account, 'complaint', `${SERVICE}/images/upload`, meta, { type, bytes });
      const id = textOf(answer, 'media_id');
      if (id === undefined) throw wrong('没有图片的编号');
      return id;
    },

    async image(account, id): Promise<ComplaintImage> {
      const path = IMAGES + encodeURIComponent(id);
      const request = signedRequest(ports, account, 'GET', path, undefined);
      const { status, bytes } = await ports.http({ ...request, headers: { ...request.headers, accept: '*/*' }, binary: true });
      if (status === 404) throw new PayError('ORDER_NOT_FOUND');
      if (status !== 200 || !bytes) throw new PayError('NETWORK', { outcome: 'unknown', gatewayStatus: status, detail: '图片没有取到' });
      const type = imageTypeOf(bytes);
      if (type === undefined) throw new PayError('SYSTEM', { detail: '取到的不是图片' });
      return { type, bytes };
    },

    async listen(account) {
      try {
        return textOf(await ask(account, ADDRESS), 'url') === account.notifyUrl;
      } catch (error) {
        if (!missing(error)) throw error;
        await client.call(account, 'complaint', 'POST', ADDRESS, { url: account.notifyUrl });
        return true;
      }
    },
  };
}
