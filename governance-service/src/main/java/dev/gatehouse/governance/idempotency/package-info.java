/** Idempotency keys: a POST that is sent again with the same key has no second effect. */
package dev.gatehouse.governance.idempotency;
