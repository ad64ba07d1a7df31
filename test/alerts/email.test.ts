// docs/monitoring.md「告警」：邮件渠道。没有加密就不送（开发时连本机除外）、证书要对、认证失败与挂住都在时限里说出来；
// 标题里夹带邮件头的不送；配置写错了点名。
import { webcrypto } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { createTransport } from 'nodemailer';
import { issueCertificate } from '../../local/gateways/kit/certificate';
import { openMailbox, type Mailbox } from '../../local/mail';
import { sendMail, transportOptions } from '../../uniCloud-aliyun/cloudfunctions/pay-mailer/send';
import { mailOut, type Mail, type MailServer } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/alerts/email';
import type { Kernel } from '../../uniCloud-aliyun/cloudfunctions/common/vk-pay-core/src/kernel/kernel';

const MAIL: Mail = {
  from: 'alerts@shop.test',
  to: ['oncall@shop.test', 'boss@shop.test'],
  subject: '【支付告警】1 件，错误率 15.5%',
  text: '[严重] 支付错误率异常\n.开头有个点\n第三行',
};
const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
async function mailbox(options: Partial<Parameters<typeof openMailbox>[0]> = {}): Promise<Mailbox> {
  const box = await openMailbox({ now: () => 1, ...options });
  opened.push(box);
  return box;
}
const serverOf = (box: Mailbox, more: Partial<MailServer> = {}): MailServer => {
  const { user, pass } = box.channel['smtp'] as { user: string; pass: string };
  return { address: '127.0.0.1', host: 'localhost', port: box.port, secure: false, plain: true, user, pass, ...more };
};

async function certificate(): Promise<{ key: string; cert: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const name = { commonName: 'localhost' };
  const cert = await issueCertificate({
    serialNo: '01',
    subject: name,
    issuer: name,
    notBefore: Date.now() - 60_000,
    notAfter: Date.now() + 3_600_000,
    publicKey: pair.publicKey,
    issuerPrivateKey: pair.privateKey,
    isAuthority: true,
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', pair.privateKey)).toString('base64');
  return { cert, key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n` };
}

test('a mail arrives as it was written: subject, dots, several receivers', async () => {
  const box = await mailbox();
  await sendMail(serverOf(box), MAIL);
  expect(box.messages).toMatchObject([{ from: MAIL.from, to: MAIL.to, subject: MAIL.subject, text: MAIL.text }]);
});

test('a server that cannot encrypt gets nothing, not even the password', async () => {
  const box = await mailbox();
  await expect(sendMail(serverOf(box, { plain: false }), MAIL)).rejects.toThrow(/STARTTLS/i);
  expect(box.messages).toEqual([]);
});

test.each([false, true])('TLS (at once: %s): a certificate nobody vouches for is refused, a good one carries the mail', async (secure) => {
  const tls = await certificate();
  const box = await mailbox({ tls, secure });
  const server = serverOf(box, { plain: false, secure });
  await expect(sendMail(server, MAIL)).rejects.toThrow(/self.signed/i);
  expect(box.messages).toEqual([]);
  const options = transportOptions(server) as { tls: object };
  const trusting = createTransport({ ...options, tls: { ...options.tls, ca: tls.cert } });
  await trusting.sendMail({ ...MAIL, to: [...MAIL.to] });
  trusting.close();
  expect(box.messages).toMatchObject([{ subject: MAIL.subject }]);
  const other = createTransport({ ...options, tls: { ...options.tls, ca: tls.cert, servername: 'mail.other.test' } });
  await expect(other.sendMail({ ...MAIL, to: [...MAIL.to] })).rejects.toThrow(/altnames|does not match/i);
});

test('a wrong password and a mail that is refused are said; the next one goes', async () => {
  const box = await mailbox();
  await expect(sendMail(serverOf(box, { pass: 'wrong' }), MAIL)).rejects.toThrow(/535/);
  box.refuse('451 4.3.0 Try again later');
  await expect(sendMail(serverOf(box), MAIL)).rejects.toThrow(/451/);
  await sendMail(serverOf(box), MAIL);
  expect(box.messages).toHaveLength(1);
});

test('a server that never speaks is given up within the time limit', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
  opened.push({ close: () => void silent.close() });
  const options = transportOptions({
    address: '127.0.0.1',
    host: 'localhost',
    port: (silent.address() as AddressInfo).port,
    secure: false,
    plain: true,
  });
  expect(options).toMatchObject({ connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 5000 });
  const quick = createTransport({ ...options, greetingTimeout: 50 });
  await expect(quick.sendMail({ ...MAIL, to: [...MAIL.to] })).rejects.toThrow(/greeting/i);
});

const CHANNEL = {
  name: 'mail',
  type: 'email',
  smtp: { host: 'smtp.shop.test', port: 465, user: 'alerts@shop.test', pass: 'password' },
  from: 'alerts@shop.test',
  to: ['oncall@shop.test'],
};
/** 只有设置与记错误的地方。 */
function kernelWith(alerts: object, environment = 'production'): { readonly k: Kernel; readonly said: string[] } {
  const said: string[] = [];
  const error = ({ detail }: { detail?: string }): void => void said.push(String(detail));
  const k = { config: { settings: { alerts, environment } }, journal: { error }, now: () => 1 } as unknown as Kernel;
  return { k, said };
}
const mailed: { server: MailServer; mail: Mail }[] = [];
const keep = async (server: MailServer, mail: Mail): Promise<void> => void mailed.push({ server, mail });
beforeEach(() => void mailed.splice(0));

test.each(['一行\r\nBcc: thief@evil.test', '一行\nX: y', '一行\u2028Bcc: a', '', 'x'.repeat(101), 7, undefined])(
  'a title of %j is not sent',
  async (title) => {
    const { k } = kernelWith({ channels: [{ ...CHANNEL, smtp: { ...CHANNEL.smtp, host: '127.0.0.1' } }], allowLocal: true }, 'development');
    expect(await mailOut(k, { channel: 'mail', title, text: '正文' }, keep)).toBe('要送的内容不像样');
    expect(await mailOut(k, { channel: 'mail', title: '好的', text: '正文' }, keep)).toBeUndefined();
    expect(mailed).toMatchObject([{ server: { plain: true, port: 465 }, mail: { subject: '好的', from: 'alerts@shop.test' } }]);
  },
);

test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', 'localhost'])('a server inside the house (%s) is not gone to', async (host) => {
  const { k } = kernelWith({ channels: [{ ...CHANNEL, smtp: { ...CHANNEL.smtp, host } }] });
  expect(await mailOut(k, { channel: 'mail', title: '标题', text: '正文' }, keep)).toMatch(/公网/);
  expect(mailed).toEqual([]);
});

test('outside development nothing goes unencrypted, and a public address is the one that is connected to', async () => {
  const alerts = { channels: [{ ...CHANNEL, smtp: { ...CHANNEL.smtp, host: '203.0.114.7', secure: false, port: 587 } }] };
  for (const environment of ['development', 'testing', 'production'])
    expect(await mailOut(kernelWith(alerts, environment).k, { channel: 'mail', title: '标题', text: '正文' }, keep)).toBeUndefined();
  expect(mailed.map(({ server }) => [server.address, server.plain, server.secure])).toEqual(
    Array.from({ length: 3 }, () => ['203.0.114.7', false, false]),
  );
});

test.each([
  ['from', { from: 'A <a@shop.test>' }],
  ['from', { from: 'a@shop.test\r\nBcc: b@evil.test' }],
  ['to', { to: [] }],
  ['to.0', { to: ['a@shop.test, b@evil.test'] }],
  ['smtp.host', { smtp: { ...CHANNEL.smtp, host: 'smtp.shop.test:25' } }],
  ['smtp.port', { smtp: { ...CHANNEL.smtp, port: 0 } }],
  ['smtp.pass', { smtp: { ...CHANNEL.smtp, pass: 'pass\r\nQUIT' } }],
  ['smtp', { smtp: { host: 'smtp.shop.test', port: 465, user: 'alone' } }],
  ['url', { url: 'https://shop.test' }],
])('a mistake in %s is named, the password is not', async (path, wrong) => {
  const { k, said } = kernelWith({ channels: [{ ...CHANNEL, ...wrong }] });
  expect(await mailOut(k, { channel: 'mail', title: '标题', text: '正文' }, keep)).toBe('没有邮件渠道 mail');
  expect(said.join()).toContain(path);
  expect(said.join()).not.toContain('password');
});
