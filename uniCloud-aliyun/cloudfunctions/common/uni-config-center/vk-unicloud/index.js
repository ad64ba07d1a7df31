/** vk-unicloud 框架配置。接入已有项目时使用你自己的这份文件，不要覆盖。 */
module.exports = {
  uni: {
    // 本地运行时会生成随机值；部署前必须换成自己的密钥（至少 32 位）
    tokenSecret: process.env.VK_PAY_TOKEN_SECRET || '',
    tokenExpiresIn: 7200,
  },
  vk: {
    system: { targetTimezone: 8 },
    context: {},
  },
};
