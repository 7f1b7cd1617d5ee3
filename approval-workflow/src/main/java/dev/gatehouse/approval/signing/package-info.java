/** Signed envelopes (DSSE v1) with ECDSA P-256 keys: what permits and snapshots travel in. */
package dev.gatehouse.approval.signing;
