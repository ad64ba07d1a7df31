/** 故障一栏：常用的一按就好，别的照目录填；还没用完的列在上面。 */
import type { FaultField, FaultKind } from '../../../gateways/kit/fault-catalogue';
import { operationWord, noticeWord } from '../../timeline/words';
import { api, type PendingFault } from './api';
import { fill, h, type Child } from './dom';
import { badge, button, empty } from './parts';
import type { GatewayState, Store } from './store';

/** 出事最多的几种；网关不会演的不列。 */
const COMMON: readonly {
  readonly label: string;
  readonly rule: { readonly operation: string; readonly fault: { readonly kind: string } };
}[] = [
  { label: '下一次请求：答复丢失', rule: { operation: '*', fault: { kind: 'lostAnswer' } } },
  { label: '下一次请求：没有到', rule: { operation: '*', fault: { kind: 'lostRequest' } } },
  { label: '下一次请求：答复签名不对', rule: { operation: '*', fault: { kind: 'falseSignature' } } },
  { label: '下一次退款：答复丢失', rule: { operation: 'refund', fault: { kind: 'lostAnswer' } } },
  { label: '下一个通知：来三份', rule: { operation: 'callback', fault: { kind: 'duplicate', count: 3 } as { kind: string } } },
  { label: '下一个通知：永不来', rule: { operation: 'callback', fault: { kind: 'suppress' } } },
];

/** 规则可以等任何请求，也可以等通知。 */
const whenWord = (operation: string): string =>
  operation === '*' ? '任何请求' : operation === 'callback' ? '通知' : operationWord(operation);

const wordsOf = ({ kind, words }: FaultKind): string => (words === '' ? kind : words);
const kindsOf = ({ about }: GatewayState): readonly FaultKind[] => [...about.faults.requests, ...about.faults.callbacks];

function pendingRow(gateway: GatewayState, { operation, fault, left }: PendingFault): HTMLElement {
  const { kind, ...fields } = fault;
  const known = kindsOf(gateway).find((one) => one.kind === kind);
  const values = Object.values(fields).filter((value) => value !== undefined);
  return h(
    'li',
    { class: 'row row--line' },
    badge(gateway.name, gateway.title),
    h(
      'span',
      { class: 'row__title' },
      `${whenWord(operation)}：${known ? wordsOf(known) : kind}${values.length > 0 ? ` ${values.join('、')}` : ''}`,
    ),
    h('span', { class: 'muted' }, left === null ? '一直生效' : `还有 ${left} 次`),
  );
}

function select(label: string, name: string, options: readonly (readonly [string, string])[], onchange?: () => void): HTMLElement {
  return h(
    'label',
    { class: 'field' },
    label,
    h(
      'select',
      { name, ...(onchange ? { onchange } : {}) },
      options.map(([value, text]) => h('option', { value }, text)),
    ),
  );
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  ms: '毫秒',
  count: '几份',
  status: '状态码',
  code: '错误码',
  subCode: '错误码',
  message: '说明',
  variant: '哪一种',
  suffix: '内部错误号',
};
const DEFAULTS: Readonly<Record<string, string>> = { ms: '6000', count: '3' };

function fieldInput({ name, type, choices, optional }: FaultField): HTMLElement {
  const label = `${FIELD_WORDS[name] ?? name}${optional ? '（可不填）' : ''}`;
  if (type === 'choice')
    return select(
      label,
      name,
      (choices ?? []).map((value) => [String(value), noticeWord(String(value))]),
    );
  return h(
    'label',
    { class: 'field' },
    label,
    h('input', {
      name,
      inputmode: type === 'number' ? 'numeric' : 'text',
      required: !optional,
      value: DEFAULTS[name] ?? '',
      autocomplete: 'off',
    }),
  );
}

/** 表单里的值变成规则里的值。 */
function valueOf({ type, choices }: FaultField, text: string): unknown {
  if (type === 'number') return Number(text);
  return choices?.find((choice) => String(choice) === text) ?? text;
}

class FaultForm {
  readonly element = h('form', { class: 'form', onsubmit: (event) => this.submit(event) });
  private gateway: GatewayState | undefined;

  constructor(private readonly store: Store) {}

  /** 网关的目录到了才画；画过就不再动，免得打断正在填的人。 */
  ready(): void {
    if (this.gateway || this.store.gateways.length === 0) return;
    this.gateway = this.store.gateways[0];
    this.draw();
  }

  private value(name: string): string {
    return new FormData(this.element as HTMLFormElement).get(name)?.toString() ?? '';
  }

  private kind(): FaultKind | undefined {
    return this.gateway && kindsOf(this.gateway).find(({ kind }) => kind === this.value('kind'));
  }

  private readonly fields = h('div', { class: 'form__fields' });

  private draw(): void {
    const { gateway, store } = this;
    if (!gateway) return;
    const operations = ['*', ...gateway.about.faults.operations, 'callback'];
    const kinds = h('div', { class: 'form__fields' });
    const drawKinds = (): void => {
      const callback = this.value('operation') === 'callback';
      const list = callback ? gateway.about.faults.callbacks : gateway.about.faults.requests;
      fill(
        kinds,
        select(
          '发生什么',
          'kind',
          list.map((one) => [one.kind, wordsOf(one)]),
          () => this.drawFields(),
        ),
      );
      this.drawFields();
    };
    fill(
      this.element,
      h(
        'div',
        { class: 'form__fields' },
        select(
          '网关',
          'gateway',
          store.gateways.map(({ name, title }) => [name, title]),
          () => {
            this.gateway = store.gateways.find(({ name }) => name === this.value('gateway'));
            const chosen = this.value('gateway');
            this.draw();
            const element = this.element.querySelector<HTMLSelectElement>('[name=gateway]');
            if (element) {
              element.value = chosen;
              element.focus();
            }
          },
        ),
        select(
          '什么时候',
          'operation',
          operations.map((name) => [name, whenWord(name)]),
          drawKinds,
        ),
      ),
      kinds,
      this.fields,
      h(
        'div',
        { class: 'form__fields' },
        h(
          'label',
          { class: 'field' },
          '生效几次',
          h('input', { name: 'times', inputmode: 'numeric', value: '1', required: true, autocomplete: 'off' }),
        ),
        h('label', { class: 'field' }, '只对这张订单（可不填）', h('input', { name: 'outTradeNo', autocomplete: 'off' })),
      ),
      h('button', { type: 'submit', class: 'button button--primary', 'data-key': 'fault:add' }, '安排'),
    );
    drawKinds();
  }

  private drawFields(): void {
    fill(this.fields, (this.kind()?.fields ?? []).map(fieldInput));
  }

  private submit(event: Event): void {
    event.preventDefault();
    const { gateway } = this;
    const kind = this.kind();
    if (!gateway || !kind) return;
    const given = kind.fields.filter(({ name, optional }) => !optional || this.value(name) !== '');
    const outTradeNo = this.value('outTradeNo').trim();
    const rule = {
      operation: this.value('operation'),
      fault: { kind: kind.kind, ...Object.fromEntries(given.map((field) => [field.name, valueOf(field, this.value(field.name))])) },
      times: Number(this.value('times')),
      ...(outTradeNo === '' ? {} : { outTradeNo }),
    };
    void this.store.act(() => api.addFault(gateway, rule), '安排好了');
  }
}

export function mountFaults(store: Store, panel: Element): void {
  const pending = h('ul', { class: 'rows' });
  const common = h('div', { class: 'common' });
  const form = new FaultForm(store);
  const clear: Child = button('全部取消', 'fault:clear', () =>
    store.act(() => Promise.all(store.gateways.map((gateway) => api.clearFaults(gateway))), '都取消了'),
  );
  const clearRow = h('div', { class: 'actions' }, clear);
  fill(
    panel,
    h('h2', {}, '安排好的故障'),
    pending,
    clearRow,
    h('h2', { class: 'later' }, '常用'),
    common,
    h('details', { class: 'later' }, h('summary', {}, '自己安排一个'), form.element),
  );
  store.on('gateways', () => {
    const all = store.gateways.flatMap((gateway) => gateway.faults.map((fault) => pendingRow(gateway, fault)));
    fill(pending, all.length === 0 ? h('li', {}, empty('没有。一切照常。')) : all);
    clearRow.hidden = all.length === 0;
    form.ready();
    if (common.childElementCount > 0) return;
    fill(
      common,
      store.gateways.map((gateway) =>
        h(
          'div',
          { class: 'common__gateway' },
          badge(gateway.name, gateway.title),
          h(
            'div',
            { class: 'actions' },
            COMMON.filter(({ rule }) => kindsOf(gateway).some(({ kind }) => kind === rule.fault.kind)).map(({ label, rule }) =>
              button(
                label,
                `${gateway.name}:${label}`,
                () => store.act(() => api.addFault(gateway, rule), '安排好了'),
                'button button--small',
              ),
            ),
          ),
        ),
      ),
    );
  });
}
