/** 就近显示在按钮旁边的话：出了什么事、接下来怎么办。 */
import { ERROR_CATALOGUE } from '../../contract/errors';
import type { Failure } from '../shell/errors';
import { SHELL } from '../words/shell';
import { FAILURES } from '../words/failures';
import { PAY } from '../words/pay';

export interface Trouble {
  readonly tone: 'info' | 'warning' | 'danger';
  readonly text: string;
  readonly detail?: string;
}

/** 客服要的请求编号；没有就说下一步。 */
export function requestNote({ requestId, action }: Failure): string {
  return requestId ? SHELL.requestNote(requestId) : action;
}

/** 不明的不说成失败。 */
export function troubleOf(failure: Failure): Trouble {
  if (failure.unknown && failure.code !== ERROR_CATALOGUE.BUSY.code)
    return { tone: 'warning', text: FAILURES.unclear(failure.msg), detail: FAILURES.safeToRetry };
  return { tone: 'danger', text: failure.msg, detail: requestNote(failure) };
}

export const TROUBLES = {
  cancelled: {
    tone: 'warning',
    get text() {
      return PAY.cancelled;
    },
    get detail() {
      return PAY.cancelledNext;
    },
  },
  codeCancelled: {
    tone: 'info',
    get text() {
      return PAY.codeCancelled;
    },
    get detail() {
      return PAY.codeCancelledNext;
    },
  },
  otherDevice: {
    tone: 'info',
    get text() {
      return PAY.otherDevice;
    },
    get detail() {
      return PAY.otherDeviceNext;
    },
  },
  expired: {
    tone: 'info',
    get text() {
      return PAY.expired;
    },
    get detail() {
      return PAY.expiredNext;
    },
  },
  notYet: {
    tone: 'warning',
    get text() {
      return PAY.notYet;
    },
    get detail() {
      return PAY.notYetNext;
    },
  },
} as const satisfies Record<string, Trouble>;
