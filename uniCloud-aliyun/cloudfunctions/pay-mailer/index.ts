/** pay-mailer：告警的邮件。nodemailer 只打包在这里，别的云函数不因它变大。只由别的云函数叫来，前端与 URL 叫不动。 */
import { createInstance } from 'vk-unicloud';
import { serveMail, type CloudContext, type Vk } from 'vk-pay-core';
import { sendMail } from './send';

const vk = createInstance({ baseDir: __dirname, requireFn: (path: string): unknown => require(path) }) as unknown as Vk;

export const main = (event: unknown, context: CloudContext): Promise<object> => serveMail({ vk, context }, event, sendMail);
