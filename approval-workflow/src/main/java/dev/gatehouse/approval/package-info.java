/** Releases, gates, votes, permits and the ledger. */
package dev.gatehouse.approval;
