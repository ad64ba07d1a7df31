const fs = require('fs');
const path = require('path')
module.exports = {
	// 支付回调地址，"服务空间ID":"URL化地址"
	"notifyUrl": {
		// 测试空间
		"mp-31c7a9d0-test-4b52-8f0e-6d1f2c3b4a59": "https://fc-mp-31c7a9d0-test-4b52-8f0e-6d1f2c3b4a59.next.example.com/uni-pay-co",
		// 线上空间
		"__SPACE_ID__": "__UNI_PAY_CO_URL__",
	},
	"notifyKey": "__NOTIFY_KEY__",
	"wxpay": {
		"enable": true,
		// 小程序
		"mp": {
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
			"version": 3,
		},
		// APP，没有用到，照样例留空
		"app": {
			"appId": "",
			"secret": "",
			"mchId": "",
			"key": "",
			"pfx": fs.readFileSync(__dirname + '/wxpay/apiclient_cert.p12'),
			"v3Key": "",
			"appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
			"appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
			"version": 2,
		},
		// 扫码
		"native": {
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
			"version": 3,
		},
		// 公众号
		"jsapi": {
			"appId": "__WX_APPID_OA__",
			"secret": "__WX_SECRET_OA__",
			"mchId": "__WX_MCHID__",
			"key": "",
			"v3Key": "__WX_V3KEY__",
			"appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
			"appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
			"wxpayPublicKeyPath": path.join(__dirname, 'wxpay/pub_key.pem'),
			"wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
			"version": 3,
		},
		// 手机浏览器
		"mweb": {
			"appId": "__WX_APPID_OA__",
			"secret": "",
			"mchId": "__WX_MCHID__",
			"key": "",
			"v3Key": "__WX_V3KEY__",
			"appCertPath": path.join(__dirname, 'wxpay/apiclient_cert.pem'),
			"appPrivateKeyPath": path.join(__dirname, 'wxpay/apiclient_key.pem'),
			"wxpayPublicKeyPath": path.join(__dirname, 'wxpay/pub_key.pem'),
			"wxpayPublicKeyId": "__WX_PUBLIC_KEY_ID__",
			"version": 3,
			"sceneInfo": {
				"h5_info": {
					"type": "Wap",
					"wap_url": "https://m.book-room.example.com",
					"wap_name": "竹里书房",
				}
			}
		},
	},
	"alipay": {
		"enable": true,
		"mp": {
			"appId": "__ALI_APPID__",
			"privateKey": "__ALI_PRIVATE_KEY__",
			"appCertPath": path.join(__dirname, 'alipay/appCertPublicKey.crt'),
			"alipayPublicCertPath": path.join(__dirname, 'alipay/alipayCertPublicKey_RSA2.crt'),
			"alipayRootCertPath": path.join(__dirname, 'alipay/alipayRootCert.crt'),
		},
		"app": {
			"appId": "",
			"privateKey": "",
			"appCertPath": path.join(__dirname, 'alipay/appCertPublicKey.crt'),
			"alipayPublicCertPath": path.join(__dirname, 'alipay/alipayCertPublicKey_RSA2.crt'),
			"alipayRootCertPath": path.join(__dirname, 'alipay/alipayRootCert.crt'),
		},
		// 网站二维码与手机浏览器
		"native": {
			"appId": "__ALI_APPID__",
			"privateKey": "__ALI_PRIVATE_KEY__",
			"appCertPath": path.join(__dirname, 'alipay/appCertPublicKey.crt'),
			"alipayPublicCertPath": path.join(__dirname, 'alipay/alipayCertPublicKey_RSA2.crt'),
			"alipayRootCertPath": path.join(__dirname, 'alipay/alipayRootCert.crt'),
		}
	},
	"appleiap": {
		"app": {
			"password": "__IAP_PASSWORD__",
			"timeout": 10000,
			"sandbox": true,
		}
	},
	"wxpay-virtual": {
		"mp": {
			"appId": "__WX_APPID_MP__",
			"secret": "__WX_SECRET_MP__",
			"mchId": "__VIRTUAL_MCHID__",
			"offerId": "__VIRTUAL_OFFER_ID__",
			"appKey": "__VIRTUAL_APP_KEY__",
			"sandboxAppKey": "__VIRTUAL_SANDBOX_APP_KEY__",
			"rate": 100,
			"token": "__VIRTUAL_TOKEN__",
			"encodingAESKey": "__VIRTUAL_AES_KEY__",
			"sandbox": false,
		}
	},
	// 华为没有开通
	"huawei": {
		"mp": {
			"appId": "",
			"mchId": "",
			"mchAuthId": "",
			"mchPrivateKey": "",
			"platformPublicKey": "",
			"clientType": "mp-harmony"
		},
		"app": {
			"appId": "",
			"mchId": "",
			"mchAuthId": "",
			"mchPrivateKey": "",
			"platformPublicKey": "",
			"clientType": "app-harmony"
		}
	}
}
