/** 邮件服务器的模拟：本机的一个端口，要认证，收下的留着看（/simulator/robots）。可以让下几封失败，也可以带着证书讲 TLS。 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import type { ReceivedMail } from './message';
import { Session, type SessionRules } from './session';

export type { ReceivedMail } from './message';

export interface Mailbox {
  readonly port: number;
  readonly messages: readonly ReceivedMail[];
  /** 云函数的设置里写的渠道 */
  readonly channel: Readonly<Record<string, unknown>>;
  /** 接下来的几封不收，答这个 */
  refuse(answer: string, times?: number): void;
  close(): Promise<void>;
}

interface MailboxOptions {
  readonly now: () => number;
  /** 有证书就讲 TLS */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** 一连上就是 TLS；缺省先升级 */
  readonly secure?: boolean;
}

const USER = 'alerts@shop.test';
const PASS = 'local-mail-password';
const KEPT = 200;

export async function openMailbox({ now, tls, secure = false }: MailboxOptions): Promise<Mailbox> {
  const messages: ReceivedMail[] = [];
  const refusals: string[] = [];
  const open = new Set<Socket>();
  const rules: SessionRules = {
    user: USER,
    pass: PASS,
    now,
    startTls: tls !== undefined && !secure,
    refusal: () => refusals.shift(),
    keep(mail) {
      messages.push(mail);
      if (messages.length > KEPT) messages.shift();
    },
  };

  const serve = (socket: Socket, session: Session, greet: boolean): void => {
    let left = '';
    if (greet) socket.write(`${session.greet()}\r\n`);
    const hear = (chunk: Buffer): void => {
      left += chunk.toString('latin1');
      for (let end = left.indexOf('\r\n'); end >= 0; end = left.indexOf('\r\n')) {
        const line = left.slice(0, end);
        left = left.slice(end + 2);
        const { say, then } = session.hear(line);
        if (say !== undefined) socket.write(`${say}\r\n`);
        if (then === 'close') socket.end();
        if (then === 'tls' && tls) {
          // 升级之前多说的不算（RFC 3207）
          socket.off('data', hear);
          serve(new TLSSocket(socket, { isServer: true, ...tls }), new Session(rules, true), false);
          return;
        }
      }
    };
    socket.on('data', hear);
    socket.on('error', () => socket.destroy());
  };
  const accept = (socket: Socket): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(socket, new Session(rules, secure), true);
  };
  const server = secure && tls ? createTlsServer(tls, accept) : createServer(accept);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    messages,
    channel: {
      name: 'email',
      type: 'email',
      smtp: { host: '127.0.0.1', port, secure: false, user: USER, pass: PASS },
      from: USER,
      to: ['oncall@shop.test'],
    },
    refuse: (answer, times = 1) => void refusals.push(...Array.from({ length: times }, () => answer)),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
