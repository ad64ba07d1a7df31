export default {
  debug: true,
  functionName: 'router',
  login: { url: '/pages/login/login' },
  index: { url: '/pages/order/confirm' }
};
