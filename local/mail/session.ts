/** 一次 SMTP 会话（RFC 5321）：一行一条命令，先认证再收信；可以升级成 TLS（RFC 3207）。 */
import type { ReceivedMail } from './message';
import { readMessage } from './message';

export interface SessionRules {
  readonly user: string;
  readonly pass: string;
  readonly now: () => number;
  /** 接下来这一封不收，答这个 */
  refusal(): string | undefined;
  keep(mail: ReceivedMail): void;
  /** 能升级成 TLS */
  readonly startTls: boolean;
}
export interface Step {
  readonly say?: string;
  readonly then?: 'close' | 'tls';
}

const decode = (text: string): string => Buffer.from(text, 'base64').toString('utf8');
const MAX_BYTES = 256 * 1024;

export class Session {
  private from: string | undefined;
  private to: string[] = [];
  private known = false;
  private data: string[] | undefined;
  private size = 0;
  private waiting: ((line: string) => Step) | undefined;

  constructor(
    private readonly rules: SessionRules,
    private readonly secure: boolean,
  ) {}

  greet(): string {
    return '220 simulator ESMTP';
  }

  /** 收到一行（不含换行）。 */
  hear(line: string): Step {
    if (this.data) return this.collect(line, this.data);
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting) return waiting(line);
    const [verb = '', ...rest] = line.split(' ');
    const command = this.commands[verb.toUpperCase()];
    return command ? command(rest.join(' ')) : { say: '502 5.5.1 Command not implemented' };
  }

  private readonly commands: Readonly<Record<string, (rest: string) => Step>> = {
    EHLO: () => ({
      say: ['250-simulator', ...(this.rules.startTls && !this.secure ? ['250-STARTTLS'] : []), '250 AUTH PLAIN LOGIN'].join('\r\n'),
    }),
    HELO: () => ({ say: '250 simulator' }),
    STARTTLS: () => (this.rules.startTls && !this.secure ? { say: '220 2.0.0 Ready', then: 'tls' } : { say: '502 5.5.1 Not here' }),
    AUTH: (rest) => this.authenticate(rest),
    MAIL: (rest) => {
      const from = /^FROM:<([^>]*)>/i.exec(rest)?.[1];
      if (!this.known) return { say: '530 5.7.0 Authentication required' };
      if (from === undefined) return { say: '501 5.5.4 Syntax: MAIL FROM:<address>' };
      this.reset();
      this.from = from;
      return { say: '250 2.1.0 OK' };
    },
    RCPT: (rest) => {
      const to = /^TO:<([^>]+)>/i.exec(rest)?.[1];
      if (this.from === undefined) return { say: '503 5.5.1 MAIL first' };
      if (to === undefined) return { say: '501 5.5.4 Syntax: RCPT TO:<address>' };
      this.to.push(to);
      return { say: '250 2.1.5 OK' };
    },
    DATA: () => {
      if (this.to.length === 0) return { say: '503 5.5.1 RCPT first' };
      this.data = [];
      this.size = 0;
      return { say: '354 End with a dot' };
    },
    RSET: () => {
      this.reset();
      return { say: '250 2.0.0 OK' };
    },
    NOOP: () => ({ say: '250 2.0.0 OK' }),
    QUIT: () => ({ say: '221 2.0.0 Bye', then: 'close' }),
  };

  private reset(): void {
    this.from = undefined;
    this.to = [];
    this.data = undefined;
  }

  private authenticate(rest: string): Step {
    const [way = '', initial] = rest.split(' ');
    const verdict = (user: string, pass: string): Step => {
      this.known = user === this.rules.user && pass === this.rules.pass;
      return { say: this.known ? '235 2.7.0 OK' : '535 5.7.8 Authentication credentials invalid' };
    };
    const plain = (line: string): Step => {
      const [, user = '', pass = ''] = decode(line).split('\0');
      return verdict(user, pass);
    };
    if (way.toUpperCase() === 'PLAIN') {
      if (initial !== undefined) return plain(initial);
      this.waiting = plain;
      return { say: '334 ' };
    }
    if (way.toUpperCase() !== 'LOGIN') return { say: '504 5.5.4 Unknown way to authenticate' };
    const password = (user: string): Step => {
      this.waiting = (line) => verdict(user, decode(line));
      return { say: '334 UGFzc3dvcmQ6' };
    };
    if (initial !== undefined) return password(decode(initial));
    this.waiting = (line) => password(decode(line));
    return { say: '334 VXNlcm5hbWU6' };
  }

  /** 正文的一行；单独一个点是结束，点开头的多一个点。 */
  private collect(line: string, data: string[]): Step {
    if (line !== '.') {
      this.size += line.length;
      if (this.size <= MAX_BYTES) data.push(line.startsWith('.') ? line.slice(1) : line);
      return {};
    }
    const { from = '', to } = this;
    const refusal = this.size > MAX_BYTES ? '552 5.3.4 Too big' : this.rules.refusal();
    this.reset();
    if (refusal !== undefined) return { say: refusal };
    this.rules.keep(readMessage(data.join('\r\n'), { at: this.rules.now(), from, to }));
    return { say: '250 2.0.0 Kept' };
  }
}
