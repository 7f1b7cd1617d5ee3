/** Permits: made from a confirmed decision, signed, verified offline, and asked before every prediction. */
package dev.gatehouse.approval.permit;
