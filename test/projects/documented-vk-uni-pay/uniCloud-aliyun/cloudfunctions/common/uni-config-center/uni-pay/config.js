const fs = require('fs');
const path = require('path');

// 山间茶铺的支付配置（改完记得上传公共模块 uni-config-center）
module.exports = {
  // 回调地址："服务空间 SpaceID": "vk-pay 云函数 URL 化完整地址"
  "notifyUrl": {
    // 开发空间
    "mp-7c1f0e52-dev1-4d3a-9a6b-3f0c5d2e8a11": "https://fc-mp-7c1f0e52-dev1-4d3a-9a6b-3f0c5d2e8a11.next.example.com/http/vk-pay",
    // 正式空间
    "__SPACE_ID__": "__NOTIFY_URL__",
    // 老空间（去年迁走的，还留着）
    "a90d4c77-old0-4f6e-8d15-2b7c9e013a44": "https://a90d4c77-old0-4f6e-8d15-2b7c9e013a44.example.com/http/vk-pay"
  },
  // 跨云函数通信用的密钥
  "notifyKey": "__NOTIFY_KEY__",
  // 未付款订单保留 3 天
  "autoDeleteExpiredOrders": 3,
  "alipayAppPayToH5Pay": false,
  // 内部测试白名单
  "userWhitelist": [],
  "wxpay": {
    // 小程序
    "mp-weixin": {
      "appId": "__WX_APPID_MP__",
      "secret": "__WX_SECRET_MP__",
      "mchId": "__WX_MCHID__",
      "key": "",
      "pfx": fs.readFileSync(__dirname + '/wxpay/apiclient_cert.p12'),
      "v3Key": "__WX_V3KEY__",
      "appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
      "appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
      "wxpayPublicKeyPath": path.join(__dirname, 'wxpay/pub_key.pem'),
      "wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
      "version": 3
    },
    // APP：证书还没放进来，文件名先占着（目录里没有 apiclient_key_app.pem）
    "app-plus": {
      "appId": "wx6f1e2d3c4b5a6978",
      "secret": "",
      "mchId": "__WX_MCHID__",
      "key": "",
      "pfx": fs.readFileSync(__dirname + '/wxpay/apiclient_cert.p12'),
      "v3Key": "__WX_V3KEY__",
      "appCertPath": path.join(__dirname, 'wxpay/apiclient_cert_app.pem'),
      "appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key_app.pem'),
      "version": 3
    },
    // PC 扫码：证书内容直接写成一行（不写 version，插件 1.16.1 起默认 3）
    "h5": {
      "appId": "__WX_APPID_OA__",
      "secret": "",
      "mchId": "__WX_MCHID__",
      "key": "",
      "v3Key": "__WX_V3KEY__",
      "appCertContent": "__WX_APP_CERT_ONE_LINE__",
      "appPrivateKeyContent": "__WX_APP_PRIVATE_KEY_ONE_LINE__",
      "wxpayPublicKeyContent": "__WX_PUBLIC_KEY_ONE_LINE__",
      "wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__"
    },
    // 公众号：证书内容读成 Buffer
    "h5-weixin": {
      "appId": "__WX_APPID_OA__",
      "secret": "__WX_SECRET_OA__",
      "mchId": "__WX_MCHID__",
      "key": "",
      "pfx": fs.readFileSync(__dirname + '/wxpay/apiclient_cert.p12'),
      "v3Key": "__WX_V3KEY__",
      "appCertContent": fs.readFileSync(path.join(__dirname, 'wxpay/apiclient_cert.pem')),
      "appPrivateKeyContent": fs.readFileSync(path.join(__dirname, 'wxpay/apiclient_key.pem')),
      "wxpayPublicKeyContent": fs.readFileSync(path.join(__dirname, 'wxpay/pub_key.pem')),
      "wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
      "version": 3
    },
    // 手机浏览器
    "mweb": {
      "appId": "__WX_APPID_OA__",
      "secret": "",
      "mchId": "__WX_MCHID__",
      "key": "",
      "pfx": fs.readFileSync(__dirname + '/wxpay/apiclient_cert.p12'),
      "v3Key": "__WX_V3KEY__",
      "appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
      "appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
      "wxpayPublicKeyPath": path.join(__dirname, 'wxpay/pub_key.pem'),
      "wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
      "sceneInfo": {
        "h5_info": {
          "type": "Wap",
          "wap_url": "https://m.tea-shop.example.com",
          "wap_name": "山间茶铺"
        }
      },
      "version": 3
    },
    // 商家转账
    "transfer": {
      "appId": "__WX_APPID_MP__",
      "mchId": "__WX_MCHID__",
      "v3Key": "__WX_V3KEY__",
      "appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
      "appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
      "wxpayPublicKeyPath": path.join(__dirname, 'wxpay/pub_key.pem'),
      "wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
      "wxpayPublicCertSn": "",
      "wxpayPublicCertContent": ""
    },
    // 付款码（店里的扫码枪）
    "codepay": {
      "appId": "__WX_APPID_OA__",
      "secret": "",
      "mchId": "__WX_MCHID__",
      "key": "__WX_V2KEY__",
      "pfx": fs.readFileSync(__dirname + '/wxpay/apiclient_cert.p12'),
      "v3Key": "__WX_V3KEY__",
      "appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
      "appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
      "wxpayPublicKeyPath": path.join(__dirname, 'wxpay/pub_key.pem'),
      "wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
      "version": 3
    }
  },
  "alipay": {
    // 小程序：证书模式，路径
    "mp-alipay": {
      "appId": "__ALI_APPID__",
      "privateKey": "__ALI_PRIVATE_KEY__",
      "alipayPublicCertPath": path.join(__dirname, 'alipay/alipayCertPublicKey_RSA2.crt'),
      "alipayRootCertPath": path.join(__dirname, 'alipay/alipayRootCert.crt'),
      "appCertPath": path.join(__dirname, 'alipay/appCertPublicKey.crt'),
      "sandbox": false
    },
    // APP：没有申请，照文档留空，证书路径也留着
    "app-plus": {
      "appId": "",
      "privateKey": "",
      "alipayPublicCertPath": path.join(__dirname, 'alipay/alipayCertPublicKey_RSA2.crt'),
      "alipayRootCertPath": path.join(__dirname, 'alipay/alipayRootCert.crt'),
      "appCertPath": path.join(__dirname, 'alipay/appCertPublicKey.crt'),
      "sandbox": false
    },
    // 网站与手机浏览器（当面付）：密钥模式
    "h5": {
      "appId": "__ALI_APPID__",
      "privateKey": "__ALI_PRIVATE_KEY__",
      "alipayPublicKey": "__ALI_PUBLIC_KEY__",
      "sandbox": false
    },
    // 转账：证书内容，Buffer
    "transfer": {
      "appId": "__ALI_APPID__",
      "privateKey": "__ALI_PRIVATE_KEY__",
      "alipayPublicCertContent": fs.readFileSync(path.join(__dirname, 'alipay/alipayCertPublicKey_RSA2.crt')),
      "alipayRootCertContent": fs.readFileSync(path.join(__dirname, 'alipay/alipayRootCert.crt')),
      "appCertContent": fs.readFileSync(path.join(__dirname, 'alipay/appCertPublicKey.crt')),
      "sandbox": false
    },
    // 付款码：密钥模式
    "codepay": {
      "appId": "__ALI_APPID__",
      "privateKey": "__ALI_PRIVATE_KEY__",
      "alipayPublicKey": "__ALI_PUBLIC_KEY__",
      "sandbox": false
    }
  },
  // 以下都没有开通，照文档保留空节点
  "appleiap": {
    "app-plus": {
      "password": "",
      "timeout": 10000,
      "receiptExpiresIn": 86400,
      "sandbox": true
    }
  },
  "vkspay": {
    "mchId": "",
    "key": ""
  },
  "wxpay-virtual": {
    "mp-weixin": {
      "appId": "",
      "secret": "",
      "mchId": "",
      "offerId": "",
      "appKey": "",
      "sandboxAppKey": "",
      "rate": 100,
      "token": "",
      "encodingAESKey": "",
      "sandbox": false
    }
  },
  "douyin": {
    "mp-toutiao": {
      "appId": "",
      "secret": "",
      "mchId": "",
      "salt": "",
      "token": "",
      "sandbox": false
    }
  },
  "huawei": {
    "mp-harmony": {
      "appId": "",
      "mchId": "",
      "mchAuthId": "",
      "mchPrivateKey": "",
      "platformPublicKey": ""
    },
    "app-harmony": {
      "appId": "",
      "mchId": "",
      "mchAuthId": "",
      "mchPrivateKey": "",
      "platformPublicKey": ""
    }
  }
};
