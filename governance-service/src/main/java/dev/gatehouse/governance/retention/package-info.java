/** When recorded predictions are deleted: the log retention that policy packs ask for, legal holds, and the digest that stays in the ledger. */
package dev.gatehouse.governance.retention;
