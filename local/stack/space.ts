/** 本地运行时的服务空间；clientSecret 按 uniCloud 的设计就是公开的，只用来防止改包。 */
export const SPACE_ID = 'mp-vkpay-local';
export const CLIENT_SECRET = 'local-secret';
