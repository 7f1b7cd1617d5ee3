/** The ledger: acts as leaves of an append-only Merkle tree (RFC 6962 §2.1). */
package dev.gatehouse.approval.ledger;
