/** Audit plans, the metrics they may name, and what is wrong with one. */
package dev.gatehouse.audit.plan;
