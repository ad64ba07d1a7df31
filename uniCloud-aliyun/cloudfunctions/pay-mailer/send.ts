/* eslint-disable-next-line @typescript-eslint/triple-slash-reference -- 测试不在云函数的 tsconfig 里，也要认得 */
/// <reference path="./nodemailer.d.ts" />
/** 经 SMTP 送一封：证书一律核对，TLS 1.2 起；每一步都有时限，全程也有。nodemailer 不许读文件、不许取网址。 */
import { createTransport } from 'nodemailer';
import type { Mail, MailServer } from 'vk-pay-core';

const STEP_MS = 5000;
const ALL_MS = 15_000;

export const transportOptions = ({ address, host, port, secure, plain, user, pass }: MailServer): object => ({
  // 连的是核对过的那个地址，证书照名字核对
  host: address,
  port,
  secure,
  // 不是一开口就加密的，必须先升级成加密再说别的
  requireTLS: !plain,
  name: 'vk-pay',
  ...(user === undefined ? {} : { auth: { user, pass } }),
  tls: { servername: host, minVersion: 'TLSv1.2', rejectUnauthorized: true },
  connectionTimeout: STEP_MS,
  greetingTimeout: STEP_MS,
  socketTimeout: STEP_MS,
  disableFileAccess: true,
  disableUrlAccess: true,
});

/** @throws Error 没有送到 */
export async function sendMail(server: MailServer, { from, to, subject, text }: Mail): Promise<void> {
  const transport = createTransport(transportOptions(server));
  let alarm: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, fail) => (alarm = setTimeout(() => fail(new Error('超时')), ALL_MS)));
  try {
    await Promise.race([transport.sendMail({ from, to: [...to], subject, text }), late]);
  } finally {
    clearTimeout(alarm);
    transport.close();
  }
}
