/** 确认框的一问一答：页面问，vk-pay-dialog 组件显示，人回答。 */
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';

export interface DialogRequest {
  readonly title: string;
  readonly text?: string;
  /** 要人看清的金额，分 */
  readonly fee?: number;
  readonly rows?: readonly { readonly name: string; readonly value: string }[];
  readonly confirm: string;
  /** 没有它就只是告知，一个按钮 */
  readonly cancel?: string;
  /** 小字，如请求编号 */
  readonly note?: string;
  /** danger：不能反悔的动作，焦点先落在「取消」上 */
  readonly tone?: 'plain' | 'danger';
}

export interface Dialog {
  readonly shown: ShallowRef<DialogRequest | undefined>;
  /** @returns 人点了确认 */
  ask(request: DialogRequest): Promise<boolean>;
  answer(yes: boolean): void;
}

export function useDialog(): Dialog {
  const shown = shallowRef<DialogRequest>();
  let waiting: ((yes: boolean) => void) | undefined;
  const answer = (yes: boolean): void => {
    shown.value = undefined;
    waiting?.(yes);
    waiting = undefined;
  };
  return {
    shown,
    ask(request) {
      // 前一问没有回答就被后一问顶掉，等于没有确认
      answer(false);
      shown.value = request;
      return new Promise((done) => (waiting = done));
    },
    answer,
  };
}

const PAGE_DIALOG: InjectionKey<Dialog> = Symbol('vk-pay-dialog');

/** 页面有自己的确认框：里面的组件都用它。在页面的 setup 里调用，模板里放一个 vk-pay-dialog。 */
export function usePageDialog(): Dialog {
  const dialog = useDialog();
  provide(PAGE_DIALOG, dialog);
  return dialog;
}

/** 组件所在的页面的确认框；没有为 undefined。 */
export function pageDialog(): Dialog | undefined {
  return inject(PAGE_DIALOG, undefined);
}
