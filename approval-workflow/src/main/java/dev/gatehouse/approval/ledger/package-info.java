/** The ledger: acts as leaves of an append-only Merkle tree (RFC 6962 §2.1), kept in tiles, signed as C2SP checkpoints, proven and replayed. */
package dev.gatehouse.approval.ledger;
