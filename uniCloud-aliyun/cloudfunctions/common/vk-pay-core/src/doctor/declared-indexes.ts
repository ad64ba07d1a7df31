/** 该有的索引：就是 uniCloud-aliyun/database 里那些文件，打包时读进来，不另抄一份。 */
import alerts from '../../../../../database/payment_alerts.index.json';
import complaints from '../../../../../database/payment_complaints.index.json';
import errors from '../../../../../database/payment_errors.index.json';
import events from '../../../../../database/payment_events.index.json';
import leases from '../../../../../database/payment_leases.index.json';
import logs from '../../../../../database/payment_logs.index.json';
import notifies from '../../../../../database/payment_notifies.index.json';
import orders from '../../../../../database/payment_orders.index.json';
import payers from '../../../../../database/payment_payers.index.json';
import reconciliations from '../../../../../database/payment_reconciliations.index.json';
import references from '../../../../../database/payment_references.index.json';
import refundRequests from '../../../../../database/payment_refund_requests.index.json';
import refunds from '../../../../../database/payment_refunds.index.json';
import reviews from '../../../../../database/payment_reviews.index.json';
import sharingReceivers from '../../../../../database/payment_sharing_receivers.index.json';
import sharings from '../../../../../database/payment_sharings.index.json';
import stats from '../../../../../database/payment_stats.index.json';
import transferAuthorizations from '../../../../../database/payment_transfer_authorizations.index.json';
import transfers from '../../../../../database/payment_transfers.index.json';

export interface DeclaredIndex {
  readonly collection: string;
  readonly name: string;
  readonly fields: readonly string[];
  readonly unique: boolean;
  readonly sparse: boolean;
}

interface IndexFile {
  readonly IndexName: string;
  readonly MgoKeySchema: {
    readonly MgoIndexKeys: readonly { readonly Name: string }[];
    readonly MgoIsUnique: boolean;
    readonly MgoIsSparse?: boolean;
  };
}

const FILES: Readonly<Record<string, readonly IndexFile[]>> = {
  payment_alerts: alerts,
  payment_complaints: complaints,
  payment_errors: errors,
  payment_events: events,
  payment_leases: leases,
  payment_logs: logs,
  payment_notifies: notifies,
  payment_orders: orders,
  payment_payers: payers,
  payment_reconciliations: reconciliations,
  payment_references: references,
  payment_refund_requests: refundRequests,
  payment_refunds: refunds,
  payment_reviews: reviews,
  payment_sharing_receivers: sharingReceivers,
  payment_sharings: sharings,
  payment_stats: stats,
  payment_transfer_authorizations: transferAuthorizations,
  payment_transfers: transfers,
};

export const DECLARED_INDEXES: readonly DeclaredIndex[] = Object.entries(FILES).flatMap(([collection, file]) =>
  file.map(({ IndexName, MgoKeySchema }) => ({
    collection,
    name: IndexName,
    fields: MgoKeySchema.MgoIndexKeys.map(({ Name }) => Name),
    unique: MgoKeySchema.MgoIsUnique,
    sparse: MgoKeySchema.MgoIsSparse === true,
  })),
);
