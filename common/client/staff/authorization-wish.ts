/** 请收款人答应的表单：填得对不对，服务端退回的问题该显示在哪一栏。 */
import type { TransferAuthorizationInput } from '../../contract/transfers/authorization-params';
import { TRANSFER_SCENES } from '../../contract/transfers/scenes';
import { CONSENT } from '../words/authorizations';
import { problemsFromServer } from './transfer-wish';

export interface AuthorizationForm {
  readonly kind: 'user' | 'openid';
  readonly payee: string;
  /** 收款人看到的「开通账号」 */
  readonly name: string;
  readonly scene: string;
}
type AuthorizationField = 'payee' | 'name' | 'scene';
export type AuthorizationProblems = Readonly<Partial<Record<AuthorizationField, string>>>;
export type AuthorizationRequest = Omit<TransferAuthorizationInput, 'out_authorization_no'>;

const MAX_NAME = 32;

const found = (problems: Readonly<Record<AuthorizationField, string | undefined>>): AuthorizationProblems =>
  Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));

/** 填的 → 要的；填得不对的说在哪一栏。 */
export function checkAuthorization(
  form: AuthorizationForm,
): { readonly wish: AuthorizationRequest } | { readonly problems: AuthorizationProblems } {
  // eslint-disable-next-line no-control-regex
  const [payee, name] = [form.payee, form.name].map((text) => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()) as [string, string];
  const scene = TRANSFER_SCENES.find(({ id }) => id === form.scene);
  const problems = found({
    payee: payee === '' ? CONSENT.empty : /^[0-9A-Za-z_-]{1,128}$/.test(payee) ? undefined : CONSENT.wrong,
    name: name === '' ? CONSENT.empty : [...name].length > MAX_NAME ? CONSENT.long(MAX_NAME) : undefined,
    scene: scene ? undefined : CONSENT.sceneEmpty,
  });
  if (!scene || Object.keys(problems).length > 0) return { problems };
  return {
    wish: { [form.kind === 'user' ? 'user_id' : 'openid']: payee, transfer_scene_id: scene.id, user_display_name: name },
  };
}

const FIELDS: readonly (readonly [RegExp, AuthorizationField])[] = [
  // 已经有一张：说的是这个人
  [/^(user_id|openid|out_authorization_no)$/, 'payee'],
  [/^user_display_name$/, 'name'],
  [/^(transfer_scene_id|user_recv_perception)$/, 'scene'],
];
/** 一栏都认不出时为 undefined。 */
export const authorizationProblemsFromServer = (msg: string): AuthorizationProblems | undefined => problemsFromServer(msg, FIELDS);
