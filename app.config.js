/**
 * vk-unicloud 前端配置（官方插件与 common/client/vk 共用）。
 * 文件名、位置与键名由框架规定。
 */
export default {
  debug: false,
  // 未指明 name 时调用的路由云函数
  functionName: 'vk-pay',
  // 换成自己的登录页即可；登录成功后返回上一页，付款会接着进行
  login: { url: '/demo/pages/login/login' },
  // 首页：付款结果的「完成」、各页没有上一页时的「返回」都到这里
  index: { url: '/demo/pages/shop/shop' },
  error: { url: '' },
  // 不按页面拦截：收银台可以先看价格，付款时才要求登录
  checkTokenPages: { mode: 0, list: [] },
  tokenExpiredAutoDelete: true,
  globalErrorCode: {
    'cloudfunction-unusual-timeout': '网络不太顺畅，请稍后重试',
    'cloudfunction-timeout': '请求超时，请检查网络后重试',
    'cloudfunction-system-error': '系统繁忙，请稍后重试',
    'cloudfunction-reaches-burst-limit': '访问的人有点多，请稍后重试',
  },
};
