/** 员工的投诉台：列、看、答复、处理完、退款的决定、图片。看的时候向渠道现读；读不到的给先前记下的。 */
import {
  answerComplaintRefundSchema,
  complaintSchema,
  listComplaintsSchema,
  readComplaintImageSchema,
  replyComplaintSchema,
  uploadComplaintImageSchema,
} from '../../../../../../common/contract/complaints/params';
import {
  MAX_IMAGE_BYTES,
  type ComplaintDetailAnswer,
  type ComplaintWord,
  type ListComplaintsAnswer,
  type ReadComplaintImageAnswer,
  type UploadComplaintImageAnswer,
} from '../../../../../../common/contract/complaints/complaint';
import { PROVIDERS } from '../../../../../../common/contract/channels';
import { withoutSensitive } from '../../../../../../common/contract/sensitive';
import type { Kernel } from '../kernel/kernel';
import { PayError } from '../kernel/pay-error';
import { requireParams } from '../kernel/validate';
import { imageTypeOf } from '../providers/kit/image-type';
import { describeForStaff } from '../review/find';
import { actOnComplaint, type ActWish } from './act';
import { complaintListOf } from './listing/store';
import { ownOrder, readComplaint, speakOf } from './read';
import type { ComplaintRecord } from './record';
import { complaintsOf } from './store';
import { actsFor, viewComplaint } from './view';

type Body<Answer> = Omit<Answer, 'code' | 'msg' | 'requestId'>;
type Detail = Body<ComplaintDetailAnswer>;

export interface ComplaintDesk {
  list(input: unknown): Promise<Body<ListComplaintsAnswer>>;
  detail(input: unknown): Promise<Detail>;
  reply(input: unknown, operator: string): Promise<Detail>;
  complete(input: unknown, operator: string): Promise<Detail>;
  answerRefund(input: unknown, operator: string): Promise<Detail>;
  upload(input: unknown): Promise<Body<UploadComplaintImageAnswer>>;
  readImage(input: unknown): Promise<Body<ReadComplaintImageAnswer>>;
}

/** 一件投诉的渠道写在编号之外：挨个渠道找，只有会投诉的那一两家。 */
async function requireComplaint(k: Kernel, complaint_id: string): Promise<ComplaintRecord> {
  for (const provider of PROVIDERS) {
    const found = k.provider(provider).complaints && (await complaintsOf(k).find(provider, complaint_id));
    if (found) return found;
  }
  throw new PayError('ORDER_NOT_FOUND', { detail: `没有投诉 ${complaint_id}` });
}

const shown = (word: ComplaintWord): ComplaintWord => ({ ...word, text: withoutSensitive(word.text) });

/** 从这里收的那一笔；不是的没有。 */
async function paymentOf(k: Kernel, row: ComplaintRecord): Promise<Detail['payment']> {
  const order = await ownOrder(k, row, row.out_trade_no);
  return order && describeForStaff(k, order);
}

async function describe(k: Kernel, row: ComplaintRecord, live: boolean, phone?: string): Promise<Detail> {
  const talking = live ? speakOf(k, row, (complaints, account) => complaints.talk(account, row.complaint_id)).catch(() => []) : [];
  const [talk, payment] = await Promise.all([talking, paymentOf(k, row)]);
  return {
    complaint: viewComplaint(row),
    talk: talk.map(shown),
    live,
    ...(phone === undefined ? {} : { phone }),
    ...(payment === undefined ? {} : { payment }),
    acts: live ? actsFor(row) : [],
    server_date: k.now(),
  };
}

async function detail(k: Kernel, row: ComplaintRecord): Promise<Detail> {
  try {
    const read = await readComplaint(k, row);
    return await describe(k, read.row, true, read.phone);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return describe(k, row, false);
  }
}

/** 调用方必须已核验员工身份。全部方法 @throws PayError 40001 / 40005，与各自写明的 */
export function complaintDesk(k: Kernel): ComplaintDesk {
  const act = async (complaint_id: string, wish: ActWish, operator: string): Promise<Detail> => {
    const { row, phone } = await actOnComplaint(k, await requireComplaint(k, complaint_id), wish, operator);
    return describe(k, row, true, phone);
  };
  return {
    async list(input) {
      const { pageIndex = 1, pageSize = 20, ...where } = requireParams(listComplaintsSchema, input);
      const list = complaintListOf(k);
      const page = { sort: { name: 'complaint_date', type: 'desc' }, pageIndex, pageSize } as const;
      const [{ rows, hasMore }, waiting] = await Promise.all([list.list(where, page), list.countWaiting()]);
      return { rows: rows.map(viewComplaint), hasMore, waiting, server_date: k.now() };
    },
    async detail(input) {
      return detail(k, await requireComplaint(k, requireParams(complaintSchema, input).complaint_id));
    },
    async reply(input, operator) {
      const { complaint_id, text, images } = requireParams(replyComplaintSchema, input);
      return act(complaint_id, { act: 'reply', text, images }, operator);
    },
    async complete(input, operator) {
      return act(requireParams(complaintSchema, input).complaint_id, { act: 'complete' }, operator);
    },
    async answerRefund(input, operator) {
      const { complaint_id, act: decision, reason } = requireParams(answerComplaintRefundSchema, input);
      if (decision === 'reject' && reason === undefined) throw PayError.param([{ field: 'reason', problem: '不同意退款必须写理由' }]);
      return act(complaint_id, { act: decision, ...(reason === undefined ? {} : { text: reason }) }, operator);
    },
    async upload(input) {
      const { complaint_id, file } = requireParams(uploadComplaintImageSchema, input);
      const bytes = Buffer.from(file, 'base64');
      const type = imageTypeOf(bytes);
      if (type === undefined) throw PayError.param([{ field: 'file', problem: '必须是 jpg、png、bmp 图片' }]);
      if (bytes.length > MAX_IMAGE_BYTES)
        throw PayError.param([{ field: 'file', problem: `图片不能大于 ${MAX_IMAGE_BYTES / 1_000_000} MB` }]);
      const row = await requireComplaint(k, complaint_id);
      return { image: await speakOf(k, row, (complaints, account) => complaints.upload(account, { type, bytes })) };
    },
    async readImage(input) {
      const { complaint_id, image } = requireParams(readComplaintImageSchema, input);
      const row = await requireComplaint(k, complaint_id);
      const { type, bytes } = await speakOf(k, row, (complaints, account) => complaints.image(account, image));
      return { type, file: Buffer.from(bytes).toString('base64') };
    },
  };
}
