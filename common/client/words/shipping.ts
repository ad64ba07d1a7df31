/** 手工录发货信息的话。 */
import type { ShippingAct } from '../../contract/payments/shipping';
import { words } from './words';

export const SHIPPING_WAY_WORDS: Readonly<Record<ShippingAct, string>> = words({
  express: ['快递', 'Express'],
  local: ['同城配送', 'Local delivery'],
  virtual: ['虚拟商品', 'Virtual goods'],
  pickup: ['自提', 'Pick-up'],
  presale: ['预售，以后再发', 'Presale, sent later'],
});

export const SHIP_FORM = words({
  title: ['录发货信息', 'Upload shipping information'],
  hint: [
    '微信小程序里收的钱，录了才放。一张订单只录一次，录了改不了。',
    'WeChat releases what a mini program took once this is uploaded. Once per order; it cannot be changed here.',
  ],
  open: ['手工录发货信息', 'Upload shipping by hand'],
  way: ['怎样发的', 'How it went out'],
  company: ['快递公司', 'Carrier'],
  companyHint: ['在微信的编号，如 SF、ZTO、YTO、STO、YD', 'its code at WeChat, such as SF, ZTO, YTO, STO, YD'],
  number: ['快递单号', 'Tracking number'],
  contact: ['收件人电话', "Receiver's phone"],
  contactHint: ['顺丰必填；送出去之前打码', 'needed for SF; masked before it is sent'],
  goods: ['发的是什么', 'What was sent'],
  goodsHint: ['不填就用订单的标题', "Leave empty for the order's title"],
  needed: ['必须填', 'Needed'],
  wrongCompany: ['大写字母的编号', 'A code in capital letters'],
  wrongNumber: ['4–64 位字母、数字', '4–64 letters or digits'],
  wrongContact: ['要有末四位数字', 'The last four digits are needed'],
  date: ['最晚哪一天发', 'Sent by'],
  dateHint: [
    '如 2027-01-31；报备给微信，到时候还要来录怎样发的',
    'such as 2027-01-31; reported to WeChat, how it went out is uploaded then',
  ],
  wrongDate: [
    (from: string, to: string): string => `要在 ${from} 与 ${to} 之间，写成 2027-01-31`,
    (from: string, to: string): string => `Between ${from} and ${to}, written as 2027-01-31`,
  ],
  report: ['报备预售', 'Report the presale'],
  askPresale: ['钱一直冻着，到发货为止。', 'The money stays frozen until it is sent.'],
  presold: [(day: string): string => `报备好了：最晚 ${day} 发。`, (day: string): string => `Reported: sent by ${day}.`],
  send: ['录上去', 'Upload'],
  sending: ['正在录…', 'Uploading…'],
  keep: ['先不录', 'Not now'],
  ask: ['录上去？', 'Upload it?'],
  askText: ['录了就收不回来。', 'It cannot be taken back.'],
  done: ['录好了，等放款。', 'Uploaded; the money is released in time.'],
  kept: [
    (time: string): string => `记下了，${time} 自动录上去；付款满一分钟微信那边才有。`,
    (time: string): string => `Kept; uploaded by itself at ${time}: WeChat has a payment only after a minute.`,
  ],
  notYet: [
    (time: string): string => `记下了，还没有录成，${time} 再试。`,
    (time: string): string => `Kept; not uploaded yet, tried again ${time}.`,
  ],
  notNeeded: ['这个小程序不归发货信息管理，不用录。', 'This mini program is not under shipping management: nothing to upload.'],
  returned: ['钱退了，不用录。', 'Refunded: nothing to upload.'],
});
