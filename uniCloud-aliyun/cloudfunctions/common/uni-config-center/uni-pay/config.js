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
  wxpay: {
    // 小程序
    'mp-weixin': {
      appId: '',
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
    'h5-weixin': { appId: '', mchId: '', v3Key: '', appCertPath: '', appPrivateKeyPath: '', wxpayPublicKeyPath: '', wxpayPublicKeyId: '', version: 3 },
    // App
    'app-plus': { appId: '', mchId: '', v3Key: '', appCertPath: '', appPrivateKeyPath: '', wxpayPublicKeyPath: '', wxpayPublicKeyId: '', version: 3 },
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
    h5: { appId: '', mchId: '', v3Key: '', appCertPath: '', appPrivateKeyPath: '', wxpayPublicKeyPath: '', wxpayPublicKeyId: '', version: 3 },
  },
};
