/** 收到的告警，一页：每个机器人与信箱收到了什么，新的在前。 */
import { html } from 'hono/html';
import type { ReceivedMail } from '../mail';
import { ROBOT_NAMES, ROBOT_TITLES, type RobotMessage } from './robot';

const time = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

/** @param mails 没有信箱的不给 */
export const robotsPage = (messages: readonly RobotMessage[], mails?: readonly ReceivedMail[]): ReturnType<typeof html> =>
  html`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>群机器人</title>
        <style>
          body {
            max-width: 48rem;
            margin: 0 auto;
            padding: 1rem;
            font: 16px/1.6 system-ui, sans-serif;
            color: #1d2129;
            background: #fff;
          }
          li {
            margin: 0 0 1rem;
            overflow-wrap: anywhere;
            white-space: pre-wrap;
          }
          form {
            display: inline;
          }
          button {
            min-height: 2.75rem;
            font: inherit;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>群机器人</h1>
          <p><a href="/simulator/">回到模拟器首页</a></p>
          ${ROBOT_NAMES.map(
            (robot) =>
              html`<form method="post" action="/simulator/robots/${robot}/refuse"><button>${ROBOT_TITLES[robot]}：下一条说太快</button></form> `,
          )}
          ${mails ? html`<form method="post" action="/simulator/mail/refuse"><button>邮件：下一封不收</button></form>` : ''}
          ${messages.length === 0 ? html`<p>还没有收到告警。</p>` : ''}
          <ol reversed>
            ${[...messages].reverse().map(({ at, robot, text }) => html`<li>${time(at)} ${ROBOT_TITLES[robot]}${'\n'}${text}</li>`)}
          </ol>
          ${mails ? html`<h2>邮件</h2>` : ''} ${mails?.length === 0 ? html`<p>还没有收到邮件。</p>` : ''}
          <ol reversed>
            ${[...(mails ?? [])]
              .reverse()
              .map(({ at, to, subject, text }) => html`<li>${time(at)} ${to.join('、')} ${subject}${'\n'}${text}</li>`)}
          </ol>
        </main>
      </body>
    </html>`;
