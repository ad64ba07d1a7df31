/**
 * 员工的收款授权页的一次打开：列表、请一个人答应、查一张、关一张。请与关都先确认一次。
 * 单号先定好：没有等到答复的，同样的内容再来用同一个单号。
 */
import { computed, reactive, ref, shallowRef } from 'vue';
import { AUTHORIZATION_STATUSES, LIVE_AUTHORIZATION_STATUSES, type AuthorizationStatus } from '../../contract/transfers/authorization';
import type { StaffAuthorizationView } from '../../contract/transfers/services';
import { newAuthorizationNumber } from '../pay/order-number';
import type { Trouble } from '../pay/trouble';
import type { Dialog } from '../shell/dialog';
import { describeFailure, type Failure } from '../shell/errors';
import type { PageQuery } from '../shell/pages';
import { useRowList } from '../shell/row-list';
import { callService } from '../shell/services';
import { waysOn } from '../shell/ways-on';
import { CONSENT } from '../words/authorizations';
import { sceneWord } from '../words/transfer-form';
import { actTrouble } from './act-trouble';
import {
  authorizationProblemsFromServer,
  checkAuthorization,
  type AuthorizationForm,
  type AuthorizationProblems,
  type AuthorizationRequest,
} from './authorization-wish';
import { useStaffGate } from './staff-gate';
import { lackingText } from './staff-rights';
import { TRANSFER_SCENES } from '../../contract/transfers/scenes';

/** 列哪一种；`all` 是全部。 */
export type AuthorizationFilter = AuthorizationStatus | 'all';
export const AUTHORIZATION_FILTERS: readonly AuthorizationFilter[] = ['all', ...AUTHORIZATION_STATUSES];

export const isLive = ({ status }: StaffAuthorizationView): boolean => LIVE_AUTHORIZATION_STATUSES.includes(status);
const isClosing = ({ close_date }: StaffAuthorizationView): boolean => close_date !== undefined;
export const canClose = (row: StaffAuthorizationView): boolean =>
  lackingText('closeTransferAuthorization') === undefined && isLive(row) && !isClosing(row);
export const canPay = (row: StaffAuthorizationView): boolean =>
  lackingText('transfer') === undefined && row.status === 'TAKING_EFFECT' && !isClosing(row);
/** 场景的名字与编号；没有列出的只有编号。 */
export function sceneTitle(id: string): string {
  const scene = TRANSFER_SCENES.find((one) => one.id === id);
  return scene ? `${sceneWord(scene.title)} ${id}` : id;
}

interface Attempt {
  readonly no: string;
  readonly wish: AuthorizationRequest;
}
const EMPTY: AuthorizationForm = { kind: 'user', payee: '', name: '', scene: '' };

const outcomeOf = ({ status }: StaffAuthorizationView): string => {
  if (status === 'WAIT_CONFIRM') return CONSENT.asked;
  if (status === 'TAKING_EFFECT') return CONSENT.already;
  return status === 'PENDING' ? CONSENT.unclear : CONSENT.closedNow;
};

/** @param dialog 页面的确认框 */
export function createAuthorizationDesk(query: PageQuery, dialog: Dialog) {
  const filter = ref<AuthorizationFilter>(AUTHORIZATION_FILTERS.find((one) => one === query['status']) ?? 'all');
  const only = query['out_authorization_no'];
  const open = ref(true);
  const writing = ref(false);
  const form = reactive<{ -readonly [Name in keyof AuthorizationForm]: AuthorizationForm[Name] }>({ ...EMPTY });
  const problems = shallowRef<AuthorizationProblems>({});
  const said = shallowRef<Trouble>();
  /** 正在办的那一张；请人答应的是 `new` */
  const busy = ref('');
  /** 先前的那一次：同样的内容用同一个单号 */
  let attempt: Attempt | undefined;
  // 不是响应式的：连点两下的第二下可能在下一次渲染之前到
  let working = false;
  const gate = useStaffGate(CONSENT);
  const list = useRowList<StaffAuthorizationView, string>(
    async (after) => {
      const answer = await callService('listTransferAuthorizations', {
        ...(filter.value === 'all' ? {} : { status: filter.value }),
        ...(only === undefined ? {} : { out_authorization_no: only }),
        ...(after === undefined ? {} : { after }),
      });
      open.value = answer.open;
      return answer;
    },
    { refuse: gate.refuse, keyOf: ({ out_authorization_no }) => out_authorization_no },
  );

  const put = (authorization: StaffAuthorizationView): void =>
    list.change((rows) => {
      const known = rows.some(({ out_authorization_no }) => out_authorization_no === authorization.out_authorization_no);
      if (!known) return [authorization, ...rows];
      return rows.map((one) => (one.out_authorization_no === authorization.out_authorization_no ? authorization : one));
    });

  /** 一次一件；没有办成的由 trouble 说。 */
  async function attend(
    id: string,
    work: () => Promise<StaffAuthorizationView | undefined>,
    trouble: (reason: Failure) => void,
  ): Promise<void> {
    if (working || list.offline.value) return;
    working = true;
    try {
      said.value = undefined;
      const authorization = await work();
      if (authorization) put(authorization);
    } catch (thrown) {
      const reason = describeFailure(thrown);
      if (!gate.refuse(reason)) trouble(reason);
    } finally {
      working = false;
      if (busy.value === id) busy.value = '';
    }
  }
  const told = (reason: Failure): void => {
    said.value = actTrouble(reason);
    void list.load();
  };

  function notAsked(reason: Failure): void {
    if (reason.unknown) return void (said.value = { tone: 'warning', text: CONSENT.lost });
    problems.value = authorizationProblemsFromServer(reason.said) ?? {};
    if (Object.keys(problems.value).length === 0) told(reason);
  }

  const ask = (): Promise<void> =>
    attend(
      'new',
      async () => {
        const checked = checkAuthorization({ ...form });
        problems.value = 'problems' in checked ? checked.problems : {};
        if (!('wish' in checked)) return undefined;
        const { wish } = checked;
        const sure = await dialog.ask({
          title: CONSENT.sureTitle,
          text: CONSENT.sureText,
          rows: [
            { name: CONSENT[form.kind], value: form.payee.trim() },
            { name: CONSENT.name, value: wish.user_display_name },
            { name: CONSENT.scene, value: sceneTitle(wish.transfer_scene_id) },
          ],
          confirm: CONSENT.ask,
          cancel: CONSENT.keep,
        });
        if (!sure) return undefined;
        busy.value = 'new';
        const same = attempt !== undefined && JSON.stringify(attempt.wish) === JSON.stringify(wish);
        attempt = same && attempt ? attempt : { no: await newAuthorizationNumber(), wish };
        const { authorization } = await callService('createTransferAuthorization', { ...wish, out_authorization_no: attempt.no });
        attempt = undefined;
        Object.assign(form, { ...EMPTY, kind: form.kind });
        writing.value = false;
        said.value = { tone: 'info', text: outcomeOf(authorization) };
        return authorization;
      },
      notAsked,
    );

  void list.load();
  return {
    ...list,
    filter,
    open,
    writing,
    form,
    problems,
    said,
    busy,
    /** 这个人不能请人答应时的一句话 */
    lacking: computed(() => lackingText('createTransferAuthorization')),
    ...gate.frame(list.load),
    waysOn: computed(() => waysOn(list.failure.value, list.load, list.loading.value !== '')),
    choose(wanted: AuthorizationFilter): void {
      filter.value = wanted;
      list.restart();
    },
    toggle(): void {
      writing.value = !writing.value;
      said.value = undefined;
      problems.value = {};
    },
    write(name: keyof AuthorizationForm, text: string): void {
      if (busy.value === 'new') return;
      Object.assign(form, { [name]: text });
      problems.value = { ...problems.value, [name === 'kind' ? 'payee' : name]: undefined };
    },
    ask,
    look: ({ out_authorization_no }: StaffAuthorizationView): Promise<void> =>
      attend(
        out_authorization_no,
        async () => {
          busy.value = out_authorization_no;
          return (await callService('queryTransferAuthorization', { out_authorization_no })).authorization;
        },
        told,
      ),
    end: (row: StaffAuthorizationView): Promise<void> =>
      attend(
        row.out_authorization_no,
        async () => {
          const { out_authorization_no, user_id, scene_id } = row;
          const sure = await dialog.ask({
            title: CONSENT.endTitle,
            text: CONSENT.endText,
            rows: [
              { name: CONSENT.to, value: user_id || CONSENT.unnamed },
              { name: CONSENT.scene, value: sceneTitle(scene_id) },
              { name: CONSENT.number, value: out_authorization_no },
            ],
            confirm: CONSENT.end,
            cancel: CONSENT.keep,
            tone: 'danger',
          });
          if (!sure) return undefined;
          busy.value = out_authorization_no;
          return (await callService('closeTransferAuthorization', { out_authorization_no })).authorization;
        },
        told,
      ),
    resume(): void {
      // 正在填的不能因为回到这一页就没了
      if (gate.tryAgain() && !working && !writing.value) void list.load();
    },
  };
}
