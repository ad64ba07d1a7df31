/** 手工录发货信息的一次填写：填得不对的就近说，先确认一次再录；没有录成的说什么时候再试。 */
import { computed, reactive, ref, shallowRef } from 'vue';
import { fromBeijingText } from '../../contract/beijing-time';
import { payWayOf } from '../../contract/channels';
import type { StaffOrderView } from '../../contract/desk/list-orders';
import type { ShippingAct, ShippingState, ShipOrderInput } from '../../contract/payments/shipping';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import { formatDay, formatTime } from '../shell/format';
import { callService } from '../shell/services';
import { DESK } from '../words/desk';
import { SHIP_FORM, SHIPPING_WAY_WORDS } from '../words/shipping';
import { actTrouble } from './act-trouble';

const WAYS: readonly ShippingAct[] = ['express', 'local', 'virtual', 'pickup', 'presale'];
const [DAY_MS, SOONEST_DAYS, LATEST_DAYS] = [86_400_000, 15, 330];
const NEEDS_CONTACT = 'SF';

/** 小程序里收的、业务办完了、还没有录好的。 */
export const mayShip = ({ provider, platform, status, fulfil_status, shipping }: StaffOrderView): boolean =>
  payWayOf(provider, platform)?.ships === true &&
  status === 'SUCCESS' &&
  fulfil_status === 'DONE' &&
  (shipping === undefined || shipping.status === 'WAIT' || shipping.status === 'NOT_NEEDED');

/** 录了之后说什么。 */
export function resultOf({ status, next_date, presale_until, problem }: ShippingState): Trouble {
  if (status === 'WAIT' && presale_until !== undefined && problem === undefined)
    return { tone: 'info', text: SHIP_FORM.presold(formatDay(presale_until)) };
  if (status === 'SHIPPED' || status === 'SETTLED') return { tone: 'info', text: SHIP_FORM.done };
  if (status === 'WAIT' && problem === undefined) return { tone: 'info', text: SHIP_FORM.kept(formatTime(next_date)) };
  if (status === 'WAIT') return { tone: 'warning', text: SHIP_FORM.notYet(formatTime(next_date)) };
  return { tone: 'info', text: status === 'RETURNED' ? SHIP_FORM.returned : SHIP_FORM.notNeeded };
}

export interface ShipFormOwner {
  readonly dialog: Dialog;
  refuse(failure: Failure): boolean;
  /** 录过了：订单变了 */
  done(): void;
}

/** @param paidAt 什么时候付的，毫秒：预售的期限从那时算起 */
export function createShipForm(out_trade_no: string, paidAt: number, { dialog, refuse, done }: ShipFormOwner) {
  const way = ref<ShippingAct>('express');
  const field = reactive({ company: '', number: '', contact: '', goods: '', date: '' });
  const problems = ref<Partial<Record<keyof typeof field, string>>>({});
  const busy = ref(false);
  const said = shallowRef<Trouble>();
  /** 录了、记下了：这一次的填写完了 */
  const sent = ref(false);
  const text = (name: keyof typeof field): string => field[name].normalize('NFKC').trim();

  /** 预售发到哪一天的最后一刻，毫秒；不是日子、不在期限里的没有。 */
  function shipBy(): number | undefined {
    const day = fromBeijingText(`${text('date')} 23:59:59`);
    return day !== undefined && day >= paidAt + SOONEST_DAYS * DAY_MS && day <= paidAt + LATEST_DAYS * DAY_MS ? day : undefined;
  }

  function check(): boolean {
    const company = text('company').toUpperCase();
    const digits = text('contact').replace(/\D/g, '');
    problems.value =
      way.value === 'presale'
        ? shipBy() === undefined
          ? { date: SHIP_FORM.wrongDate(formatDay(paidAt + SOONEST_DAYS * DAY_MS), formatDay(paidAt + LATEST_DAYS * DAY_MS)) }
          : {}
        : way.value !== 'express'
          ? {}
          : {
              ...(/^[A-Z0-9_]{1,32}$/.test(company) ? {} : { company: company === '' ? SHIP_FORM.needed : SHIP_FORM.wrongCompany }),
              ...(/^[0-9A-Za-z_-]{4,64}$/.test(text('number'))
                ? {}
                : { number: text('number') === '' ? SHIP_FORM.needed : SHIP_FORM.wrongNumber }),
              ...(text('contact') === '' && company === NEEDS_CONTACT ? { contact: SHIP_FORM.needed } : {}),
              ...(text('contact') !== '' && digits.length < 4 ? { contact: SHIP_FORM.wrongContact } : {}),
            };
    return Object.keys(problems.value).length === 0;
  }

  function wish(): ShipOrderInput {
    if (way.value === 'presale') return { out_trade_no, way: 'presale', ship_by: shipBy() ?? 0 };
    const item_desc = text('goods');
    const parcel = {
      tracking_no: text('number'),
      express_company: text('company').toUpperCase(),
      ...(text('contact') === '' ? {} : { receiver_contact: text('contact') }),
    };
    return {
      out_trade_no,
      way: way.value,
      ...(item_desc === '' ? {} : { item_desc }),
      ...(way.value === 'express' ? { parcels: [parcel] } : {}),
    };
  }

  async function send(): Promise<void> {
    if (busy.value || !check()) return;
    const express = way.value === 'express';
    const sure = await dialog.ask({
      title: SHIP_FORM.ask,
      rows: [
        { name: DESK.out_trade_no, value: out_trade_no },
        { name: SHIP_FORM.way, value: SHIPPING_WAY_WORDS[way.value] },
        ...(express ? [{ name: text('company').toUpperCase(), value: text('number') }] : []),
        ...(way.value === 'presale' ? [{ name: SHIP_FORM.date, value: text('date') }] : []),
      ],
      text: way.value === 'presale' ? SHIP_FORM.askPresale : SHIP_FORM.askText,
      confirm: way.value === 'presale' ? SHIP_FORM.report : SHIP_FORM.send,
      cancel: SHIP_FORM.keep,
      tone: 'danger',
    });
    if (!sure || busy.value) return;
    busy.value = true;
    said.value = undefined;
    try {
      const { shipping } = await callService('shipOrder', wish());
      said.value = resultOf(shipping);
      sent.value = said.value.tone === 'info';
      done();
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!refuse(reason)) said.value = actTrouble(reason);
    } finally {
      busy.value = false;
    }
  }

  return {
    way,
    field,
    problems,
    busy,
    said,
    sent,
    ways: computed(() => WAYS.map((id) => ({ id, label: SHIPPING_WAY_WORDS[id] }))),
    choose(id: string): void {
      way.value = WAYS.find((one) => one === id) ?? 'express';
      problems.value = {};
    },
    write(name: keyof typeof field, value: string): void {
      field[name] = value;
      const { [name]: _mended, ...rest } = problems.value;
      problems.value = rest;
    },
    send,
  };
}
