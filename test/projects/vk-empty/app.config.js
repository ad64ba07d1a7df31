export default {
  debug: false,
  functionName: 'router',
  login: { url: '/pages/login/login' },
  index: { url: '/pages/index/index' },
  error: { url: '' },
  checkTokenPages: { mode: 0, list: [] },
  globalErrorCode: {},
};
