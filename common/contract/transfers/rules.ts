/** 转账与收款授权的入参共用的几条规则。 */
import * as v from 'valibot';
import { lineSchema } from '../fields';
import { withoutSensitive } from '../sensitive';

/** 给人看、要留存的短文字：里面的手机号等遮住。 */
export const words = (max: number) => v.pipe(lineSchema(max), v.transform(withoutSensitive));
const text = (pattern: RegExp, problem = '格式不正确') => v.pipe(v.string('必须是字符串'), v.regex(pattern, problem));
export const pid = text(/^[0-9A-Za-z_-]{1,32}$/);
export const userId = text(/^[0-9A-Za-z_-]{1,64}$/);
/** 收款人在一个应用里的编号 */
export const openid = text(/^[0-9A-Za-z_-]{6,128}$/);
export const appid = text(/^[0-9A-Za-z]{6,32}$/);
export const sceneId = text(/^\d{1,36}$/, '必须是数字');

/** 微信收 5–32 位；24 位十六进制会被云数据库转成 ObjectId。 */
const OUT_AUTHORIZATION_NO_PATTERN = /^(?![0-9a-fA-F]{24}$)[0-9A-Za-z]{5,32}$/;
export const outAuthorizationNo = text(OUT_AUTHORIZATION_NO_PATTERN, '必须是 5–32 位字母或数字，不能是 24 位十六进制');
/** 网关的授权单号 */
export const authorizationId = text(/^[0-9A-Za-z_-]{9,64}$/);
