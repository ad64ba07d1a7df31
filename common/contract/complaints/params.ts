/** 投诉的服务收什么。 */
import * as v from 'valibot';
import { outTradeNoSchema, wholeSchema } from '../fields';
import { VISIBLE, withoutUnseen } from '../visible-text';
import { COMPLAINT_STATUSES, MAX_IMAGE_BYTES, MAX_REPLY, MAX_REPLY_IMAGES } from './complaint';

const complaintId = v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_-]{6,64}$/, '格式不正确'));
/** 渠道给的编号，原样交回去。 */
const image = v.pipe(v.string('必须是字符串'), v.regex(/^[0-9A-Za-z_=.+/-]{6,512}$/, '格式不正确'));

/** 说给付款人听的话：可以换行，别的控制字符不行。 */
const said = v.pipe(
  v.string('必须是字符串'),
  v.transform(withoutUnseen),
  v.trim(),
  v.minLength(1, '不能为空'),
  v.check((text) => [...text].length <= MAX_REPLY, `不能超过 ${MAX_REPLY} 个字`),
  v.regex(new RegExp(`^(?:${VISIBLE}|\\n)*$`, 'u'), '不能含控制字符'),
);

export const listComplaintsSchema = v.object(
  {
    status: v.optional(v.picklist(COMPLAINT_STATUSES, '不是投诉的状态')),
    waiting: v.optional(v.literal(true, '只能是 true')),
    out_trade_no: v.optional(outTradeNoSchema),
    complaint_id: v.optional(complaintId),
    pageIndex: v.optional(wholeSchema(1, 1000)),
    pageSize: v.optional(wholeSchema(1, 50)),
  },
  '必须是对象',
);

export const complaintSchema = v.object({ complaint_id: complaintId }, '必须是对象');

export const replyComplaintSchema = v.object(
  {
    complaint_id: complaintId,
    text: said,
    images: v.optional(v.pipe(v.array(image, '必须是数组'), v.maxLength(MAX_REPLY_IMAGES, `最多 ${MAX_REPLY_IMAGES} 张`)), []),
  },
  '必须是对象',
);

export const answerComplaintRefundSchema = v.object(
  {
    complaint_id: complaintId,
    act: v.picklist(['approve', 'reject'], '必须是 approve 或 reject'),
    reason: v.optional(said),
  },
  '必须是对象',
);

export const uploadComplaintImageSchema = v.object(
  {
    complaint_id: complaintId,
    file: v.pipe(
      v.string('必须是字符串'),
      v.maxLength(Math.ceil(MAX_IMAGE_BYTES / 3) * 4, `图片不能大于 ${MAX_IMAGE_BYTES / 1_000_000} MB`),
      v.regex(/^[0-9A-Za-z+/]+={0,2}$/, '必须是 base64'),
    ),
  },
  '必须是对象',
);

export const readComplaintImageSchema = v.object({ complaint_id: complaintId, image }, '必须是对象');
