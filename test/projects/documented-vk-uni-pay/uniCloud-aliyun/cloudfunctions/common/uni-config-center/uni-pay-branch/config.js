// 分店（另一家公司收款），调用时传 config_directory: "uni-pay-branch"
module.exports = {
  "notifyUrl": {
    "__SPACE_ID__": "__NOTIFY_URL__"
  },
  "notifyKey": "__NOTIFY_KEY__",
  "autoDeleteExpiredOrders": 0,
  "alipayAppPayToH5Pay": true,
  "alipay": {
    "h5": {
      "appId": "__BRANCH_ALI_APPID__",
      "privateKey": "__BRANCH_ALI_PRIVATE_KEY__",
      "alipayPublicKey": "__BRANCH_ALI_PUBLIC_KEY__",
      "sandbox": false
    }
  },
  "appleiap": {
    "app-plus": {
      "password": "__IAP_PASSWORD__",
      "timeout": 10000,
      "receiptExpiresIn": 86400,
      "sandbox": true
    }
  },
  "vkspay": {
    "mchId": "__VKSPAY_MCHID__",
    "key": "__VKSPAY_KEY__"
  },
  "wxpay-virtual": {
    "mp-weixin": {
      "appId": "__WX_APPID_MP__",
      "secret": "__WX_SECRET_MP__",
      "mchId": "__VIRTUAL_MCHID__",
      "offerId": "__VIRTUAL_OFFER_ID__",
      "appKey": "__VIRTUAL_APP_KEY__",
      "sandboxAppKey": "__VIRTUAL_SANDBOX_APP_KEY__",
      "rate": 100,
      "token": "__VIRTUAL_TOKEN__",
      "encodingAESKey": "__VIRTUAL_AES_KEY__",
      "sandbox": false
    }
  },
  "douyin": {
    "mp-toutiao": {
      "appId": "__DOUYIN_APPID__",
      "secret": "__DOUYIN_SECRET__",
      "mchId": "__DOUYIN_MCHID__",
      "salt": "__DOUYIN_SALT__",
      "token": "__DOUYIN_TOKEN__",
      "sandbox": false
    }
  },
  "huawei": {
    "mp-harmony": {
      "appId": "__HUAWEI_APPID__",
      "mchId": "__HUAWEI_MCHID__",
      "mchAuthId": "__HUAWEI_AUTH_ID__",
      "mchPrivateKey": "__HUAWEI_PRIVATE_KEY__",
      "platformPublicKey": "__HUAWEI_PLATFORM_KEY__"
    },
    "app-harmony": {
      "appId": "__HUAWEI_APPID__",
      "mchId": "__HUAWEI_MCHID__",
      "mchAuthId": "__HUAWEI_AUTH_ID__",
      "mchPrivateKey": "__HUAWEI_PRIVATE_KEY__",
      "platformPublicKey": "__HUAWEI_PLATFORM_KEY__"
    }
  }
};
