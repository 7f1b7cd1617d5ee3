/** What an audit found, as it is stored and read back. */
package dev.gatehouse.audit.report;
