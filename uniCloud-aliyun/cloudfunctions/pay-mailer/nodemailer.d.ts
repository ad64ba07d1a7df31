/** nodemailer 用到的那一点。 */
declare module 'nodemailer' {
  interface Transport {
    sendMail(mail: object): Promise<unknown>;
    close(): void;
  }
  export function createTransport(options: object): Transport;
}
