/** 消费者投诉：付款人在渠道那里投诉商户，商户要在期限之内答复。状态只由渠道的话改变，前后端共用。 */
import type { ProviderName } from '../channels';
import type { FindPaymentAnswer } from '../desk/find-payment';
import type { OkAnswer } from '../answer';

/** UNREAD 只听说有，还没有读到 · PENDING 等第一次答复 · PROCESSING 处理中 · PROCESSED 处理完了 */
export const COMPLAINT_STATUSES = ['UNREAD', 'PENDING', 'PROCESSING', 'PROCESSED'] as const;
export type ComplaintStatus = (typeof COMPLAINT_STATUSES)[number];

/** refund 要退款 · service 服务没有生效 · other 其它 */
export type ComplaintProblem = 'refund' | 'service' | 'other';

/** reply 答复 · complete 处理完了 · approve 同意退款（不动钱） · reject 不同意退款 */
export type ComplaintActName = 'reply' | 'complete' | 'approve' | 'reject';

/** 员工做过的一件事：先写下，再告诉渠道。 */
export interface ComplaintAct {
  readonly act: ComplaintActName;
  readonly operator: string;
  /** 毫秒 */
  readonly at: number;
  readonly requestId: string;
  /** 说了什么；手机号等已遮住 */
  readonly text?: string;
  /** 附了几张图 */
  readonly images?: number;
  /** ASKED 说了，还不知道到了没有 · DONE 到了 · REFUSED 渠道没有接受 · LOST 没有到 */
  readonly status: 'ASKED' | 'DONE' | 'REFUSED' | 'LOST';
}

/** 答复里最多几个字、几张图。 */
export const MAX_REPLY = 200;
export const MAX_REPLY_IMAGES = 4;
/** 一张图最多多大，字节：渠道收 2 MB，云函数的入参收不了那么大 */
export const MAX_IMAGE_BYTES = 1_400_000;

export interface ComplaintView {
  readonly provider: ProviderName;
  readonly complaint_id: string;
  readonly status: ComplaintStatus;
  readonly problem: ComplaintProblem;
  /** 投诉的是哪一笔；不是从这里收的也写着 */
  readonly out_trade_no?: string;
  /** 那一笔多少，分 */
  readonly total_fee?: number;
  /** 要退多少，分 */
  readonly apply_refund_fee?: number;
  /** 第一次说的话；手机号等已遮住 */
  readonly text: string;
  /** 用户在等答复 */
  readonly waiting: boolean;
  /** 用户要求立即有人答复 */
  readonly urgent: boolean;
  /** 投诉过几次：完结之后又来的算下一次 */
  readonly times: number;
  /** 全额退过了 */
  readonly refunded: boolean;
  /** 投诉的时间，毫秒 */
  readonly complaint_date: number;
  /** 最晚这时答复，毫秒；不在等的没有 */
  readonly reply_by?: number;
  /** 最晚这时处理完，毫秒；处理完了的没有 */
  readonly finish_by?: number;
  readonly acts: readonly ComplaintAct[];
  /** 最近一次从渠道读到，毫秒 */
  readonly read_date?: number;
}

/** 协商历史里的一句。 */
export interface ComplaintWord {
  readonly id: string;
  /** 毫秒 */
  readonly at: number;
  readonly who: 'payer' | 'merchant' | 'platform';
  readonly kind: 'complaint' | 'word' | ComplaintActName | 'notice';
  /** 手机号等已遮住 */
  readonly text: string;
  /** 图片的编号：交给 readComplaintImage */
  readonly images: readonly string[];
}

/** `pay/sys/listComplaints` 入参。 */
export interface ListComplaintsInput {
  readonly status?: ComplaintStatus;
  /** 只要在等答复的 */
  readonly waiting?: true;
  readonly out_trade_no?: string;
  readonly complaint_id?: string;
  readonly pageIndex?: number;
  /** 1–50，默认 20 */
  readonly pageSize?: number;
}
export interface ListComplaintsAnswer extends OkAnswer {
  /** 新的在前 */
  readonly rows: readonly ComplaintView[];
  readonly hasMore: boolean;
  /** 在等答复的一共几件 */
  readonly waiting: number;
  readonly server_date: number;
}

/** `pay/sys/complaintDetail`、`replyComplaint`、`completeComplaint`、`answerComplaintRefund` 的答复。 */
export interface ComplaintDetailAnswer extends OkAnswer {
  readonly complaint: ComplaintView;
  /** 旧的在前；没有问到渠道的为空 */
  readonly talk: readonly ComplaintWord[];
  /** 是渠道刚刚说的；没有问到的是先前记下的 */
  readonly live: boolean;
  /** 付款人的电话，中间遮住；没有留、没有问到的没有 */
  readonly phone?: string;
  /** 从这里收的那一笔，连同它的退款 */
  readonly payment?: Omit<FindPaymentAnswer, 'code' | 'msg' | 'requestId'>;
  /** 此刻可以做的 */
  readonly acts: readonly ComplaintActName[];
  readonly server_date: number;
}

export interface ReplyComplaintInput {
  readonly complaint_id: string;
  readonly text: string;
  /** 图片的编号，uploadComplaintImage 给的 */
  readonly images?: readonly string[];
}
export interface AnswerComplaintRefundInput {
  readonly complaint_id: string;
  readonly act: 'approve' | 'reject';
  /** 不同意必须写 */
  readonly reason?: string;
}

export interface UploadComplaintImageInput {
  readonly complaint_id: string;
  /** 文件的 base64 */
  readonly file: string;
}
export interface UploadComplaintImageAnswer extends OkAnswer {
  readonly image: string;
}
export interface ReadComplaintImageInput {
  readonly complaint_id: string;
  readonly image: string;
}
export interface ReadComplaintImageAnswer extends OkAnswer {
  /** image/jpeg、image/png、image/bmp */
  readonly type: string;
  readonly file: string;
}
