/** Permits: their signing key, their life (suspend, supersede), and the public keys that verify them. */
package dev.gatehouse.governance.permits;
