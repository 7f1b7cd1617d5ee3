/** Control plane: inventory, gates, releases, permits, ledger; REST API and pages. */
package dev.gatehouse.governance;
