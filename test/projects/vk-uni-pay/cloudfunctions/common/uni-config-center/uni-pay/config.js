const fs = require('fs');
const path = require('path');

/** 一份 vk-uni-pay 用户的配置：键与写法都来自它，本项目一个字也没有为 vk-pay 改过。 */
const file = (name) => path.join(__dirname, name);

module.exports = {
  notifyUrl: {
    'mp-vkpay-local': 'https://fc-mp-00000000-demo.next.example.com/vk-pay-notify',
    'mp-another-space': 'https://fc-mp-11111111-demo.next.example.com/vk-pay-notify',
  },
  // 长度不小于 64 位；这里按文件读，免得写进版本库
  notifyKey: fs.readFileSync(file('notify-key.txt'), 'utf8'),
  autoDeleteExpiredOrders: 3,
  alipayAppPayToH5Pay: true,
  userWhitelist: [],
  wxpay: {
    'mp-weixin': {
      appId: 'wx1111111111111111',
      secret: '',
      mchId: '1900000109',
      key: '',
      pfx: '',
      v3Key: fs.readFileSync(file('wxpay/v3key.txt'), 'utf8'),
      appCertPath: file('wxpay/apiclient_cert.pem'),
      appPrivateKeyPath: file('wxpay/apiclient_key.pem'),
      wxpayPublicKeyPath: file('wxpay/pub_key.pem'),
      wxpayPublicKeyId: 'PUB_KEY_ID_0119000001092026112300000000000001',
      version: 3,
    },
    'app-plus': { appId: '', mchId: '', v3Key: '', version: 3 },
    h5: {
      appId: 'wx2222222222222222',
      secret: '',
      mchId: '1900000109',
      key: '',
      pfx: '',
      v3Key: fs.readFileSync(file('wxpay/v3key.txt'), 'utf8'),
      appCertPath: file('wxpay/apiclient_cert.pem'),
      appPrivateKeyPath: file('wxpay/apiclient_key.pem'),
      wxpayPublicKeyPath: file('wxpay/pub_key.pem'),
      wxpayPublicKeyId: 'PUB_KEY_ID_0119000001092026112300000000000001',
      version: 3,
    },
    'h5-weixin': { appId: '', mchId: '', v3Key: '', version: 3 },
    mweb: {
      appId: 'wx2222222222222222',
      mchId: '1900000109',
      v3Key: fs.readFileSync(file('wxpay/v3key.txt'), 'utf8'),
      appCertPath: file('wxpay/apiclient_cert.pem'),
      appPrivateKeyPath: file('wxpay/apiclient_key.pem'),
      wxpayPublicKeyPath: file('wxpay/pub_key.pem'),
      wxpayPublicKeyId: 'PUB_KEY_ID_0119000001092026112300000000000001',
      version: 3,
      sceneInfo: { h5_info: { type: 'Wap', wap_url: 'https://shop.example.com', wap_name: '小店' } },
    },
    transfer: { appId: '', mchId: '', v3Key: '', version: 3 },
  },
  alipay: {
    'mp-alipay': { appId: '', privateKey: '', alipayPublicCertPath: '', alipayRootCertPath: '', appCertPath: '', sandbox: false },
    'app-plus': {
      appId: '2021000000000001',
      privateKey: fs.readFileSync(file('alipay/private_key.txt'), 'utf8'),
      alipayPublicCertPath: file('alipay/alipayCertPublicKey_RSA2.crt'),
      alipayRootCertPath: file('alipay/alipayRootCert.crt'),
      appCertPath: file('alipay/appCertPublicKey.crt'),
      sandbox: false,
    },
    h5: {
      appId: '2021000000000002',
      privateKey: fs.readFileSync(file('alipay/private_key.txt'), 'utf8'),
      alipayPublicCertPath: file('alipay/alipayCertPublicKey_RSA2.crt'),
      alipayRootCertPath: file('alipay/alipayRootCert.crt'),
      appCertPath: file('alipay/appCertPublicKey.crt'),
      sandbox: false,
    },
    transfer: { appId: '', privateKey: '', sandbox: false },
  },
  appleiap: { 'app-plus': { password: '', timeout: 10000, receiptExpiresIn: 86400, sandbox: false } },
  vkspay: { mchId: '', key: '' },
  'wxpay-virtual': { 'mp-weixin': { appId: '', secret: '', mchId: '', offerId: '', appKey: '', sandboxAppKey: '', rate: 100, token: '', encodingAESKey: '', sandbox: false } },
  douyin: { 'mp-toutiao': { appId: '', secret: '', mchId: '', key: '', sandbox: false } },
  huawei: { 'app-plus': { appId: '', secret: '', mchId: '', key: '', sandbox: false } },
};
