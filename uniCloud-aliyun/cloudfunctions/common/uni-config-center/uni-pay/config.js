/**
 * 收款账号（键名与 vk-uni-pay 相同，已有的 config.js 可以原样使用）。
 * 留空的一节等于没有开通。证书与密钥可以给路径（…Path，绝对路径），也可以直接给内容（…Content）。
 * 不要把真实密钥提交到版本库。
 */
module.exports = {
  // 支付回调地址：空间 id → pay-notify 云函数的 URL 化地址。
  notifyUrl: {
    // 'mp-xxxxxxxx': 'https://xxxxxxxx.example.com/pay-notify',
  },
  // 过期未付的订单保留多少天后删除，0 = 不删；付过款的从不删除
  autoDeleteExpiredOrders: 0,
  // App 里的支付宝改走手机网页（没有签约 App 支付时）
  alipayAppPayToH5Pay: false,
  // 开发与测试环境里允许付款的用户 id；空 = 不限，生产环境不看它
  userWhitelist: [],
  wxpay: {
    // 小程序
    'mp-weixin': {
      appId: '',
      // AppSecret：让支付自己认出付款人（openid）时要填；自己取 openid 的不必填
      secret: '',
      mchId: '',
      v3Key: '',
      appCertPath: '',
      appPrivateKeyPath: '',
      // 微信支付公钥模式（新商户）；平台证书模式的老商户留空，证书会自动下载与轮换。
      // 正在从平台证书切换到公钥的商户：填好公钥，再加 platformCertificates: true，两种签名都认
      wxpayPublicKeyPath: '',
      wxpayPublicKeyId: '',
      version: 3,
    },
    // 公众号内网页
    'h5-weixin': {
      appId: '',
      secret: '',
      mchId: '',
      v3Key: '',
      appCertPath: '',
      appPrivateKeyPath: '',
      wxpayPublicKeyPath: '',
      wxpayPublicKeyId: '',
      version: 3,
    },
    // App
    'app-plus': {
      appId: '',
      mchId: '',
      v3Key: '',
      appCertPath: '',
      appPrivateKeyPath: '',
      wxpayPublicKeyPath: '',
      wxpayPublicKeyId: '',
      version: 3,
    },
    // 手机浏览器
    mweb: {
      appId: '',
      mchId: '',
      v3Key: '',
      appCertPath: '',
      appPrivateKeyPath: '',
      wxpayPublicKeyPath: '',
      wxpayPublicKeyId: '',
      version: 3,
      sceneInfo: { h5_info: { type: 'Wap', wap_url: '', wap_name: '' } },
    },
    // 电脑扫码
    h5: {
      appId: '',
      mchId: '',
      v3Key: '',
      appCertPath: '',
      appPrivateKeyPath: '',
      wxpayPublicKeyPath: '',
      wxpayPublicKeyId: '',
      version: 3,
    },
  },
  // 支付宝：公钥模式填 alipayPublicKey；证书模式把三个证书填上、alipayPublicKey 留空。
  // privateKey 是应用私钥，一行 base64，PKCS#1 与 PKCS#8 都可以。sandbox: true 用支付宝沙箱。
  // sellerId 是收款方的 2088 编号：填了就逐条核对通知是不是付给自己的，建议填。
  alipay: {
    // 小程序
    'mp-alipay': {
      appId: '',
      privateKey: '',
      alipayPublicKey: '',
      appCertPath: '',
      alipayPublicCertPath: '',
      alipayRootCertPath: '',
      sellerId: '',
      sandbox: false,
    },
    // App
    'app-plus': {
      appId: '',
      privateKey: '',
      alipayPublicKey: '',
      appCertPath: '',
      alipayPublicCertPath: '',
      alipayRootCertPath: '',
      sellerId: '',
      sandbox: false,
    },
    // 网页：电脑扫码（当面付 / 订单码）、手机网站支付、电脑网站支付共用
    h5: {
      appId: '',
      privateKey: '',
      alipayPublicKey: '',
      appCertPath: '',
      alipayPublicCertPath: '',
      alipayRootCertPath: '',
      sellerId: '',
      sandbox: false,
    },
  },
  // 微信小程序虚拟支付：会员、充值、课程这些虚拟商品在小程序里只能用它收（订单类型写 virtual: true）
  'wxpay-virtual': {
    'mp-weixin': {
      appId: '',
      // AppSecret：登录与查单都要
      secret: '',
      // 虚拟支付自己的商户号（可以不填）与支付应用 ID
      mchId: '',
      offerId: '',
      // 正式与沙箱的 AppKey；sandbox: true 用沙箱的，生产环境不用沙箱
      appKey: '',
      sandboxAppKey: '',
      // 一元换多少代币（代币充值）
      rate: 100,
      // 小程序后台「消息推送」的 Token 与 EncodingAESKey，地址填 <notifyUrl>/wxpay-virtual/mp-weixin；
      // 填了 encodingAESKey 就只认安全模式
      token: '',
      encodingAESKey: '',
      sandbox: false,
    },
  },
};
