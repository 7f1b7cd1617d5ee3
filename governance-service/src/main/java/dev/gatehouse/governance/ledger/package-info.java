/** The ledger: every act is a leaf of an append-only Merkle tree, inserted by the act's own transaction. */
package dev.gatehouse.governance.ledger;
