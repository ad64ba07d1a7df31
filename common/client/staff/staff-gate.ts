/** 员工页的门：没有登录、没有权限时整页换成说明与出路。能不能看只由服务端决定。 */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { PageAction } from '../shell/actions';
import { loginPage } from '../shell/config';
import type { Failure } from '../shell/errors';
import { goBack, openPage } from '../shell/navigation';
import { signedInUser, signOut } from '../shell/signed-in';
import { SHELL } from '../words/shell';

/** 员工页的框架（components/vk-pay-staff）要知道的 */
export interface StaffFlow {
  readonly offline: boolean;
  readonly denied?: Failure | undefined;
  readonly deniedTitle: string;
  readonly deniedText: string;
  readonly deniedActions: readonly PageAction[];
  /** 没有刷新成：看着的是先前取到的 */
  readonly stale?: Failure | undefined;
  refresh?(): unknown;
}

export interface StaffGate {
  readonly denied: ShallowRef<Failure | undefined>;
  readonly title: ComputedRef<string>;
  readonly text: ComputedRef<string>;
  readonly actions: ComputedRef<PageAction[]>;
  /** 是门的事就关门。@returns 关了 */
  refuse(failure: Failure): boolean;
  /** 从登录页回来：登录了就开门。@returns 门是开着的 */
  tryAgain(): boolean;
  /** 页面框架要的那几样；从登录页回来登录了就重新读 */
  frame(load: () => Promise<void>): GateFrame;
}

interface GateFrame {
  readonly denied: ShallowRef<Failure | undefined>;
  readonly deniedTitle: ComputedRef<string>;
  readonly deniedText: ComputedRef<string>;
  readonly deniedActions: ComputedRef<PageAction[]>;
  refresh(): Promise<void>;
  resume(): void;
}

/** @param words 这一页说的话 */
export function useStaffGate(words: { readonly staffOnly: string; readonly notAllowed: (who: string) => string }): StaffGate {
  const denied = shallowRef<Failure>();
  const signedOut = computed(() => denied.value?.kind === 'login');
  function signInAgain(): void {
    if (!signedOut.value) signOut();
    openPage(loginPage());
  }
  const gate: StaffGate = {
    denied,
    title: computed(() => (signedOut.value ? SHELL.signInFirst : SHELL.notAllowed)),
    text: computed(() => (signedOut.value ? words.staffOnly : words.notAllowed(signedInUser()?.nickname ?? ''))),
    actions: computed(() => [
      { id: 'switch-user', label: signedOut.value ? SHELL.signIn : SHELL.switchUser, run: signInAgain },
      { id: 'back', label: SHELL.back, run: goBack },
    ]),
    refuse(failure) {
      if (failure.kind !== 'login' && !failure.denied) return false;
      denied.value = failure;
      return true;
    },
    tryAgain() {
      if (denied.value && uni.vk.checkToken()) denied.value = undefined;
      return denied.value === undefined;
    },
    frame: (load) => ({
      denied,
      deniedTitle: gate.title,
      deniedText: gate.text,
      deniedActions: gate.actions,
      refresh: load,
      resume(): void {
        if (denied.value !== undefined && gate.tryAgain()) void load();
      },
    }),
  };
  return gate;
}
