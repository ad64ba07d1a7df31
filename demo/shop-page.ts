/** 示例商店首页的一次打开：货架、登录的是谁、买到了什么。 */
import { computed, ref, shallowRef } from 'vue';
import { checkoutUrl, type PaymentIntent } from '../common/client/pay/intent';
import {
  alertsUrl,
  CHECKLIST_PAGE,
  COUNTER_PAGE,
  dashboardUrl,
  errorsUrl,
  MERCHANTS_PAGE,
  complaintsUrl,
  eventsUrl,
  orderDeskUrl,
  ORDERS_PAGE,
  RECEIVERS_PAGE,
  refundUrl,
  RELEASE_PAGE,
  REQUESTS_PAGE,
  reconciliationUrl,
  reviewDeskUrl,
  authorizationDeskUrl,
  transferDeskUrl,
} from '../common/client/shell/pages';
import { isStaff, lackingFor, signedInUser, signOut, type SignedInUser } from '../common/client/shell/signed-in';
import { demoAccount, type DemoAccount } from './account';
import { RECHARGE_FEES } from './shop';
import { DEMO } from './words';

export function createShop() {
  const fee = ref(RECHARGE_FEES[1] ?? 0);
  const signedIn = ref(false);
  const user = shallowRef<SignedInUser>();
  const staff = ref(false);
  const account = shallowRef<DemoAccount>();

  async function look(): Promise<void> {
    signedIn.value = uni.vk.checkToken();
    user.value = signedInUser();
    staff.value = isStaff(user.value);
    account.value = await demoAccount();
  }

  void look();
  return {
    fee,
    signedIn,
    user,
    staff,
    account,
    buy: (intent: PaymentIntent): void => void uni.navigateTo({ url: checkoutUrl(intent) }),
    openOrders: (): void => void uni.navigateTo({ url: ORDERS_PAGE }),
    go: (url: string): void => void uni.navigateTo({ url }),
    /** 只摆这个人做得了的 */
    staffLinks: computed(() => [
      ...(lackingFor('refund', user.value) ? [] : [{ id: 'open-refund', label: DEMO.refund, url: refundUrl() }]),
      { id: 'open-dashboard', label: DEMO.dashboard, url: dashboardUrl() },
      { id: 'open-alerts', label: DEMO.alerts, url: alertsUrl() },
      { id: 'open-desk', label: DEMO.desk, url: orderDeskUrl() },
      { id: 'open-requests', label: DEMO.requests, url: REQUESTS_PAGE },
      { id: 'open-reviews', label: DEMO.reviews, url: reviewDeskUrl() },
      { id: 'open-bills', label: DEMO.bills, url: reconciliationUrl() },
      ...(lackingFor('chargeByCode', user.value) ? [] : [{ id: 'open-counter', label: DEMO.counter, url: COUNTER_PAGE }]),
      { id: 'open-events', label: DEMO.events, url: eventsUrl() },
      { id: 'open-complaints', label: DEMO.complaints, url: complaintsUrl() },
      { id: 'open-transfers', label: DEMO.transfers, url: transferDeskUrl() },
      { id: 'open-authorizations', label: DEMO.authorizations, url: authorizationDeskUrl() },
      { id: 'open-receivers', label: DEMO.receivers, url: RECEIVERS_PAGE },
      { id: 'open-errors', label: DEMO.errors, url: errorsUrl() },
      { id: 'open-release', label: DEMO.release, url: RELEASE_PAGE },
      ...(lackingFor('listMerchants', user.value) ? [] : [{ id: 'open-merchants', label: DEMO.merchants, url: MERCHANTS_PAGE }]),
      ...(lackingFor('doctor', user.value) ? [] : [{ id: 'open-checklist', label: DEMO.checklist, url: CHECKLIST_PAGE }]),
    ]),
    leave(): void {
      signOut();
      void look();
      uni.showToast({ title: DEMO.signedOut, icon: 'none' });
    },
    // 从登录页、付款回来时，人和东西都可能变了
    resume: (): void => void look(),
  };
}
